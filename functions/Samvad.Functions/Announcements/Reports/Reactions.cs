using System.Globalization;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using Samvad.Consumers;
using Samvad.Storage;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.Announcements.Reports;

/// <summary>What a person did on getting a tip or notice.</summary>
public enum Reaction
{
    Reply,
    OptOut,
}

/// <summary>
/// Which tip or notice moved people to write or to leave: the one that they answered, else the last message that they
/// got within a day, if that was a tip or notice. A person counts once for each; the names in a row are hashes.
/// </summary>
public sealed class Reactions(
    SamvadTables tables, People people, Feed feed, Ledger ledger, AnnouncementStore announcements)
{
    /// <summary>So long after a message a person is taken to react to it.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>Messages wait up to a weekend for the morning or for a channel.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(4);

    /// <summary>Shards looked at for one letter.</summary>
    private const int MostShards = 8;
    private const int Buckets = 32;

    public async Task NoteAsync(
        InboundEvent letter, DateTimeOffset receivedAt, Reaction reaction, CancellationToken cancellationToken)
    {
        var at = letter.At == default ? receivedAt : letter.At;
        if (await people.FindAsync(letter.From, cancellationToken) is not { Seats.Count: > 0 } person
            || await CauseAsync(letter, person, at, cancellationToken) is not { } announcement)
            return;
        var name = NameBasedGuid.Of("reaction", letter.From);
        await AddAsync(announcement, name, reaction, at, cancellationToken);
    }

    /// <summary>How many people did what.</summary>
    public async Task<IReadOnlyDictionary<Reaction, int>> CountAsync(string announcement, CancellationToken cancellationToken)
    {
        var counts = Enum.GetValues<Reaction>().ToDictionary(reaction => reaction, _ => 0);
        await foreach (var row in tables.Reactions.QueryAsync<TableEntity>(
            row => row.PartitionKey == announcement, cancellationToken: cancellationToken))
        {
            foreach (var reaction in row.Unpack(ReactionJson.Default.DictionaryStringReaction)!.Values)
                counts[reaction]++;
        }

        return counts;
    }

    private async Task<string?> CauseAsync(
        InboundEvent letter, Person person, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var told = new List<(string Announcement, string Group)>();
        foreach (var group in person.Seats.Select(seat => seat.Group).Distinct())
        {
            told.AddRange((await feed.ReadAsync(group, cancellationToken))
                .Where(id => AnnouncementId.CreatedAt(id) is var made && made <= at && made > at - Oldest)
                .Select(id => (id, group)));
        }

        // Most letters come after outages alone; those need no look at the ledger.
        var routine = new HashSet<string>();
        foreach (var id in told.Select(one => one.Announcement).Distinct())
        {
            if (await announcements.FindAsync(id, cancellationToken) is { Priority: Priority.Routine })
                routine.Add(id);
        }

        if (routine.Count == 0)
            return null;
        (string Announcement, long At)? latest = null;
        foreach (var (announcement, group) in told.OrderByDescending(one => one.Announcement, StringComparer.Ordinal).Take(MostShards))
        {
            foreach (var page in await ledger.ReadAsync(announcement, group, cancellationToken))
            {
                foreach (var delivery in page.Deliveries.Where(one => one.Address == person.Address && one.AcceptedAt is not null))
                {
                    if (letter.RepliedTo is { } answered && answered == delivery.MessageId)
                        return routine.Contains(announcement) ? announcement : null;
                    if (delivery.AcceptedAt > latest?.At || latest is null)
                        latest = (announcement, delivery.AcceptedAt!.Value);
                }
            }
        }

        return latest is { } last && routine.Contains(last.Announcement)
            && last.At > (at - Window).ToUnixTimeMilliseconds() ? last.Announcement : null;
    }

    /// <summary>Who replied and then leaves has left.</summary>
    private async Task AddAsync(
        string announcement, Guid name, Reaction reaction, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{announcement}~{name.ToByteArray()[0] % Buckets:x2}");
        while (true)
        {
            var row = await tables.Reactions.GetEntityIfExistsAsync<TableEntity>(announcement, key, cancellationToken: cancellationToken);
            var known = row.HasValue ? row.Value!.Unpack(ReactionJson.Default.DictionaryStringReaction)! : [];
            if (known.TryGetValue(name.ToString("n"), out var before) && before >= reaction)
                return;
            known[name.ToString("n")] = reaction;
            var entity = new TableEntity(announcement, key) { ["At"] = at };
            entity.Pack(known, ReactionJson.Default.DictionaryStringReaction);
            try
            {
                await (row.HasValue
                    ? tables.Reactions.UpdateEntityAsync(entity, row.Value!.ETag, TableUpdateMode.Replace, cancellationToken)
                    : tables.Reactions.AddEntityAsync(entity, cancellationToken));
                return;
            }
            catch (RequestFailedException conflict) when (conflict.Status is 409 or 412)
            {
                // Somebody else reacted at the same time: count on top of that.
            }
        }
    }
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(Dictionary<string, Reaction>))]
internal sealed partial class ReactionJson : JsonSerializerContext;
