using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Samvad.Telemetry;

namespace Samvad.Consumers;

/// <summary>
/// Runs an import from its last checkpoint to its end. A bad row is recorded and passed over; a file that cannot be
/// read on (not UTF-8, truncated) fails the import after the rows before that place were applied.
/// </summary>
public sealed partial class ImportRun(
    BlobServiceClient blobs,
    ImportLog log,
    Offices offices,
    Groups groups,
    Seating seating,
    Staff staff,
    IOptions<ConsumersOptions> options,
    TimeProvider time,
    ILogger<ImportRun> logger)
{
    // An office may come before its parent, so the file is taken as one; a state has some thousand offices.
    private const int OfficesAtOnce = 100_000;
    private const int ReadAhead = 1024 * 1024;

    public async Task RunAsync(string id, CancellationToken cancellationToken)
    {
        if (await log.FindAsync(id, cancellationToken) is not { } import)
        {
            LogUnknown(id);
            return;
        }

        if (import is { Status: ImportStatus.Queued or ImportStatus.Running } or { Code: not null })
            await StartAsync(import, cancellationToken);
        // The file holds names and numbers that nobody needs any more.
        await ImportIntake.BlobOf(blobs, id).DeleteIfExistsAsync(cancellationToken: cancellationToken);
    }

    private async Task StartAsync(Import import, CancellationToken cancellationToken)
    {
        import = await log.SaveAsync(
            import with
            {
                Status = ImportStatus.Running,
                Code = null,
                Reason = null,
                StartedAt = import.StartedAt ?? time.GetUtcNow(),
                FinishedAt = null,
            },
            cancellationToken);
        LogRuns(import.Id, import.Kind, import.Line);
        import = await RunAsync(import, cancellationToken);
        LogEnded(import.Id, import.Status, import.Read, import.Accepted, import.Unchanged, import.Rejected);
    }

    private async Task<Import> RunAsync(Import import, CancellationToken cancellationToken)
    {
        Stream file;
        try
        {
            file = await ImportIntake.BlobOf(blobs, import.Id).OpenReadAsync(
                new BlobOpenReadOptions(allowModifications: false) { Position = import.Offset, BufferSize = ReadAhead },
                cancellationToken);
        }
        catch (RequestFailedException failure) when (failure.Status == 404)
        {
            return await EndAsync(import, "The file is gone. Send it again.", cancellationToken);
        }

        using var rows = new CsvRows(file, import.Offset, import.Line, import.Bytes, import.Columns.Count);
        var size = import.Kind == ImportKind.Offices ? OfficesAtOnce : options.Value.ImportChunkRows;
        while (true)
        {
            ImportChunk? chunk = await NewChunkAsync(import, cancellationToken);
            var (read, rejected, ending) = await FillAsync(rows, chunk, size, cancellationToken);
            if (read > 0)
                import = await ApplyAsync(import, chunk, read, rejected, rows, cancellationToken);
            chunk = null;
            // A chunk leaves some hundred megabytes behind, which the collector would not hurry to give back.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            if (ending is not null || read < size)
                return await EndAsync(import, ending, cancellationToken);
        }
    }

    private async Task<ImportChunk> NewChunkAsync(Import import, CancellationToken cancellationToken)
    {
        offices.Forget();
        var tree = await offices.ReadTreeAsync(cancellationToken);
        if (import.Kind == ImportKind.Offices)
            return new OfficeChunk(import.Columns, offices, tree);
        var within = import.Offices?.SelectMany(tree.Subtree).ToHashSet();
        var known = (await groups.AllAsync(cancellationToken)).ToDictionary(group => group.Id);
        if (import.Kind == ImportKind.Groups)
            return new GroupChunk(import.Columns, groups, tree, known, within);
        // To whoever belongs to an office, what lies elsewhere does not exist.
        var own = within is null ? known : known.Where(group => within.Contains(group.Value.Office)).ToDictionary();
        if (import.Kind == ImportKind.Members)
            return new MemberChunk(import.Columns, seating, own);
        staff.Forget();
        return new StaffChunk(import.Columns, staff, tree, own, await staff.ReadAsync(cancellationToken), within);
    }

    /// <returns>Rows read, the faults of rejected ones, and why reading ended early if it did.</returns>
    private async Task<(int Read, List<Fault> Rejected, string? Ending)> FillAsync(
        CsvRows rows, ImportChunk chunk, int size, CancellationToken cancellationToken)
    {
        var (read, rejected) = (0, new List<Fault>());
        try
        {
            while (read < size && await rows.ReadAsync(cancellationToken) is { } row)
            {
                read++;
                rejected.AddRange(chunk.Add(row));
                if (row.Truncated)
                    return (read, rejected,
                        $"Line {row.Line}: the file ends within a row; it is truncated. The rows before it were imported.");
            }

            return (read, rejected, null);
        }
        catch (ImportFileException fault)
        {
            return (read, rejected, fault.Message + " The rows before it were imported.");
        }
    }

    private async Task<Import> ApplyAsync(
        Import import, ImportChunk chunk, int read, List<Fault> rejected, CsvRows rows,
        CancellationToken cancellationToken)
    {
        var result = await chunk.ApplyAsync(cancellationToken);
        var byLine = rejected.Concat(result.Faults).GroupBy(fault => fault.Line).OrderBy(line => line.Key).ToList();
        var kept = byLine.Take(Math.Max(0, options.Value.RejectedRowsKept - import.Detailed)).ToList();
        await log.KeepAsync(import.Id, import.Line, kept.SelectMany(line => line).ToList(), cancellationToken);
        var kind = Metrics.Tag("kind", import.Kind.ToString().ToLowerInvariant());
        Metrics.ImportRows.Add(result.Accepted, kind, Metrics.Tag("outcome", "accepted"));
        Metrics.ImportRows.Add(byLine.Count, kind, Metrics.Tag("outcome", "rejected"));
        return await log.SaveAsync(
            import with
            {
                Offset = rows.Offset,
                Line = rows.Line,
                Read = import.Read + read,
                Accepted = import.Accepted + result.Accepted,
                Unchanged = import.Unchanged + result.Unchanged,
                Rejected = import.Rejected + byLine.Count,
                Detailed = import.Detailed + kept.Count,
            },
            cancellationToken);
    }

    private Task<Import> EndAsync(Import import, string? reason, CancellationToken cancellationToken) => log.SaveAsync(
        import with
        {
            Status = reason is null ? ImportStatus.Finished : ImportStatus.Failed,
            Reason = reason,
            FinishedAt = time.GetUtcNow(),
        },
        cancellationToken);

    [LoggerMessage(EventIds.ImportUnknown, LogLevel.Warning, "Import {ImportId} is queued but not in the log")]
    private partial void LogUnknown(string importId);

    [LoggerMessage(EventIds.ImportRuns, LogLevel.Information, "Import {ImportId} of {Kind} runs from line {Line}")]
    private partial void LogRuns(string importId, ImportKind kind, long line);

    [LoggerMessage(EventIds.ImportEnded, LogLevel.Information,
        "Import {ImportId} {Status}: {Read} rows read, {Accepted} accepted, {Unchanged} of them unchanged, {Rejected} rejected")]
    private partial void LogEnded(string importId, ImportStatus status, long read, long accepted, long unchanged, long rejected);
}
