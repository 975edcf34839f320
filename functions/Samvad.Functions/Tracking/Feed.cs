using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.Tracking;

/// <summary>Which announcements a group got lately: where a status event starts to look for its message.</summary>
public sealed class Feed(SamvadTables tables)
{
    /// <summary>Announcements kept per group; statuses of older ones are not found any more.</summary>
    private const int Kept = 200;
    private const string Ids = "Announcements";

    /// <summary>Groups whose feed is remembered, to be written without reading it first.</summary>
    private const int Remembered = 10_000;
    private readonly ConcurrentDictionary<string, (string[] Ids, ETag? ETag)> _known = new();

    /// <returns>Announcement ids, the newest first.</returns>
    public async Task<IReadOnlyList<string>> ReadAsync(string group, CancellationToken cancellationToken) =>
        (await LoadAsync(group, cancellationToken)).Ids;

    /// <returns>The announcement before it, where another process may have sent that one; null where none did.</returns>
    public async Task<string?> AddAsync(string group, string announcement, CancellationToken cancellationToken)
    {
        string? before = null;
        while (true)
        {
            if (!_known.TryGetValue(group, out var feed))
            {
                feed = await LoadAsync(group, cancellationToken);
                before = feed.Ids.FirstOrDefault(id => id != announcement);
            }

            if (feed.Ids.Contains(announcement))
                return before;
            string[] newest = [.. feed.Ids.Append(announcement).OrderDescending(StringComparer.Ordinal).Take(Kept)];
            var entity = new TableEntity(group, group) { [Ids] = string.Join(',', newest) };
            try
            {
                var response = feed.ETag is { } etag
                    ? await tables.Feed.UpdateEntityAsync(entity, etag, TableUpdateMode.Replace, cancellationToken)
                    : await tables.Feed.AddEntityAsync(entity, cancellationToken);
                _known[group] = (newest, response.Headers.ETag);
                return before;
            }
            catch (RequestFailedException conflict) when (conflict.Status is 404 or 409 or 412)
            {
                // Another instance, or the group's other queue, wrote it: read again.
                _known.TryRemove(group, out _);
            }
        }
    }

    private async Task<(string[] Ids, ETag? ETag)> LoadAsync(string group, CancellationToken cancellationToken)
    {
        var row = await tables.Feed.GetEntityIfExistsAsync<TableEntity>(group, group, cancellationToken: cancellationToken);
        (string[], ETag?) feed = row.HasValue ? (Split(row.Value!), row.Value!.ETag) : ([], null);
        if (_known.Count >= Remembered)
            _known.Clear();
        return _known[group] = feed;
    }

    private static string[] Split(TableEntity row) =>
        row.GetString(Ids)?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
