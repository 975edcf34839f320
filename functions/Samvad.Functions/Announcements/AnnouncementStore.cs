using System.Collections.Concurrent;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Samvad.Storage;
using Samvad.Tracking;

namespace Samvad.Announcements;

/// <summary>An announcement with how far it is, as last summed up.</summary>
public sealed record AnnouncementHeader(
    Announcement Announcement,
    AnnouncementState State,
    int Groups,
    Counts Totals,
    DateTimeOffset? PlannedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset? SummedAt,
    ETag ETag);

/// <summary>Announcements in the tables: one partition holds all headers, the newest first.</summary>
public sealed class AnnouncementStore(SamvadTables tables, TimeProvider time)
{
    private const string Headers = "header";
    private static readonly TimeSpan CacheTime = TimeSpan.FromSeconds(60);
    private readonly ConcurrentDictionary<string, (Announcement Announcement, DateTimeOffset ReadAt)> _cache = new();

    /// <returns>Whether it was new.</returns>
    public async Task<bool> AddAsync(Announcement announcement, CancellationToken cancellationToken)
    {
        var entity = Key(announcement.Id);
        entity[nameof(AnnouncementHeader.State)] = nameof(AnnouncementState.Accepted);
        entity[nameof(Announcement.CreatedAt)] = announcement.CreatedAt;
        entity.Pack(announcement, AnnouncementJson.Default.Announcement);
        try
        {
            await tables.Announcements.AddEntityAsync(entity, cancellationToken);
            return true;
        }
        catch (RequestFailedException exists) when (exists.Status == 409)
        {
            return false;
        }
    }

    /// <summary>The announcement itself, which never changes; read once a minute at most.</summary>
    public async Task<Announcement?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (_cache.TryGetValue(id, out var cached) && time.GetUtcNow() - cached.ReadAt < CacheTime)
            return cached.Announcement;
        if (await FindHeaderAsync(id, cancellationToken) is not { } header)
            return null;
        foreach (var (old, entry) in _cache)
        {
            if (time.GetUtcNow() - entry.ReadAt >= CacheTime)
                _cache.TryRemove(old, out _);
        }

        _cache[id] = (header.Announcement, time.GetUtcNow());
        return header.Announcement;
    }

    public async Task<AnnouncementHeader?> FindHeaderAsync(string id, CancellationToken cancellationToken)
    {
        var row = await tables.Announcements.GetEntityIfExistsAsync<TableEntity>(
            Headers, AnnouncementId.Inverted(id), cancellationToken: cancellationToken);
        return row.HasValue ? Header(row.Value!) : null;
    }

    /// <summary>A page of headers, newest first, and where the next page starts.</summary>
    public async Task<(IReadOnlyList<AnnouncementHeader> Headers, string? Continuation)> ListAsync(
        int top, string? continuation, CancellationToken cancellationToken)
    {
        var after = continuation is null ? "" : AnnouncementId.Inverted(continuation);
        var headers = new List<AnnouncementHeader>(top);
        var rows = tables.Announcements.QueryAsync<TableEntity>(
            row => row.PartitionKey == Headers && row.RowKey.CompareTo(after) > 0, top, cancellationToken: cancellationToken);
        await foreach (var row in rows)
        {
            headers.Add(Header(row));
            if (headers.Count == top)
                return (headers, headers[^1].Announcement.Id);
        }

        return (headers, null);
    }

    public Task PlannedAsync(AnnouncementHeader header, int groups, CancellationToken cancellationToken)
    {
        var entity = Key(header.Announcement.Id);
        entity[nameof(AnnouncementHeader.State)] = nameof(AnnouncementState.Planned);
        entity[nameof(AnnouncementHeader.Groups)] = groups;
        entity[nameof(AnnouncementHeader.PlannedAt)] = time.GetUtcNow();
        return tables.Announcements.UpdateEntityAsync(entity, header.ETag, TableUpdateMode.Merge, cancellationToken);
    }

    public Task SummedAsync(AnnouncementHeader header, Counts totals, bool finished, CancellationToken cancellationToken)
    {
        var entity = Key(header.Announcement.Id);
        entity[nameof(AnnouncementHeader.Totals)] = JsonSerializer.Serialize(totals, LedgerJson.Default.Counts);
        entity[nameof(AnnouncementHeader.SummedAt)] = time.GetUtcNow();
        if (finished)
        {
            entity[nameof(AnnouncementHeader.State)] = nameof(AnnouncementState.Finished);
            entity[nameof(AnnouncementHeader.FinishedAt)] = header.FinishedAt ?? time.GetUtcNow();
        }

        return tables.Announcements.UpdateEntityAsync(entity, header.ETag, TableUpdateMode.Merge, cancellationToken);
    }

    private static TableEntity Key(string id) => new(Headers, AnnouncementId.Inverted(id));

    private static AnnouncementHeader Header(TableEntity row) => new(
        row.Unpack(AnnouncementJson.Default.Announcement)!,
        Enum.Parse<AnnouncementState>(row.GetString(nameof(AnnouncementHeader.State))),
        row.GetInt32(nameof(AnnouncementHeader.Groups)) ?? 0,
        row.GetString(nameof(AnnouncementHeader.Totals)) is { } totals
            ? JsonSerializer.Deserialize(totals, LedgerJson.Default.Counts)!
            : new Counts(),
        row.GetDateTimeOffset(nameof(AnnouncementHeader.PlannedAt)),
        row.GetDateTimeOffset(nameof(AnnouncementHeader.FinishedAt)),
        row.GetDateTimeOffset(nameof(AnnouncementHeader.SummedAt)),
        row.ETag);
}
