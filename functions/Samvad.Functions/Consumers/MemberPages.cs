using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.Consumers;

/// <summary>
/// The members of each group, 250 to a row, ordered by member id. The rows of a group are written together, and
/// carry the same version, so that a reader of several rows knows when it has read half of a change.
/// </summary>
public sealed class MemberPages(SamvadTables tables)
{
    internal const int PageSize = 250;

    /// <summary>Rows to ask for in one answer of the store, which is held in memory as a whole.</summary>
    internal const int RowsAtOnce = 50;
    private const int MaxAttempts = 10;

    /// <summary>
    /// The members of the group, ordered by id. A person may hold several seats of one group (one per connection);
    /// then the address repeats.
    /// </summary>
    public async Task<IReadOnlyList<Member>> ReadAsync(string group, CancellationToken cancellationToken) =>
        (await LoadAsync(group, cancellationToken)).Members;

    /// <summary>The members of all groups from one id to another, group by group in the order of their ids.</summary>
    internal async IAsyncEnumerable<(string Group, IReadOnlyList<Member> Members)> ReadRangeAsync(
        string first, string last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = new List<TableEntity>();
        await foreach (var row in tables.Members.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey ge {first} and PartitionKey le {last}"),
            RowsAtOnce,
            cancellationToken: cancellationToken))
        {
            if (rows.Count > 0 && rows[0].PartitionKey != row.PartitionKey)
            {
                yield return (rows[0].PartitionKey, await WholeAsync(rows, cancellationToken));
                rows.Clear();
            }

            rows.Add(row);
        }

        if (rows.Count > 0)
            yield return (rows[0].PartitionKey, await WholeAsync(rows, cancellationToken));
    }

    /// <summary>A group that changed while its rows were read is read again.</summary>
    private async Task<IReadOnlyList<Member>> WholeAsync(List<TableEntity> rows, CancellationToken cancellationToken)
    {
        var isWhole = rows.Count == (rows[0].GetInt32("Pages") ?? 1)
            && rows.TrueForAll(row => row.GetString("Version") == rows[0].GetString("Version"));
        return !isWhole ? await ReadAsync(rows[0].PartitionKey, cancellationToken)
            : rows is [var only] ? only.Unpack(ConsumersJson.Default.ListMember) ?? []
            : [.. rows.OrderBy(row => int.Parse(row.RowKey.AsSpan(row.RowKey.LastIndexOf('~') + 1), CultureInfo.InvariantCulture))
                .SelectMany(row => row.Unpack(ConsumersJson.Default.ListMember) ?? [])];
    }

    internal async Task<LoadedMembers> LoadAsync(string group, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var first = await FindAsync(group, 0, cancellationToken);
            if (first is null)
                return new([], []);
            List<TableEntity> rows = [first];
            for (var number = 1; number < (first.GetInt32("Pages") ?? 1); number++)
            {
                if (await FindAsync(group, number, cancellationToken) is { } row
                    && row.GetString("Version") == first.GetString("Version"))
                    rows.Add(row);
            }

            if (rows.Count != (first.GetInt32("Pages") ?? 1))
                continue;
            var members = rows.SelectMany(row => row.Unpack(ConsumersJson.Default.ListMember) ?? []).ToList();
            return new(members, rows.Select(row => row.ETag).ToList());
        }

        throw new InvalidOperationException($"Group {group} changed during each of {MaxAttempts} readings.");
    }

    /// <returns>False where somebody else wrote the group since it was loaded.</returns>
    internal async Task<bool> SaveAsync(
        string group, IReadOnlyList<Member> members, IReadOnlyList<ETag> loaded, CancellationToken cancellationToken)
    {
        var pages = members.Chunk(PageSize).ToList();
        var version = Guid.NewGuid().ToString("n");
        var actions = new List<TableTransactionAction>();
        for (var number = 0; number < Math.Max(pages.Count, loaded.Count); number++)
        {
            var row = new TableEntity(group, RowKey(group, number)) { ["Pages"] = pages.Count, ["Version"] = version };
            if (number < pages.Count)
                row.Pack(pages[number].ToList(), ConsumersJson.Default.ListMember);
            actions.Add(number >= pages.Count
                ? new(TableTransactionActionType.Delete, row, loaded[number])
                : number >= loaded.Count
                    ? new(TableTransactionActionType.Add, row)
                    : new(TableTransactionActionType.UpdateReplace, row, loaded[number]));
        }

        try
        {
            await SubmitAsync(actions, cancellationToken);
            return true;
        }
        catch (RequestFailedException failure) when (failure.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    private Task SubmitAsync(List<TableTransactionAction> actions, CancellationToken cancellationToken) =>
        actions switch
    {
        [] => Task.CompletedTask,
        [{ ActionType: TableTransactionActionType.Add } only] =>
            tables.Members.AddEntityAsync((TableEntity)only.Entity, cancellationToken),
        [{ ActionType: TableTransactionActionType.UpdateReplace } only] =>
            tables.Members.UpdateEntityAsync(
                (TableEntity)only.Entity, only.ETag, TableUpdateMode.Replace, cancellationToken),
        _ => tables.Members.SubmitTransactionAsync(actions, cancellationToken),
    };

    private async Task<TableEntity?> FindAsync(string group, int number, CancellationToken cancellationToken)
    {
        var row = await tables.Members.GetEntityIfExistsAsync<TableEntity>(
            group, RowKey(group, number), cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    private static string RowKey(string group, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{group}~{number}");
}

/// <summary>The members of a group with the tags of their rows, for a conditional write.</summary>
internal sealed record LoadedMembers(IReadOnlyList<Member> Members, IReadOnlyList<ETag> Rows);
