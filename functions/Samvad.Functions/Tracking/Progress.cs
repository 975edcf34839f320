using System.Collections.Concurrent;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.Tracking;

/// <summary>How far one announcement is in one group.</summary>
/// <param name="Expected">People the group had when the announcement was planned.</param>
/// <param name="Counts">Null until the group's shard was begun.</param>
/// <param name="RetriesAsked">How often an operator asked for the group's failed ones again.</param>
/// <param name="RetriesHeeded">How many of these demands its ledger has heeded.</param>
public sealed record GroupProgress(string Group, int Expected, Counts? Counts, int RetriesAsked = 0, int RetriesHeeded = 0)
{
    public bool IsFinal => Counts is { Queued: 0 } && RetriesHeeded >= RetriesAsked;
}

/// <summary>New counts of a group, and which writing of the ledger they were counted from.</summary>
public sealed record GroupCounts(string Group, Counts Counts, int Version, int Retries = 0)
{
    /// <summary>The sum of a shard's pages; each writing of a page raises the sum of their versions.</summary>
    public static GroupCounts Of(string group, IReadOnlyList<LedgerPage> pages)
    {
        var sum = new Counts();
        foreach (var page in pages)
            sum.Include(page.Counts);
        return new GroupCounts(group, sum, pages.Sum(page => page.Version), pages.Min(page => page.Retries));
    }
}

/// <summary>One row per group of an announcement; the counts in it are those of the newest ledger pages.</summary>
public sealed class Progress(SamvadTables tables)
{
    /// <summary>Entities a transaction may hold (Table Storage: 100).</summary>
    internal const int TransactionSize = 100;

    /// <summary>Up to here single reads cost less than reading the whole announcement.</summary>
    private const int FewGroups = 8;

    /// <summary>Rows whose version is remembered, to be written without reading them first.</summary>
    private const int Remembered = 50_000;
    private readonly ConcurrentDictionary<(string Announcement, string Group), (int Version, ETag ETag)> _known = new();

