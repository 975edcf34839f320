using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Samvad.Announcements;
using Samvad.Storage;
using Samvad.Telemetry;

namespace Samvad.Tracking;

/// <summary>
/// The deliveries of one announcement to up to 250 people of one group: one row of the ledger. Fan-out and status
/// events write the same page; each takes over what the other wrote (<see cref="Ledger.SaveAsync"/>).
/// </summary>
public sealed class LedgerPage(string announcement, string group, int number, List<Delivery> deliveries)
{
    /// <summary>People on a page: with their message ids about 12 KiB, and a typical group fits one.</summary>
    public const int Size = 250;

    public string Announcement { get; } = announcement;
    public string Group { get; } = group;
    public int Number { get; } = number;

    /// <summary>In a fixed order. Change them only while this page is locked.</summary>
    public List<Delivery> Deliveries { get; private set; } = deliveries;

    /// <summary>When sending this page was begun; each repetition says the same.</summary>
    public DateTimeOffset? BegunAt { get; set; }

    /// <summary>How often the page was written; rises by one each time.</summary>
    public int Version { get; internal set; }

    /// <summary>How many pages the shard has.</summary>
    public int Pages { get; internal set; } = 1;

    /// <summary>The operator's demand for the failed ones that was last heeded; see <see cref="AnnouncementControl.Retries"/>.</summary>
    public int Retries { get; set; }

    /// <summary>The senders that deliveries went through, as `channel provider sender`; a delivery holds the index.</summary>
    public List<string> Senders { get; internal init; } = [];

    /// <summary>This process sends the page; others only write statuses into it.</summary>
    public bool Sending { get; set; }

    /// <summary>Of the page as it was written last.</summary>
    public Counts Counts { get; internal set; } = Counts.Of(deliveries);

    internal ETag? ETag { get; set; }

    /// <summary>Takes over the stored page's statuses; both hold the same people in the same order.</summary>
    internal void MergeFrom(LedgerPage stored)
    {
        for (var place = 0; place < Math.Min(Deliveries.Count, stored.Deliveries.Count); place++)
        {
            if (stored.Deliveries[place].IsErased)
                Deliveries[place] = stored.Deliveries[place];
        }

        var mine = Deliveries.ToDictionary(delivery => delivery.Address);
        for (var place = 0; place < stored.Deliveries.Count; place++)
        {
            var theirs = stored.Deliveries[place];
            if (place < Deliveries.Count && Deliveries[place].IsErased)
                continue;
            if (mine.TryGetValue(theirs.Address, out var delivery))
                delivery.Merge(theirs, Sending);
            else
                Deliveries.Add(theirs);
        }

        BegunAt = stored.BegunAt ?? BegunAt;
        Retries = Math.Max(Retries, stored.Retries);
        if (!Sending)
        {
            Senders.Clear();
            Senders.AddRange(stored.Senders);
        }

        Version = stored.Version;
        ETag = stored.ETag;
    }
}

/// <summary>The ledger: who was told what, and what became of it.</summary>
public sealed partial class Ledger(SamvadTables tables, ILogger<Ledger> logger)
{
    private static readonly KeyValuePair<string, object?> ReadTag = Metrics.Tag("operation", "read");
    private static readonly KeyValuePair<string, object?> WriteTag = Metrics.Tag("operation", "write");

    /// <summary>The pages of one shard, in order; none before it was begun.</summary>
    public async Task<IReadOnlyList<LedgerPage>> ReadAsync(string announcement, string group, CancellationToken cancellationToken)
    {
        if (await FindAsync(announcement, group, 0, cancellationToken) is not { } first)
            return [];
        var pages = new List<LedgerPage>(first.Pages) { first };
        while (pages.Count < first.Pages)
        {
            pages.Add(await FindAsync(announcement, group, pages.Count, cancellationToken)
                ?? throw new InvalidOperationException($"Ledger page {announcement}/{group}~{pages.Count} is missing."));
        }

        return pages;
    }

    /// <summary>
    /// Writes a shard's pages before the first message leaves: from then on its audience is fixed. The first page is
    /// written last, so where it is there, all are.
    /// </summary>
    /// <returns>The pages; those of another writer where one was faster.</returns>
    public async Task<IReadOnlyList<LedgerPage>> BeginAsync(
        IReadOnlyList<LedgerPage> pages, DateTimeOffset begunAt, CancellationToken cancellationToken)
    {
        var table = await tables.LedgerAsync(AnnouncementId.CreatedAt(pages[0].Announcement));
        foreach (var page in pages.Reverse())
        {
            page.BegunAt = begunAt;
            page.Pages = pages.Count;
            var entity = ToEntity(page, page.Counts = Counts.Of(page.Deliveries));
            try
            {
                var response = page.Number == 0
                    ? await table.AddEntityAsync(entity, cancellationToken)
                    : await table.UpsertEntityAsync(entity, TableUpdateMode.Replace, cancellationToken);
                page.ETag = response.Headers.ETag;
                page.Version++;
            }
            catch (RequestFailedException exists) when (exists.Status == 409)
            {
                var stored = await ReadAsync(page.Announcement, page.Group, cancellationToken);
                if (page.Deliveries.Count == 0 || stored.Any(one => one.Deliveries.Count > 0))
                    return stored;
                // It was begun when nobody was there; so nothing is fixed yet.
                (page.ETag, page.Version) = (stored[0].ETag, stored[0].Version);
                await SaveAsync(page, cancellationToken);
            }
        }

        return pages;
    }

