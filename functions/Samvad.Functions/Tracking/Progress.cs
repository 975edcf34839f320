using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.Tracking;

/// <summary>How far one announcement is in one group.</summary>
/// <param name="Expected">People the group had when the announcement was planned.</param>
/// <param name="Counts">Null until the group's shard was begun.</param>
public sealed record GroupProgress(string Group, int Expected, Counts? Counts)
{
    public bool IsFinal => Counts is { Queued: 0 };
}

/// <summary>New counts of a group, and which writing of the ledger they were counted from.</summary>
public sealed record GroupCounts(string Group, Counts Counts, int Version)
{
    /// <summary>The sum of a shard's pages; each writing of a page raises the sum of their versions.</summary>
    public static GroupCounts Of(string group, IReadOnlyList<LedgerPage> pages)
    {
        var sum = new Counts();
        foreach (var page in pages)
            sum.Include(page.Counts);
        return new GroupCounts(group, sum, pages.Sum(page => page.Version));
    }
}

/// <summary>One row per group of an announcement; the counts in it are those of the newest ledger pages.</summary>
public sealed class Progress(SamvadTables tables)
{
    /// <summary>Entities a transaction may hold (Table Storage: 100).</summary>
    private const int TransactionSize = 100;

    /// <summary>Up to here single reads cost less than reading the whole announcement.</summary>
    private const int FewGroups = 8;

    /// <summary>Lists the groups that an announcement goes to. Counts that are there already stay.</summary>
    public async Task PlanAsync(
        string announcement, IEnumerable<(string Group, int Expected)> groups, CancellationToken cancellationToken)
    {
        foreach (var chunk in groups.Chunk(TransactionSize))
        {
            var actions = chunk.Select(group => new TableTransactionAction(
                TableTransactionActionType.UpsertMerge,
                new TableEntity(announcement, group.Group) { [nameof(GroupProgress.Expected)] = group.Expected }));
            await tables.Announcements.SubmitTransactionAsync(actions, cancellationToken);
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
                row.GetString(nameof(Counts)) is { } json ? JsonSerializer.Deserialize(json, LedgerJson.Default.Counts) : null));
        }

        return groups;
    }

    /// <summary>Writes counts, unless the row's are from a later writing of the ledger.</summary>
    public async Task WriteAsync(string announcement, IReadOnlyList<GroupCounts> groups, CancellationToken cancellationToken)
    {
        while (true)
        {
            var rows = await RowsAsync(announcement, groups, cancellationToken);
            var actions = groups
                .Where(group => !rows.TryGetValue(group.Group, out var row) || (row.GetInt32("Version") ?? 0) < group.Version)
                .Select(group => Action(announcement, group, rows.GetValueOrDefault(group.Group)))
                .ToList();
            try
            {
                foreach (var chunk in actions.Chunk(TransactionSize))
                    await tables.Announcements.SubmitTransactionAsync(chunk, cancellationToken);
                return;
            }
            catch (RequestFailedException conflict) when (conflict.Status is 409 or 412)
            {
                // Another instance wrote one of the rows in between: look again which counts are newer.
            }
        }
    }

    private static TableTransactionAction Action(string announcement, GroupCounts group, TableEntity? row)
    {
        var entity = new TableEntity(announcement, group.Group)
        {
            ["Version"] = group.Version,
            [nameof(Counts)] = JsonSerializer.Serialize(group.Counts, LedgerJson.Default.Counts),
        };
        return row is null
            ? new TableTransactionAction(TableTransactionActionType.Add, entity)
            : new TableTransactionAction(TableTransactionActionType.UpdateMerge, entity, row.ETag);
    }

    private async Task<Dictionary<string, TableEntity>> RowsAsync(
        string announcement, IReadOnlyList<GroupCounts> groups, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<string, TableEntity>();
        if (groups.Count <= FewGroups)
        {
            foreach (var group in groups)
            {
                var row = await tables.Announcements.GetEntityIfExistsAsync<TableEntity>(
                    announcement, group.Group, cancellationToken: cancellationToken);
                if (row.HasValue)
                    rows[group.Group] = row.Value!;
            }

            return rows;
        }

        await foreach (var row in tables.Announcements.QueryAsync<TableEntity>(
            row => row.PartitionKey == announcement, cancellationToken: cancellationToken))
        {
            rows[row.RowKey] = row;
        }

        return rows;
    }
}
