using System.Globalization;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.Storage;
using Samvad.Tracking;

namespace Samvad.FanOut;

/// <summary>
/// How many tips and notices a person gets in seven days, those of the marketing category apart. A group's people are
/// counted in one row, who sits in several groups in the row of a bucket, people by a hash. What is counted are
/// announcements, so a shard that is begun again counts nobody twice.
/// </summary>
public sealed class WeekLimit(SamvadTables tables, IOptions<AnnouncementOptions> options, TimeProvider time)
{
    private const int Buckets = 256;
    private const string Kind = "Kind";
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>Who was told enough is not told this.</summary>
    internal async Task HeedAsync(
        Announcement announcement,
        string group,
        IReadOnlyList<(Delivery Delivery, bool Shared)> audience,
        CancellationToken cancellationToken)
    {
        if (MostOf(announcement) == 0)
            return;
        var queued = audience.Where(seat => seat.Delivery.Status == DeliveryStatus.Queued).ToLookup(
            seat => seat.Shared ? BucketOf(seat.Delivery.Address) : group, seat => seat.Delivery);
        foreach (var row in queued)
            await HeedAsync(row.Key, announcement, [.. row], cancellationToken);
    }

    /// <summary>
    /// Whom it was not sent because it ended before is not told less for it. It may be repeated, and a shard that comes
    /// again after a kill does so. It looks only at what ended the whole announcement: that is decided of nobody but those
    /// whom this group counted, while others of its skipped ones are perhaps told, and counted, by another group.
    /// </summary>
    internal async Task TakeBackAsync(ShardRun run, IReadOnlyList<LedgerPage> pages, CancellationToken cancellationToken)
    {
        if (MostOf(run.Announcement) == 0)
            return;
        var unsent = pages.SelectMany(page => page.Deliveries)
            .Where(delivery => delivery is
            {
                Status: DeliveryStatus.Skipped, Code: SkipReason.Cancelled or SkipReason.Superseded or SkipReason.Expired,
            })
            .ToLookup(
                delivery => run.People.ByAddress.GetValueOrDefault(delivery.Address).IsShared
                    ? BucketOf(delivery.Address)
                    : run.Shard.Group,
                delivery => Recipients.HashOf(delivery.Address));
        foreach (var row in unsent)
            await TakeBackAsync(row.Key, run.Announcement, [.. row], cancellationToken);
    }

    /// <returns>How many of its kind a person may get in a week; 0 where there is no limit.</returns>
    internal int MostOf(Announcement announcement) => announcement.Frequency switch
    {
        Frequency.Routine => options.Value.RoutinePerWeek,
        Frequency.Marketing => options.Value.MarketingPerWeek,
        _ => 0,
    };

    /// <summary>What is counted of people of the groups from one to another, in the order of their ids.</summary>
    internal async Task<IReadOnlyDictionary<string, ToldBook>> ReadAsync(
        Announcement announcement, string first, string last, CancellationToken cancellationToken)
    {
        var kind = announcement.Frequency.ToString()!;
        var found = new Dictionary<string, ToldBook>();
        await foreach (var row in tables.ToldLately.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey ge {first} and PartitionKey le {last} and Kind eq {kind}"),
            cancellationToken: cancellationToken))
        {
            found[row.PartitionKey] = BookOf(row);
        }