    public async Task<LedgerPage?> FindAsync(string announcement, string group, int number, CancellationToken cancellationToken)
    {
        var table = await tables.LedgerAsync(AnnouncementId.CreatedAt(announcement));
        var since = Stopwatch.GetTimestamp();
        var row = await table.GetEntityIfExistsAsync<TableEntity>(
            group, RowKey(announcement, group, number), cancellationToken: cancellationToken);
        Metrics.LedgerDuration.Record(Stopwatch.GetElapsedTime(since).TotalSeconds, ReadTag);
        if (!row.HasValue)
            return null;
        return ToPage(announcement, group, number, row.Value!);
    }

    /// <summary>Every page of a group, over all months that are kept.</summary>
    public async IAsyncEnumerable<LedgerPage> OfGroupAsync(
        string group, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var table in await tables.LedgersAsync(cancellationToken))
        {
            await using var rows = table.QueryAsync<TableEntity>(row => row.PartitionKey == group, cancellationToken: cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            while (await NextAsync(rows))
            {
                var key = rows.Current.RowKey;
                yield return ToPage(
                    key[..key.IndexOf('~')], group, int.Parse(key.AsSpan(key.LastIndexOf('~') + 1), CultureInfo.InvariantCulture),
                    rows.Current);
            }
        }
    }

    /// <summary>A month's table that is dropped meanwhile has no more rows.</summary>
    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<TableEntity> rows)
    {
        try
        {
            return await rows.MoveNextAsync();
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            return false;
        }
    }

    private static LedgerPage ToPage(string announcement, string group, int number, TableEntity entity) =>
        new(announcement, group, number, entity.Unpack(LedgerJson.Default.ListDelivery) ?? [])
        {
            BegunAt = entity.GetDateTimeOffset(nameof(LedgerPage.BegunAt)),
            Version = entity.GetInt32(nameof(LedgerPage.Version)) ?? 0,
            Pages = entity.GetInt32(nameof(LedgerPage.Pages)) ?? 1,
            Retries = entity.GetInt32(nameof(LedgerPage.Retries)) ?? 0,
            Senders = [.. entity.GetString(nameof(LedgerPage.Senders))?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? []],
            ETag = entity.ETag,
        };

    /// <summary>
    /// Writes the page. Where another writer was faster, its statuses are taken over first, so nothing is lost.
    /// </summary>
    public async Task SaveAsync(LedgerPage page, CancellationToken cancellationToken)
    {
        var table = await tables.LedgerAsync(AnnouncementId.CreatedAt(page.Announcement));
        while (true)
        {
            TableEntity entity;
            lock (page)
                entity = ToEntity(page, page.Counts = Counts.Of(page.Deliveries));
            try
            {
                var since = Stopwatch.GetTimestamp();
                var response = await table.UpdateEntityAsync(
                    entity, page.ETag!.Value, TableUpdateMode.Replace, cancellationToken);
                Metrics.LedgerDuration.Record(Stopwatch.GetElapsedTime(since).TotalSeconds, WriteTag);
                page.ETag = response.Headers.ETag;
                page.Version++;
                return;
            }
            catch (RequestFailedException conflict) when (conflict.Status == 412)
            {
                Metrics.LedgerConflicts.Add(1);
                LogMerged(page.Announcement, page.Group, page.Number);
                var stored = await FindAsync(page.Announcement, page.Group, page.Number, cancellationToken)
                    ?? throw new InvalidOperationException($"Ledger page {page.Announcement}/{page.Group} is gone.");
                lock (page)
                    page.MergeFrom(stored);
            }
        }
    }

    private static TableEntity ToEntity(LedgerPage page, Counts counts)
    {
        var entity = new TableEntity(page.Group, RowKey(page.Announcement, page.Group, page.Number))
        {
            [nameof(LedgerPage.BegunAt)] = page.BegunAt,
            [nameof(LedgerPage.Version)] = page.Version + 1,
            [nameof(LedgerPage.Pages)] = page.Pages,
            [nameof(LedgerPage.Retries)] = page.Retries,
            [nameof(LedgerPage.Senders)] = string.Join(',', page.Senders),
            [nameof(Counts)] = JsonSerializer.Serialize(counts, LedgerJson.Default.Counts),
        };
        entity.Pack(page.Deliveries, LedgerJson.Default.ListDelivery);
        return entity;
    }

    /// <summary>With the group in it: the local store finds a row by its row key first, so that one must be selective.</summary>
    private static string RowKey(string announcement, string group, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{announcement}~{group}~{number}");

    [LoggerMessage(EventIds.LedgerMerged, LogLevel.Debug, "Ledger page {AnnouncementId}/{GroupId}~{Page} merged with another writer's")]
    private partial void LogMerged(string announcementId, string groupId, int page);
}
