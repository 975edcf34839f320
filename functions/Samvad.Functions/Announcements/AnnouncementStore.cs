using System.Collections.Concurrent;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Samvad.Storage;
using Samvad.Tracking;

namespace Samvad.Announcements;

/// <summary>An announcement with how far it is, as last summed up.</summary>
/// <param name="RetriesTakenUp">How many of the operator's demands for the failed ones have reached the groups.</param>
public sealed record AnnouncementHeader(
    Announcement Announcement,
    AnnouncementState State,
    int Groups,
    Counts Totals,
    DateTimeOffset? PlannedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset? SummedAt,
    AnnouncementControl Control,
    int RetriesTakenUp,
    ETag ETag);

/// <summary>Announcements in the tables: one partition holds all headers, the newest first.</summary>
public sealed class AnnouncementStore(SamvadTables tables, TimeProvider time)
{
    private const string Headers = "header";
    private const string Named = "named";
    private static readonly TimeSpan CacheTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ControlAge = TimeSpan.FromSeconds(1);
    private static readonly string[] ControlColumns =
        ["Control", "ControlReason", "ControlVersion", nameof(AnnouncementControl.SupersededBy), nameof(AnnouncementControl.Retries)];

    private readonly ConcurrentDictionary<string, (Announcement Announcement, DateTimeOffset ReadAt)> _cache = new();
    private readonly ConcurrentDictionary<string, Kept<AnnouncementControl>> _controls = new();

    /// <summary>The id of what the caller names so: the first one given stays, however often it is asked for.</summary>
    public async Task<string> IdOfAsync(string externalId, CancellationToken cancellationToken)
    {
        var id = AnnouncementId.New(time.GetUtcNow(), externalId, 0);
        try
        {
            await tables.Announcements.AddEntityAsync(
                new TableEntity(Named, externalId) { [nameof(Announcement.Id)] = id }, cancellationToken);
            return id;
        }
        catch (RequestFailedException exists) when (exists.Status == 409)
        {
            var named = await tables.Announcements.GetEntityAsync<TableEntity>(
                Named, externalId, cancellationToken: cancellationToken);
            return named.Value.GetString(nameof(Announcement.Id));
        }
    }

    /// <returns>The id that was given to what the caller names so; null where none was.</returns>
    public async Task<string?> FindIdAsync(string externalId, CancellationToken cancellationToken)
    {
        var named = await tables.Announcements.GetEntityIfExistsAsync<TableEntity>(
            Named, externalId, cancellationToken: cancellationToken);
        return named.HasValue ? named.Value!.GetString(nameof(Announcement.Id)) : null;
    }

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
            {
                _cache.TryRemove(old, out _);
                _controls.TryRemove(old, out _);
            }
        }

        _cache[id] = (header.Announcement, time.GetUtcNow());
        return header.Announcement;
    }

    /// <summary>The control of an announcement that exists, as of at most a second ago.</summary>
    /// <param name="atLeast">The version that the caller knows there is.</param>
    public async ValueTask<AnnouncementControl> ControlAsync(string id, int atLeast, CancellationToken cancellationToken)
    {
        var control = await _controls.GetOrAdd(id, KeepControl).GetAsync(cancellationToken);
        if (control.Version >= atLeast)
            return control;
        return await (_controls[id] = KeepControl(id)).GetAsync(cancellationToken);
    }

    private Kept<AnnouncementControl> KeepControl(string id) => new(
        async () => ReadControl(await tables.Announcements.GetEntityAsync<TableEntity>(
            Headers, AnnouncementId.Inverted(id), ControlColumns)),
        ControlAge,
        time);

    /// <summary>Decides on an announcement.</summary>
    /// <param name="decide">Gets the header and returns its new control, or null to leave it.</param>
    /// <returns>The header as it is then, and whether it was changed; null where there is none.</returns>
    public async Task<(AnnouncementHeader Header, bool Changed)?> DecideAsync(
        string id, Func<AnnouncementHeader, AnnouncementControl?> decide, CancellationToken cancellationToken)
    {
        while (await FindHeaderAsync(id, cancellationToken) is { } header)
        {
            if (decide(header) is not { } decided)
                return (header, false);
            var control = decided with { Version = header.Control.Version + 1 };
            var entity = Key(id);
            entity["Control"] = control.State.ToString();
            entity["ControlReason"] = control.Reason;
            entity["ControlVersion"] = control.Version;
            entity[nameof(control.SupersededBy)] = control.SupersededBy;
            entity[nameof(control.Retries)] = control.Retries;
            var reopened = control.Retries > header.Control.Retries && header.State == AnnouncementState.Finished;
            if (reopened)
                entity[nameof(AnnouncementHeader.State)] = nameof(AnnouncementState.Planned);
            try
            {
                await tables.Announcements.UpdateEntityAsync(entity, header.ETag, TableUpdateMode.Merge, cancellationToken);
                _controls.TryRemove(id, out _);
                return (header with { Control = control, State = reopened ? AnnouncementState.Planned : header.State }, true);
            }
            catch (RequestFailedException conflict) when (conflict.Status == 412)
            {
                // Somebody else wrote the header: decide on that.
            }
        }

        return null;
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
        else if (header.State == AnnouncementState.Finished)
        {
            entity[nameof(AnnouncementHeader.State)] = nameof(AnnouncementState.Planned);
        }

        return tables.Announcements.UpdateEntityAsync(entity, header.ETag, TableUpdateMode.Merge, cancellationToken);
    }

    /// <summary>Notes that the groups with failed ones know of the operator's demand.</summary>
    public Task TakenUpAsync(AnnouncementHeader header, CancellationToken cancellationToken)
    {
        var entity = Key(header.Announcement.Id);
        entity[nameof(AnnouncementHeader.RetriesTakenUp)] = header.Control.Retries;
        return tables.Announcements.UpdateEntityAsync(entity, ETag.All, TableUpdateMode.Merge, cancellationToken);
    }

    /// <summary>
    /// Somebody final is queued again. Written whatever the state is, so that a summing up that does not know of it yet
    /// cannot finish the announcement.
    /// </summary>
    public async Task ReopenAsync(string id, CancellationToken cancellationToken)
    {
        while (await FindHeaderAsync(id, cancellationToken) is { } header)
        {
            var entity = Key(id);
            entity["ReopenedAt"] = time.GetUtcNow();
            if (header.State == AnnouncementState.Finished)
                entity[nameof(AnnouncementHeader.State)] = nameof(AnnouncementState.Planned);
            try
            {
                await tables.Announcements.UpdateEntityAsync(entity, header.ETag, TableUpdateMode.Merge, cancellationToken);
                return;
            }
            catch (RequestFailedException conflict) when (conflict.Status == 412)
            {
                // Somebody else wrote the header: look at that.
            }
        }
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
        ReadControl(row),
        row.GetInt32(nameof(AnnouncementHeader.RetriesTakenUp)) ?? 0,
        row.ETag);

    private static AnnouncementControl ReadControl(TableEntity row) => row.GetString("Control") is { } state
        ? new AnnouncementControl(
            Enum.Parse<ControlState>(state),
            row.GetString("ControlReason"),
            row.GetInt32("ControlVersion") ?? 0,
            row.GetString(nameof(AnnouncementControl.SupersededBy)),
            row.GetInt32(nameof(AnnouncementControl.Retries)) ?? 0)
        : AnnouncementControl.Free;
}
