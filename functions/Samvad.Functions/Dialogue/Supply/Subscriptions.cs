using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.FanOut;
using Samvad.Outages;
using Samvad.Storage;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>Somebody who asked about an outage.</summary>
/// <param name="Office">That of the connection, for the name of the place.</param>
/// <param name="Own">The connection is the person's own, so who agreed to such messages gets them anyway.</param>
public sealed record Subscriber(string Address, string Office, string Language, bool Own, DateTimeOffset Since);

/// <summary>Who asks about an outage hears how it goes on, also who would not be told otherwise.</summary>
public sealed partial class Subscriptions(
    SamvadTables tables,
    OutageStore outages,
    AnnouncementStore announcements,
    People people,
    Offices offices,
    TemplateCatalogue catalogue,
    Reach reach,
    Letters letters,
    ILogger<Subscriptions> logger)
{
    private const int AtOnce = 16;
    private const int RowsAtOnce = 500;

    public Task AddAsync(string outage, Subscriber subscriber, CancellationToken cancellationToken) =>
        tables.Subscribers.UpsertEntityAsync(
            new TableEntity(outage, Key(outage, subscriber.Address))
            {
                [nameof(Subscriber.Address)] = subscriber.Address,
                [nameof(Subscriber.Office)] = subscriber.Office,
                [nameof(Subscriber.Language)] = subscriber.Language,
                [nameof(Subscriber.Own)] = subscriber.Own,
                [nameof(Subscriber.Since)] = subscriber.Since,
            },
            TableUpdateMode.Replace,
            cancellationToken);

    /// <summary>
    /// Tells the latest digest of a storm to who asked before it about an outage that is a part of it and goes on, and
    /// whom no group tells it; repeating it tells nobody twice.
    /// </summary>
    public async Task TellAsync(Storm storm, CancellationToken cancellationToken)
    {
        if (storm.Last is not { } digest)
            return;
        var asked = new Dictionary<string, Subscriber>();
        // What came after the digest is for the next one.
        foreach (var outage in storm.Outages.Where(outage => outage.Open && outage.At <= digest.At))
        {
            foreach (var one in await OfAsync(outage.Key, cancellationToken))
            {
                // Of several outages that somebody asked about the first names the place.
                if (one.Since < digest.At && (!asked.TryGetValue(one.Address, out var other) || one.Since < other.Since))
                    asked[one.Address] = one;
            }
        }

        if (asked.Count == 0 || await announcements.FindAsync(digest.Id, cancellationToken) is not { } announcement)
            return;
        var known = await people.FindAsync([.. asked.Keys], cancellationToken);
        var reached = await reach.OfAsync(announcement, known.Values, cancellationToken);
        await TellAsync(
            asked.Values.Where(one =>
                Wants(one, known.GetValueOrDefault(one.Address), announcement.Topic, reached.Contains(one.Address))),
            known, announcement, cancellationToken);
    }

    /// <summary>Tells the latest news of an outage to who asked about it before that; repeating it tells nobody twice.</summary>
    public async Task TellAsync(string source, string externalId, CancellationToken cancellationToken)
    {
        if (await outages.FindAsync(source, externalId, cancellationToken) is not { Said: [.., var said] } outage)
            return;
        var key = outage.Report.Key;
        var subscribers = await OfAsync(key, cancellationToken);
        if (subscribers.Count == 0 || await announcements.FindAsync(said.Id, cancellationToken) is not { } announcement)
            return;
        var known = await people.FindAsync([.. subscribers.Select(one => one.Address)], cancellationToken);
        await TellAsync(
            subscribers.Where(one =>
                one.Since < said.At && Wants(one, known.GetValueOrDefault(one.Address), announcement.Topic, one.Own)),
            known, announcement, cancellationToken);
        if (said.Notice is not (Notice.Restored or Notice.Cancelled))
            return;
        foreach (var one in subscribers.Where(one => one.Since < said.At))
            await tables.Subscribers.DeleteEntityAsync(key, Key(key, one.Address), ETag.All, cancellationToken);
    }

    /// <summary>What a person asked about, the oldest first. The table is looked through, so it is for rare use.</summary>
    public async Task<IReadOnlyList<(string Outage, Subscriber Subscriber)>> OfPersonAsync(
        string address, CancellationToken cancellationToken)
    {
        var found = new List<(string Outage, Subscriber Subscriber)>();
        await foreach (var row in tables.Subscribers.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"Address eq {address}"), RowsAtOnce, cancellationToken: cancellationToken))
        {
            found.Add((row.PartitionKey, Read(row)));
        }

        return [.. found.OrderBy(one => one.Subscriber.Since).ThenBy(one => one.Outage, StringComparer.Ordinal)];
    }

    /// <summary>Forgets what a person asked about.</summary>
    public async Task EraseAsync(string address, CancellationToken cancellationToken) => await tables.Subscribers.DeleteAllAsync(
        tables.Subscribers.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"Address eq {address}"), select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken),
        cancellationToken);

    /// <summary>Forgets who asked before then, of outages whose end nobody reported.</summary>
    public Task<int> CleanAsync(DateTimeOffset before, CancellationToken cancellationToken) => tables.Subscribers.DeleteAllAsync(
        tables.Subscribers.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"Since lt {before}"), select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken),
        cancellationToken);

    private async Task TellAsync(
        IEnumerable<Subscriber> subscribers, IReadOnlyDictionary<string, Person> known, Announcement announcement,
        CancellationToken cancellationToken)
    {
        var told = subscribers.ToList();
        var tree = await offices.ReadTreeAsync(cancellationToken);
        await Parallel.ForEachAsync(
            told,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (one, token) => await TellAsync(one, known.GetValueOrDefault(one.Address), announcement, tree, token));
        LogTold(announcement.Id, told.Count);
    }

    private Task TellAsync(
        Subscriber one, Person? person, Announcement announcement, OfficeTree tree, CancellationToken cancellationToken)
    {
        var language = person?.Language ?? one.Language;
        var place = tree.Find(one.Office)?.Name.In(language) ?? one.Office;
        var template = catalogue[announcement.Template];
        var content = new TemplateContent(template, language, [.. announcement.Values[language].Select(value => value ?? place)])
        {
            Payloads = template.Payloads(announcement.Id),
        };
        return letters.SendAsync(
            new($"outage:{announcement.Id}:{one.Address}", one.Address, content, content) { Office = one.Office }, cancellationToken);
    }

    /// <summary>Not who is told by the own group, and not who said since that they want no such messages.</summary>
    /// <param name="byGroup">Who agreed to such messages is told by the own group.</param>
    private static bool Wants(Subscriber one, Person? person, Topics topic, bool byGroup)
    {
        var mark = person is null ? null : Consents.Find(person.Consents, topic);
        return mark is null || (mark.Given ? !byGroup : mark.At < one.Since);
    }

    private async Task<IReadOnlyList<Subscriber>> OfAsync(string outage, CancellationToken cancellationToken)
    {
        var found = new List<Subscriber>();
        await foreach (var row in tables.Subscribers.QueryAsync<TableEntity>(
            row => row.PartitionKey == outage, cancellationToken: cancellationToken))
        {
            found.Add(Read(row));
        }

        return found;
    }

    private static Subscriber Read(TableEntity row) => new(
        row.GetString(nameof(Subscriber.Address)),
        row.GetString(nameof(Subscriber.Office)),
        row.GetString(nameof(Subscriber.Language)),
        row.GetBoolean(nameof(Subscriber.Own)) ?? false,
        row.GetDateTimeOffset(nameof(Subscriber.Since)) ?? default);

    private static string Key(string outage, string address) => NameBasedGuid.Of(outage, address).ToString("n");

    [LoggerMessage(EventIds.SubscribersTold, LogLevel.Information, "Announcement {AnnouncementId}: {Count} people who asked are told too")]
    private partial void LogTold(string announcementId, int count);
}