        return found;
    }

    /// <inheritdoc cref="ReadAsync"/>
    internal async Task<ToldBook> ReadAsync(Announcement announcement, string key, CancellationToken cancellationToken)
    {
        var row = await tables.ToldLately.GetEntityIfExistsAsync<TableEntity>(
            key, RowKey(key, announcement), cancellationToken: cancellationToken);
        return row.HasValue ? BookOf(row.Value!) : ToldBook.Empty(time.GetUtcNow() - Week);
    }

    internal static string BucketOf(string address) => BucketOf(Recipients.HashOf(address));

    internal static string BucketOf(ulong person) =>
        string.Create(CultureInfo.InvariantCulture, $"shared~{person % Buckets:x2}");

    private async Task HeedAsync(
        string key, Announcement announcement, IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        List<Delivery> over = [];
        await ChangeAsync(key, announcement, Count, cancellationToken);
        over.ForEach(delivery => delivery.Skip(SkipReason.WeekLimit));

        bool Count(ToldBook book)
        {
            over = [.. deliveries.Where(delivery =>
                !book.Add(Recipients.HashOf(delivery.Address), announcement.Id, MostOf(announcement)))];
            return true;
        }
    }

    private Task TakeBackAsync(
        string key, Announcement announcement, IReadOnlyList<ulong> people, CancellationToken cancellationToken) =>
        ChangeAsync(key, announcement, book => people.Count(person => book.Remove(person, announcement.Id)) > 0, cancellationToken);

    /// <param name="change">Says whether there is something to write; called again where another group wrote meanwhile.</param>
    private async Task ChangeAsync(
        string key, Announcement announcement, Func<ToldBook, bool> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await tables.ToldLately.GetEntityIfExistsAsync<TableEntity>(
                key, RowKey(key, announcement), cancellationToken: cancellationToken);
            var book = row.HasValue ? BookOf(row.Value!) : ToldBook.Empty(time.GetUtcNow() - Week);
            if (!change(book))
                return;
            var entity = new TableEntity(key, RowKey(key, announcement)) { [Kind] = announcement.Frequency.ToString() };
            entity.Pack(book.Told, ToldLatelyJson.Default.DictionaryStringListString);
            try
            {
                await (row.HasValue
                    ? tables.ToldLately.UpdateEntityAsync(entity, row.Value!.ETag, TableUpdateMode.Replace, cancellationToken)
                    : tables.ToldLately.AddEntityAsync(entity, cancellationToken));
                return;
            }
            catch (RequestFailedException conflict) when (conflict.Status is 404 or 409 or 412)
            {
                // Another group changed the row, or its time was over: look again.
            }
        }
    }

    private ToldBook BookOf(TableEntity row) =>
        new(row.Unpack(ToldLatelyJson.Default.DictionaryStringListString) ?? [], time.GetUtcNow() - Week);

    private static string RowKey(string key, Announcement announcement) => $"{key}~{announcement.Frequency}";
}

/// <summary>What people were told lately: a hash of the person, and the announcements.</summary>
internal sealed class ToldBook
{
    public ToldBook(Dictionary<string, List<string>> told, DateTimeOffset since)
    {
        Told = told;
        foreach (var (person, announcements) in told)
        {
            announcements.RemoveAll(id => AnnouncementId.CreatedAt(id) <= since);
            if (announcements.Count == 0)
                told.Remove(person);
        }
    }

    public Dictionary<string, List<string>> Told { get; }

    public static ToldBook Empty(DateTimeOffset since) => new([], since);

    /// <returns>Whether the person may be told it.</returns>
    public bool Add(ulong person, string announcement, int most)
    {
        if (!Allows(person, announcement, most))
            return false;
        var key = KeyOf(person);
        if (!Told.TryGetValue(key, out var announcements))
            Told[key] = announcements = [];
        if (!announcements.Contains(announcement))
            announcements.Add(announcement);
        return true;
    }

    /// <returns>Whether it was counted.</returns>
    public bool Remove(ulong person, string announcement)
    {
        var key = KeyOf(person);
        if (!Told.TryGetValue(key, out var announcements) || !announcements.Remove(announcement))
            return false;
        if (announcements.Count == 0)
            Told.Remove(key);
        return true;
    }

    public bool Allows(ulong person, string announcement, int most) =>
        !Told.TryGetValue(KeyOf(person), out var announcements) || announcements.Count < most || announcements.Contains(announcement);

    private static string KeyOf(ulong person) => person.ToString("x16", CultureInfo.InvariantCulture);
}

[JsonSerializable(typeof(Dictionary<string, List<string>>))]
internal sealed partial class ToldLatelyJson : JsonSerializerContext;
