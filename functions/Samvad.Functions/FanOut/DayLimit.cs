using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using Samvad.Announcements;
using Samvad.Outages;
using Samvad.Storage;
using Samvad.Tracking;

namespace Samvad.FanOut;

/// <summary>
/// How many messages about outages a person gets in an Indian day. A group's people are counted in one row, which
/// its shards, one after the other, read and write once; who sits in several groups has a row of their own, and those
/// of a shard are written together. What is counted are announcements, so a shard that is begun again counts nobody twice.
/// </summary>
public sealed class DayLimit(SamvadTables tables, OutageOptions options, TimeProvider time)
{
    /// <summary>Holds the rows of all who sit in several groups: what a shard counts of them is one transaction.</summary>
    private const string Shared = "~shared";

    /// <summary>So many rows of theirs are remembered; a region has 36,000 such people.</summary>
    private const int Remembered = 40_000;
    private readonly ConcurrentDictionary<string, (ETag ETag, IReadOnlyList<string> Told)> _shared = new();

    /// <summary>Groups whose row is remembered as it was packed.</summary>
    private const int RememberedGroups = 1_000;
    private readonly ConcurrentDictionary<string, TableEntity> _groups = new();

    /// <summary>The last one of the day becomes a digest; what would come after it is not sent.</summary>
    internal async Task HeedAsync(
        Announcement announcement,
        string group,
        IReadOnlyList<(Delivery Delivery, bool Shared)> audience,
        CancellationToken cancellationToken)
    {
        if (announcement.Outage is null || options.MostPerDay == 0)
            return;
        var queued = audience.Where(seat => seat.Delivery.Status == DeliveryStatus.Queued).ToLookup(seat => seat.Shared, seat => seat.Delivery);
        List<Task> counting = [];
        if (queued[false].ToList() is { Count: > 0 } own)
            counting.Add(HeedAsync(own, CountAsync(group, announcement.Id, own.Select(delivery => delivery.Address), cancellationToken)));
        foreach (var shared in queued[true].Chunk(100))
            counting.Add(HeedAsync(shared, CountSharedAsync(announcement.Id, shared, cancellationToken)));
        await Task.WhenAll(counting);
    }

    private async Task HeedAsync(IEnumerable<Delivery> deliveries, Task<IReadOnlyDictionary<string, int>> counting)
    {
        var places = await counting;
        foreach (var delivery in deliveries)
        {
            var place = places[delivery.Address];
            delivery.Digest = place == options.MostPerDay;
            if (place > options.MostPerDay)
                delivery.Skip(SkipReason.DayLimit);
        }
    }

    /// <returns>The how-manieth of the day it is for each; one more than allowed where it is too many.</returns>
    private async Task<IReadOnlyDictionary<string, int>> CountAsync(
        string key, string announcement, IEnumerable<string> addresses, CancellationToken cancellationToken)
    {
        var rowKey = RowKey(key);
        while (true)
        {
            var row = await GroupAsync(key, rowKey, cancellationToken);
            var told = row?.Unpack(ToldJson.Default.DictionaryStringListString) ?? [];
            var places = addresses.ToDictionary(address => address, address => PlaceOf(told, address, announcement));
            var entity = new TableEntity(key, rowKey);
            entity.Pack(told, ToldJson.Default.DictionaryStringListString);
            try
            {
                var written = await (row is null
                    ? tables.ToldToday.AddEntityAsync(entity, cancellationToken)
                    : tables.ToldToday.UpdateEntityAsync(entity, row.ETag, TableUpdateMode.Replace, cancellationToken));
                entity.ETag = written.Headers.ETag!.Value;
                Remember(entity);
                return places;
            }
            catch (RequestFailedException conflict) when (conflict.Status is 404 or 409 or 412)
            {
                // Another instance wrote it, perhaps one that is still at this shard: count again.
                _groups.TryRemove(rowKey, out _);
            }
        }
    }

