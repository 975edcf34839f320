using Azure;
using Azure.Data.Tables;
using Samvad.Access;
using Samvad.Storage;

namespace Samvad.Consumers;

public enum ImportStatus
{
    Queued,
    Running,
    Finished,
    Failed,
}

/// <summary>An import and how far it came.</summary>
/// <param name="Accepted">Valid rows, unchanged ones included.</param>
/// <param name="Unchanged">Accepted rows that were in the register already; after an interruption also those that the
/// interrupted attempt had just written.</param>
/// <param name="Offset">Byte at which the next row begins.</param>
/// <param name="Line">Line of the next row.</param>
/// <param name="Detailed">Rejected rows that are kept in detail.</param>
public sealed record Import(
    string Id,
    ImportKind Kind,
    ImportStatus Status,
    string? Reason,
    IReadOnlyList<string> Columns,
    long Bytes,
    long Offset,
    long Line,
    long Read,
    long Accepted,
    long Unchanged,
    long Rejected,
    int Detailed,
    DateTimeOffset QueuedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt)
{
    internal ETag Tag { get; init; }

    /// <summary>The offices of whoever sent it, below which its rows may lie; null is everywhere.</summary>
    internal IReadOnlyList<string>? Offices { get; init; }

    internal bool IsSeenBy(OfficeScope scope) => scope.IsEverywhere || (Offices is { } own && scope.Covers([.. own]));

    /// <summary>Why its message was put aside; null where it was not, or is at work again.</summary>
    public string? Code { get; init; }

    /// <summary>The number of the message that was put aside last.</summary>
    internal long Letter { get; init; }
}

/// <summary>
/// The imports in their table: PK `import`, RK import id (UUIDv7, so in order of time); rejected rows under PK import
/// id, RK import id `~` line at which their chunk begins.
/// </summary>
public sealed class ImportLog(SamvadTables tables)
{
    private const string Partition = "import";
    private const int FaultsPerRow = 1000;

    public async Task<Import?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var row = await tables.Imports.GetEntityIfExistsAsync<TableEntity>(
            Partition, id, cancellationToken: cancellationToken);
        return row.HasValue ? ReadRow(row.Value!) : null;
    }

    /// <summary>The latest imports, newest first.</summary>
    public async Task<IReadOnlyList<Import>> LatestAsync(
        int count, Func<Import, bool> isSeen, CancellationToken cancellationToken)
    {
        var imports = new List<Import>();
        await foreach (var row in tables.Imports.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken: cancellationToken))
            imports.Add(ReadRow(row));
        return imports.Where(isSeen).OrderByDescending(import => import.Id, StringComparer.Ordinal).Take(count).ToList();
    }

    internal Task AddAsync(Import import, CancellationToken cancellationToken) =>
        tables.Imports.AddEntityAsync(Row(import), cancellationToken);

    /// <summary>Writes the state; fails where another run of the same import wrote meanwhile.</summary>
    internal async Task<Import> SaveAsync(Import import, CancellationToken cancellationToken)
    {
        var response =
            await tables.Imports.UpdateEntityAsync(Row(import), import.Tag, TableUpdateMode.Replace, cancellationToken);
        return import with { Tag = response.Headers.ETag!.Value };
    }

    /// <summary>
    /// The import's message was put aside: it is failed until a replay. Each letter is heeded once, since one that was
    /// replayed may still be there.
    /// </summary>
    internal async Task PutAsideAsync(
        string id, long letter, string code, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { Status: ImportStatus.Queued or ImportStatus.Running } import
            || import.Letter >= letter)
            return;
        try
        {
            await SaveAsync(
                import with
                {
                    Status = ImportStatus.Failed,
                    Code = code,
                    Letter = letter,
                    Reason = "Its message was put aside; see the dead letters. The file is kept, and a replay goes on with it.",
                    FinishedAt = now,
                },
                cancellationToken);
        }
        catch (RequestFailedException running) when (running.Status == 412)
        {
            // It is at work, or ended, after all.
        }
    }

    /// <summary>Writes the faults of the chunk that begins at the line; writing them again changes nothing.</summary>
    internal async Task KeepAsync(
        string id, long line, IReadOnlyList<Fault> faults, CancellationToken cancellationToken)
    {
        var part = 0;
        foreach (var page in faults.Chunk(FaultsPerRow))
        {
            var row = new TableEntity(id, $"{id}~{line:d10}~{part++:d4}");
            row.Pack(page.ToList(), ConsumersJson.Default.ListFault);
            await tables.Imports.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        }
    }

    /// <summary>A page of faults in the order of the file, and where the next page begins.</summary>
    public async Task<(IReadOnlyList<Fault> Faults, string? Continuation)> FaultsAsync(
        string id, string? continuation, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {id} and RowKey gt {id + "~" + continuation}");
        await foreach (var page in tables.Imports.QueryAsync<TableEntity>(
            filter, 1, cancellationToken: cancellationToken).AsPages())
        {
            if (page.Values.FirstOrDefault() is not { } row)
                continue;
            var next = page.ContinuationToken is null ? null : row.RowKey[(id.Length + 1)..];
            return (row.Unpack(ConsumersJson.Default.ListFault) ?? [], next);
        }

        return ([], null);
    }

    private static Import ReadRow(TableEntity row) => new(
        row.RowKey,
        Enum.Parse<ImportKind>(row.GetString("Kind")),
        Enum.Parse<ImportStatus>(row.GetString("Status")),
        row.GetString("Reason"),
        row.GetString("Columns").Split(','),
        row.GetInt64("Bytes") ?? 0,
        row.GetInt64("Offset") ?? 0,
        row.GetInt64("Line") ?? 0,
        row.GetInt64("Read") ?? 0,
        row.GetInt64("Accepted") ?? 0,
        row.GetInt64("Unchanged") ?? 0,
        row.GetInt64("Rejected") ?? 0,
        row.GetInt32("Detailed") ?? 0,
        row.GetDateTimeOffset("QueuedAt") ?? default,
        row.GetDateTimeOffset("StartedAt"),
        row.GetDateTimeOffset("FinishedAt"))
    {
        Tag = row.ETag,
        Offices = row.GetString("Offices")?.Split(','),
        Code = row.GetString("Code"),
        Letter = row.GetInt64("Letter") ?? 0,
    };

    private static TableEntity Row(Import import) => new(Partition, import.Id)
    {
        ["Kind"] = import.Kind.ToString(),
        ["Status"] = import.Status.ToString(),
        ["Reason"] = import.Reason,
        ["Columns"] = string.Join(',', import.Columns),
        ["Bytes"] = import.Bytes,
        ["Offset"] = import.Offset,
        ["Line"] = import.Line,
        ["Read"] = import.Read,
        ["Accepted"] = import.Accepted,
        ["Unchanged"] = import.Unchanged,
        ["Rejected"] = import.Rejected,
        ["Detailed"] = import.Detailed,
        ["QueuedAt"] = import.QueuedAt,
        ["StartedAt"] = import.StartedAt,
        ["FinishedAt"] = import.FinishedAt,
        ["Code"] = import.Code,
        ["Offices"] = import.Offices is { } offices ? string.Join(',', offices) : null,
        ["Letter"] = import.Letter,
    };
}