    /// <summary>Lists groups that an announcement goes to, at most <see cref="TransactionSize"/>. Counts that are there already stay.</summary>
    public async Task PlanAsync(
        string announcement, IReadOnlyList<(string Group, int Expected)> groups, CancellationToken cancellationToken)
    {
        try
        {
            var rows = groups.Select(group => Planned(announcement, group)).ToArray();
            var responses = await tables.Announcements.SubmitTransactionAsync(
                rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)), cancellationToken);
            foreach (var (row, response) in rows.Zip(responses.Value))
                Remember(announcement, row.RowKey, 0, response.Headers.ETag);
        }
        catch (RequestFailedException exists) when (exists.Status == 409)
        {
            await tables.Announcements.SubmitTransactionAsync(
                groups.Select(group => new TableTransactionAction(TableTransactionActionType.UpsertMerge, Planned(announcement, group))),
                cancellationToken);
        }
    }

    public async Task<IReadOnlyList<GroupProgress>> ReadAsync(string announcement, CancellationToken cancellationToken)
    {
        var groups = new List<GroupProgress>();
        await foreach (var row in tables.Announcements.QueryAsync<TableEntity>(
            row => row.PartitionKey == announcement, cancellationToken: cancellationToken))
        {
            groups.Add(new GroupProgress(
                row.RowKey,
                row.GetInt32(nameof(GroupProgress.Expected)) ?? 0,
                row.GetString(nameof(Counts)) is { } json ? JsonSerializer.Deserialize(json, LedgerJson.Default.Counts) : null,
                row.GetInt32(nameof(GroupProgress.RetriesAsked)) ?? 0,
                row.GetInt32(nameof(GroupProgress.RetriesHeeded)) ?? 0));
        }

        return groups;
    }

    /// <summary>Notes that the failed ones of these groups were asked for again, so that they are not final until that is heeded.</summary>
    public async Task AskAgainAsync(
        string announcement, IEnumerable<string> groups, int retries, CancellationToken cancellationToken)
    {
        foreach (var chunk in groups.Chunk(TransactionSize))
        {
            await tables.Announcements.SubmitTransactionAsync(
                chunk.Select(group => new TableTransactionAction(
                    TableTransactionActionType.UpsertMerge,
                    new TableEntity(announcement, group) { [nameof(GroupProgress.RetriesAsked)] = retries })),
                cancellationToken);
            foreach (var group in chunk)
                _known.TryRemove((announcement, group), out _);
        }
    }

    /// <summary>Writes counts, unless the row's are from a later writing of the ledger.</summary>
    public async Task WriteAsync(string announcement, IReadOnlyList<GroupCounts> groups, CancellationToken cancellationToken)
    {
        while (true)
        {
            await RecallAsync(announcement, groups, cancellationToken);
            var newer = groups.Where(group => !_known.TryGetValue((announcement, group.Group), out var known)
                || known.Version < group.Version).ToArray();
            try
            {
                foreach (var chunk in newer.Chunk(TransactionSize))
                    await WriteChunkAsync(announcement, chunk, cancellationToken);
                return;
            }
            catch (RequestFailedException conflict) when (conflict.Status is 404 or 409 or 412)
            {
                // Another instance wrote one of the rows: look again which counts are newer.
                foreach (var group in newer)
                    _known.TryRemove((announcement, group.Group), out _);
            }
        }
    }

    private async Task WriteChunkAsync(string announcement, GroupCounts[] groups, CancellationToken cancellationToken)
    {
        var actions = groups.Select(group => Action(announcement, group)).ToArray();
        IReadOnlyList<Response> responses = actions switch
        {
            [{ ActionType: TableTransactionActionType.UpdateMerge } only] =>
            [
                await tables.Announcements.UpdateEntityAsync(
                    (TableEntity)only.Entity, only.ETag, TableUpdateMode.Merge, cancellationToken),
            ],
            _ => (await tables.Announcements.SubmitTransactionAsync(actions, cancellationToken)).Value,
        };
        foreach (var (group, response) in groups.Zip(responses))
            Remember(announcement, group.Group, group.Version, response.Headers.ETag);
    }

    private TableTransactionAction Action(string announcement, GroupCounts group)
    {
        var entity = new TableEntity(announcement, group.Group)
        {
            ["Version"] = group.Version,
            [nameof(GroupProgress.RetriesHeeded)] = group.Retries,
            [nameof(Counts)] = JsonSerializer.Serialize(group.Counts, LedgerJson.Default.Counts),
        };
        return _known.TryGetValue((announcement, group.Group), out var known)
            ? new TableTransactionAction(TableTransactionActionType.UpdateMerge, entity, known.ETag)
            : new TableTransactionAction(TableTransactionActionType.Add, entity);
    }

    /// <summary>Reads the rows of which this process does not know the version.</summary>
    private async Task RecallAsync(string announcement, IReadOnlyList<GroupCounts> groups, CancellationToken cancellationToken)
    {
        var unknown = groups.Where(group => !_known.ContainsKey((announcement, group.Group)))
            .Select(group => group.Group).ToHashSet();
        if (unknown.Count > FewGroups)
        {
            await foreach (var row in tables.Announcements.QueryAsync<TableEntity>(
                row => row.PartitionKey == announcement, cancellationToken: cancellationToken))
            {
                if (unknown.Contains(row.RowKey))
                    Remember(announcement, row.RowKey, row.GetInt32("Version") ?? 0, row.ETag);
            }

            return;
        }

        foreach (var group in unknown)
        {
            var row = await tables.Announcements.GetEntityIfExistsAsync<TableEntity>(
                announcement, group, cancellationToken: cancellationToken);
            if (row.HasValue)
                Remember(announcement, group, row.Value!.GetInt32("Version") ?? 0, row.Value!.ETag);
        }
    }

    private void Remember(string announcement, string group, int version, ETag? etag)
    {
        if (_known.Count >= Remembered)
            _known.Clear();
        if (etag is { } known)
            _known[(announcement, group)] = (version, known);
        else
            _known.TryRemove((announcement, group), out _);
    }

    private static TableEntity Planned(string announcement, (string Group, int Expected) group) =>
        new(announcement, group.Group) { [nameof(GroupProgress.Expected)] = group.Expected };
}
