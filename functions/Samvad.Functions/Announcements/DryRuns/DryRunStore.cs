using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.Announcements.DryRuns;

/// <summary>How far a dry run is.</summary>
public enum DryRunState
{
    Queued,
    Running,
    Finished,
    Failed,
}

/// <summary>A dry run, what it asks and what came of it so far.</summary>
/// <param name="Approval">The request for approval that it is made for.</param>
/// <param name="Reason">Why it failed.</param>
public sealed record DryRun(
    string Id,
    DryRunState State,
    Announcement Announcement,
    string? Approval,
    DateTimeOffset AskedAt,
    DateTimeOffset? FinishedAt,
    DryRunView? View,
    string? Reason);

/// <summary>The dry runs in their table; kept for a month.</summary>
public sealed class DryRunStore(SamvadTables tables, TimeProvider time)
{
    private const string Question = "Q";
    private const string Answer = "R";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <param name="id">Of the form of an announcement's.</param>
    public async Task AddAsync(string id, Announcement announcement, string? approval, CancellationToken cancellationToken)
    {
        var row = new TableEntity(id, id)
        {
            [nameof(DryRun.State)] = nameof(DryRunState.Queued),
            [nameof(DryRun.AskedAt)] = time.GetUtcNow(),
            [nameof(DryRun.Approval)] = approval,
        };
        row.Pack(announcement, AnnouncementJson.Default.Announcement, Question);
        try
        {
            await tables.DryRuns.AddEntityAsync(row, cancellationToken);
        }
        catch (RequestFailedException exists) when (exists.Status == 409)
        {
            // Asked for before: the same id is the same dry run.
        }
    }

    public async Task<DryRun?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var found = await tables.DryRuns.GetEntityIfExistsAsync<TableEntity>(id, id, cancellationToken: cancellationToken);
        return found is not { HasValue: true, Value: { } row } ? null : new DryRun(
            id,
            Enum.Parse<DryRunState>(row.GetString(nameof(DryRun.State))),
            row.Unpack(AnnouncementJson.Default.Announcement, Question)!,
            row.GetString(nameof(DryRun.Approval)),
            row.GetDateTimeOffset(nameof(DryRun.AskedAt)) ?? default,
            row.GetDateTimeOffset(nameof(DryRun.FinishedAt)),
            row.Unpack(DryRunJson.Default.DryRunView, Answer),
            row.GetString(nameof(DryRun.Reason)));
    }

    public Task WriteAsync(string id, DryRunState state, DryRunView? view, string? reason, CancellationToken cancellationToken)
    {
        var row = new TableEntity(id, id) { [nameof(DryRun.State)] = state.ToString(), [nameof(DryRun.Reason)] = reason };
        if (view is not null)
            row.Pack(view, DryRunJson.Default.DryRunView, Answer);
        if (state == DryRunState.Finished)
            row[nameof(DryRun.FinishedAt)] = time.GetUtcNow();
        return tables.DryRuns.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Merge, cancellationToken);
    }

    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        var until = AnnouncementId.New(time.GetUtcNow() - Kept, "", 0);
        await foreach (var row in tables.DryRuns.QueryAsync<TableEntity>(
            row => row.RowKey.CompareTo(until) < 0, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            await tables.DryRuns.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
        }
    }
}