    private async ValueTask<TableEntity?> GroupAsync(string group, string rowKey, CancellationToken cancellationToken)
    {
        if (_groups.TryGetValue(rowKey, out var known))
            return known;
        var row = await tables.ToldToday.GetEntityIfExistsAsync<TableEntity>(group, rowKey, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    private void Remember(TableEntity row)
    {
        if (_groups.Count >= RememberedGroups)
            _groups.Clear();
        _groups[row.RowKey] = row;
    }

    /// <summary>
    /// The same for people of several groups. What this instance does not remember of them it takes for new, and reads
    /// where the store says that it is not.
    /// </summary>
    private async Task<IReadOnlyDictionary<string, int>> CountSharedAsync(
        string announcement, IReadOnlyList<Delivery> people, CancellationToken cancellationToken)
    {
        while (true)
        {
            var places = new Dictionary<string, int>(people.Count);
            var changes = new List<(TableTransactionAction Action, IReadOnlyList<string> Told)>();
            foreach (var address in people.Select(person => person.Address))
            {
                var rowKey = RowKey(address);
                var known = _shared.TryGetValue(rowKey, out var row);
                Dictionary<string, List<string>> told = known ? new() { [address] = [.. row.Told] } : [];
                places[address] = PlaceOf(told, address, announcement);
                if (known && told[address].Count == row.Told.Count)
                    continue;
                var entity = new TableEntity(Shared, rowKey);
                entity.Pack(told, ToldJson.Default.DictionaryStringListString);
                changes.Add((
                    known
                        ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, entity, row.ETag)
                        : new TableTransactionAction(TableTransactionActionType.Add, entity),
                    told[address]));
            }

            if (changes.Count == 0)
                return places;
            try
            {
                var written = await tables.ToldToday.SubmitTransactionAsync(changes.Select(change => change.Action), cancellationToken);
                for (var at = 0; at < changes.Count; at++)
                    Remember(changes[at].Action.Entity.RowKey, written.Value[at].Headers.ETag!.Value, changes[at].Told);
                return places;
            }
            catch (RequestFailedException conflict) when (conflict.Status is 404 or 409 or 412)
            {
                await Parallel.ForEachAsync(people, cancellationToken, async (person, token) => await ReadSharedAsync(person.Address, token));
            }
        }
    }

    private async Task ReadSharedAsync(string address, CancellationToken cancellationToken)
    {
        var row = await tables.ToldToday.GetEntityIfExistsAsync<TableEntity>(Shared, RowKey(address), cancellationToken: cancellationToken);
        if (row.HasValue)
            Remember(RowKey(address), row.Value!.ETag, row.Value.Unpack(ToldJson.Default.DictionaryStringListString)![address]);
        else
            _shared.TryRemove(RowKey(address), out _);
    }

    private void Remember(string rowKey, ETag etag, IReadOnlyList<string> told)
    {
        if (_shared.Count >= Remembered)
            _shared.Clear();
        _shared[rowKey] = (etag, told);
    }

    /// <summary>What is counted of a person, by day.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> OfAsync(
        string address, IEnumerable<string> groups, CancellationToken cancellationToken)
    {
        var days = new Dictionary<string, IReadOnlyList<string>>();
        await foreach (var (row, told) in RowsAsync(address, groups, cancellationToken))
            days[row.RowKey] = told[address];
        return days;
    }

    /// <summary>Forgets a person in the rows of the groups and in the own ones.</summary>
    public async Task ForgetAsync(string address, IEnumerable<string> groups, CancellationToken cancellationToken)
    {
        await foreach (var (row, told) in RowsAsync(address, groups, cancellationToken))
        {
            if (row.PartitionKey == Shared)
            {
                await tables.ToldToday.DeleteEntityAsync(Shared, row.RowKey, ETag.All, cancellationToken);
                _shared.TryRemove(row.RowKey, out _);
                continue;
            }

            _groups.TryRemove(row.RowKey, out _);
            told.Remove(address);
            row.Pack(told, ToldJson.Default.DictionaryStringListString);
            await tables.ToldToday.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancellationToken);
        }
    }

    private async IAsyncEnumerable<(TableEntity Row, Dictionary<string, List<string>> Told)> RowsAsync(
        string address, IEnumerable<string> groups, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (from, to) = ($"{address}~", $"{address}~:");
        foreach (var filter in groups.Select(group => TableClient.CreateQueryFilter($"PartitionKey eq {group}"))
            .Append(TableClient.CreateQueryFilter($"PartitionKey eq {Shared} and RowKey ge {from} and RowKey lt {to}")))
        {
            await foreach (var row in tables.ToldToday.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                if (row.Unpack(ToldJson.Default.DictionaryStringListString) is { } told && told.ContainsKey(address))
                    yield return (row, told);
            }
        }
    }

    /// <summary>Who of a group's own people would be told too much by this today; nothing is counted.</summary>
    internal Task<IReadOnlySet<string>> RefusedAsync(
        string group, Announcement announcement, IReadOnlyCollection<string> addresses, CancellationToken cancellationToken) =>
        RefusedAsync(group, group, announcement, addresses, cancellationToken);

    /// <summary>Whether somebody of several groups would be.</summary>
    internal async Task<bool> RefusesAsync(string address, Announcement announcement, CancellationToken cancellationToken) =>
        (await RefusedAsync(Shared, address, announcement, [address], cancellationToken)).Count > 0;

    private async Task<IReadOnlySet<string>> RefusedAsync(
        string partition, string key, Announcement announcement, IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        if (announcement.Outage is null || options.MostPerDay == 0 || addresses.Count == 0)
            return new HashSet<string>();
        var row = await tables.ToldToday.GetEntityIfExistsAsync<TableEntity>(
            partition, RowKey(key), cancellationToken: cancellationToken);
        var told = row.HasValue ? row.Value!.Unpack(ToldJson.Default.DictionaryStringListString)! : [];
        return addresses.Where(address => PlaceOf(told, address, announcement.Id) > options.MostPerDay).ToHashSet();
    }

    private string RowKey(string key) =>
        $"{key}~{time.GetUtcNow().ToOffset(IndianTime.Offset).ToString("yyyyMMdd", CultureInfo.InvariantCulture)}";

    private int PlaceOf(Dictionary<string, List<string>> told, string address, string announcement)
    {
        if (!told.TryGetValue(address, out var announcements))
            told[address] = announcements = [];
        var place = announcements.IndexOf(announcement) + 1;
        if (place > 0)
            return place;
        if (announcements.Count < options.MostPerDay)
            announcements.Add(announcement);
        else
            return options.MostPerDay + 1;
        return announcements.Count;
    }
}

[JsonSerializable(typeof(Dictionary<string, List<string>>))]
internal sealed partial class ToldJson : JsonSerializerContext;
