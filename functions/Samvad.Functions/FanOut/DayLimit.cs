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
/// its shards, one after the other, read and write once; who sits in several groups has a row of their own. What is
/// counted are announcements, so a shard that is begun again counts nobody twice.
/// </summary>
public sealed class DayLimit(SamvadTables tables, OutageOptions options, TimeProvider time)
{
    /// <summary>The last one of the day becomes a digest; what would come after it is not sent.</summary>
    internal async Task HeedAsync(
        Announcement announcement,
        string group,
        IReadOnlyList<(Delivery Delivery, bool Shared)> audience,
        CancellationToken cancellationToken)
    {
        if (announcement.Outage is null || options.MostPerDay == 0)
            return;
        var queued = audience.Where(seat => seat.Delivery.Status == DeliveryStatus.Queued).ToList();
        await HeedAsync(group, announcement.Id, [.. queued.Where(seat => !seat.Shared).Select(seat => seat.Delivery)], cancellationToken);
        foreach (var (delivery, _) in queued.Where(seat => seat.Shared))
            await HeedAsync(delivery.Address, announcement.Id, [delivery], cancellationToken);
    }

    private async Task HeedAsync(
        string key, string announcement, IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        if (deliveries.Count == 0)
            return;
        var places = await CountAsync(key, announcement, deliveries.Select(delivery => delivery.Address), cancellationToken);
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
            var row = await tables.ToldToday.GetEntityIfExistsAsync<TableEntity>(
                key, rowKey, cancellationToken: cancellationToken);
            var told = row.HasValue ? row.Value!.Unpack(ToldJson.Default.DictionaryStringListString)! : [];
            var places = addresses.ToDictionary(address => address, address => PlaceOf(told, address, announcement));
            var entity = new TableEntity(key, rowKey);
            entity.Pack(told, ToldJson.Default.DictionaryStringListString);
            try
            {
                await (row.HasValue
                    ? tables.ToldToday.UpdateEntityAsync(entity, row.Value!.ETag, TableUpdateMode.Replace, cancellationToken)
                    : tables.ToldToday.AddEntityAsync(entity, cancellationToken));
                return places;
            }
            catch (RequestFailedException conflict) when (conflict.Status is 409 or 412)
            {
                // A person of several groups is told by another one: count again.
            }
        }
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
            if (row.PartitionKey == address)
            {
                await tables.ToldToday.DeleteEntityAsync(address, row.RowKey, ETag.All, cancellationToken);
                continue;
            }

            told.Remove(address);
            row.Pack(told, ToldJson.Default.DictionaryStringListString);
            await tables.ToldToday.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancellationToken);
        }
    }

    private async IAsyncEnumerable<(TableEntity Row, Dictionary<string, List<string>> Told)> RowsAsync(
        string address, IEnumerable<string> groups, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var key in groups.Append(address))
        {
            await foreach (var row in tables.ToldToday.QueryAsync<TableEntity>(
                row => row.PartitionKey == key, cancellationToken: cancellationToken))
            {
                if (row.Unpack(ToldJson.Default.DictionaryStringListString) is { } told && told.ContainsKey(address))
                    yield return (row, told);
            }
        }
    }

    /// <summary>Who of the people would be told too much by this today; nothing is counted.</summary>
    internal async Task<IReadOnlySet<string>> RefusedAsync(
        string key, Announcement announcement, IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        if (announcement.Outage is null || options.MostPerDay == 0 || addresses.Count == 0)
            return new HashSet<string>();
        var row = await tables.ToldToday.GetEntityIfExistsAsync<TableEntity>(
            key, RowKey(key), cancellationToken: cancellationToken);
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
