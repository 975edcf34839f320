using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.Tracking;

/// <summary>
/// What a group got lately: which announcements, where a status event starts to look for its message; and how many about
/// outages each of its own people got in an Indian day. Both are in one row, so that a shard writes once.
/// </summary>
public sealed class Feed(SamvadTables tables, TimeProvider time)
{
    /// <summary>Announcements kept per group; statuses of older ones are not found any more.</summary>
    private const int Kept = 200;
    private const string Ids = "Announcements";
    private const string Day = "Day";

    /// <summary>Groups whose row is remembered, to be written without reading it first.</summary>
    private const int Remembered = 2_000;
    private readonly ConcurrentDictionary<string, TableEntity> _known = new();

    /// <returns>Announcement ids, the newest first.</returns>
    public async Task<IReadOnlyList<string>> ReadAsync(string group, CancellationToken cancellationToken) =>
        IdsOf(await LoadAsync(group, cancellationToken));

    /// <summary>Notes that the group gets it. Whoever is counted for it already is not counted twice.</summary>
    /// <param name="counted">The people for whom it counts.</param>
    /// <param name="most">Messages that count for one person in a day.</param>
    /// <returns>
    /// The announcement before it, where another process may have sent that one; and the how-manieth of the day it is for
    /// each, one more than the most where it is too many.
    /// </returns>
    public async Task<(string? Before, IReadOnlyDictionary<string, int> Places)> AddAsync(
        string group, string announcement, IReadOnlyCollection<string> counted, int most, CancellationToken cancellationToken)
    {
        string? before = null;
        while (true)
        {
            var remembered = _known.TryGetValue(group, out var known);
            var row = known ?? await LoadAsync(group, cancellationToken);
            var ids = IdsOf(row);
            if (!remembered)
                before = ids.FirstOrDefault(id => id != announcement);
            var isNew = !ids.Contains(announcement);
            if (!isNew && counted.Count == 0)
                return (before, new Dictionary<string, int>());
            // What is remembered does not change: the group's other queue may be at it.
            var next = new TableEntity(row);
            if (isNew)
                next[Ids] = string.Join(',', ids.Append(announcement).OrderDescending(StringComparer.Ordinal).Take(Kept));
            var places = counted.Count == 0 ? [] : Count(next, announcement, counted, most);
            try
            {
                var written = await (row.ETag == default
                    ? tables.Feed.AddEntityAsync(next, cancellationToken)
                    : tables.Feed.UpdateEntityAsync(next, row.ETag, TableUpdateMode.Replace, cancellationToken));
                next.ETag = written.Headers.ETag!.Value;
                if (_known.Count >= Remembered)
                    _known.Clear();
                _known[group] = next;
                return (before, places);
            }
            catch (RequestFailedException conflict) when (conflict.Status is 404 or 409 or 412)
            {
                // Another instance, or the group's other queue, wrote it: read again.
                _known.TryRemove(group, out _);
            }
        }
    }

    /// <summary>What is counted today, by person; nothing is counted by asking.</summary>
    public async Task<IReadOnlyDictionary<string, List<string>>> ToldTodayAsync(string group, CancellationToken cancellationToken) =>
        ToldOn(Today, await LoadAsync(group, cancellationToken));

    /// <summary>What is counted of a person in these groups, by group and day.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> OfAsync(
        string address, IEnumerable<string> groups, CancellationToken cancellationToken)
    {
        var days = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var group in groups)
        {
            var row = await LoadAsync(group, cancellationToken);
            if (row.GetString(Day) is { } day && ToldOn(day, row).TryGetValue(address, out var told))
                days[$"{group}~{day}"] = told;
        }

        return days;
    }

    /// <summary>Forgets a person in the counts of these groups.</summary>
    public async Task ForgetAsync(string address, IEnumerable<string> groups, CancellationToken cancellationToken)
    {
        foreach (var group in groups)
        {
            while (await LoadAsync(group, cancellationToken) is var row && row.GetString(Day) is { } day)
            {
                var told = ToldOn(day, row);
                if (!told.Remove(address))
                    break;
                row.Pack(told, ToldJson.Default.DictionaryStringListString);
                if (await WriteAsync(row, cancellationToken))
                    break;
            }
        }
    }

    /// <summary>Forgets whom it counted on days that are over for so long.</summary>
    /// <returns>In how many groups.</returns>
    public async Task<int> ForgetDaysAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var forgotten = 0;
        await foreach (var row in tables.Feed.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"Day lt {IndianTime.DayOf(before)}"), cancellationToken: cancellationToken))
        {
            row.RemovePacked();
            row.Remove(Day);
            // Who writes it meanwhile counts a new day.
            if (await WriteAsync(row, cancellationToken))
                forgotten++;
        }

        return forgotten;
    }

    private async Task<bool> WriteAsync(TableEntity row, CancellationToken cancellationToken)
    {
        _known.TryRemove(row.PartitionKey, out _);
        try
        {
            await tables.Feed.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancellationToken);
            return true;
        }
        catch (RequestFailedException conflict) when (conflict.Status is 404 or 412)
        {
            return false;
        }
    }

    private async Task<TableEntity> LoadAsync(string group, CancellationToken cancellationToken)
    {
        var row = await tables.Feed.GetEntityIfExistsAsync<TableEntity>(group, group, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value! : new TableEntity(group, group);
    }

    private Dictionary<string, int> Count(TableEntity row, string announcement, IReadOnlyCollection<string> counted, int most)
    {
        var told = ToldOn(Today, row);
        var places = new Dictionary<string, int>(counted.Count);
        foreach (var address in counted)
        {
            if (!told.TryGetValue(address, out var announcements))
                told[address] = announcements = [];
            var place = places[address] = PlaceOf(announcements, announcement);
            if (place > announcements.Count && place <= most)
                announcements.Add(announcement);
        }

        row[Day] = Today;
        row.Pack(told, ToldJson.Default.DictionaryStringListString);
        return places;
    }

    /// <returns>The how-manieth of these it is, or would be.</returns>
    internal static int PlaceOf(IReadOnlyList<string> told, string announcement)
    {
        for (var at = 0; at < told.Count; at++)
        {
            if (told[at] == announcement)
                return at + 1;
        }

        return told.Count + 1;
    }

    private static Dictionary<string, List<string>> ToldOn(string day, TableEntity row) =>
        row.GetString(Day) == day ? row.Unpack(ToldJson.Default.DictionaryStringListString) ?? [] : [];

    private static string[] IdsOf(TableEntity row) =>
        row.GetString(Ids)?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private string Today => IndianTime.DayOf(time.GetUtcNow());
}

[JsonSerializable(typeof(Dictionary<string, List<string>>))]
internal sealed partial class ToldJson : JsonSerializerContext;
