using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.Dialogue;
using Samvad.FanOut;
using Samvad.Outages;
using Samvad.Tickets;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.Privacy;

/// <summary>A message that the person was sent, or not sent, and why.</summary>
public sealed record DeliveryExport(
    string Announcement,
    string? Reference,
    string Group,
    string Status,
    string? Code,
    string Language,
    string? MessageId,
    DateTimeOffset? AcceptedAt,
    DateTimeOffset? StatusAt);

/// <summary>What the person answered to "is your power back?".</summary>
public sealed record ReplyExport(string Outage, string Transformer, bool Back, DateTimeOffset At);

/// <summary>
/// Somebody wants the messages of a connection that is registered to another; the person is one of them, the other is masked.
/// </summary>
/// <param name="Language">What the person asked in; not told of another who asked.</param>
/// <param name="State">asked, given or refused.</param>
public sealed record LinkExport(
    string ConsumerNumber, string Asker, string Owner, string? Language, DateTimeOffset At, string State);

/// <summary>An outage that the person asked about, and hears of until it is over.</summary>
/// <param name="Own">It was asked for a connection of their own.</param>
public sealed record SubscriptionExport(string Outage, string Office, string Language, bool Own, DateTimeOffset Since);

/// <summary>Everything that is known of one person.</summary>
/// <param name="TicketsFollowed">Tickets of others that the person reported too, with their words.</param>
/// <param name="NoSupply">When the person reported no supply, by transformer.</param>
/// <param name="CountedToday">Announcements that count for the limit of a day, by group or address and day.</param>
/// <param name="ErasedBefore">An earlier erasure's proof of consent.</param>
internal sealed record PersonExport(
    string Address,
    DateTimeOffset ExportedAt,
    PersonView? Person,
    IReadOnlyList<string> FormerGroups,
    IReadOnlyList<SeatedMember> Members,
    IReadOnlyList<DeliveryExport> Deliveries,
    LastWritten? LastWritten,
    Conversation? Conversation,
    IReadOnlyList<LinkExport> LinkRequests,
    IReadOnlyList<SubscriptionExport> Subscriptions,
    IReadOnlyList<Ticket> Tickets,
    IReadOnlyDictionary<string, string> TicketsFollowed,
    IReadOnlyList<ReplyExport> Replies,
    IReadOnlyDictionary<string, DateTimeOffset> NoSupply,
    IReadOnlyDictionary<string, IReadOnlyList<string>> CountedToday,
    IReadOnlyList<StaffMember> Staff,
    StaffTalk? StaffTalk,
    ConsentProof? ErasedBefore);

/// <summary>The person as a member of a group.</summary>
public sealed record SeatedMember(string Group, Member Member);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(PersonExport))]
internal sealed partial class PersonExportJson : JsonSerializerContext;

/// <summary>Finds what is known of one person, over all tables and months.</summary>
public sealed class PersonTraces(
    People people,
    MemberPages members,
    Ledger ledger,
    AnnouncementStore announcements,
    Correspondence correspondence,
    ConversationStore conversations,
    LinkRequests links,
    Subscriptions subscriptions,
    TicketStore tickets,
    TicketFollowers followers,
    Replies replies,
    Predictions predictions,
    Feed feed,
    SharedPeople shared,
    Staff staff,
    StaffTalks talks,
    ConsentProofs proofs,
    IOptions<WhatsAppOptions> whatsApp,
    TimeProvider time)
{
    internal async Task<PersonExport> ExportAsync(string address, CancellationToken cancellationToken)
    {
        var person = await people.FindAsync(address, cancellationToken);
        var seats = await MembersAsync(person, address, cancellationToken);
        var deliveries = new List<DeliveryExport>();
        var answers = new List<ReplyExport>();
        var heads = new Dictionary<string, Announcement?>();
        foreach (var group in person?.AllGroups ?? [])
        {
            await foreach (var page in ledger.OfGroupAsync(group, cancellationToken))
            {
                foreach (var delivery in page.Deliveries.Where(delivery => delivery.Address == address))
                {
                    if (!heads.TryGetValue(page.Announcement, out var head))
                    {
                        heads[page.Announcement] = head = await announcements.FindAsync(page.Announcement, cancellationToken);
                        if (head?.Outage is { } outage)
                            answers.AddRange((await replies.OfAsync(outage, address, cancellationToken))
                                .Select(reply => new ReplyExport(outage, reply.Key, reply.Value.Back, reply.Value.At)));
                    }

                    deliveries.Add(Of(page, head, delivery));
                }
            }
        }

        var conversation = await conversations.FindAsync(address, cancellationToken);
        return new(
            address,
            time.GetUtcNow(),
            person is null ? null : PersonView.Of(person, whatsApp.Value.UnreachableRecheck),
            person?.Formerly ?? [],
            seats,
            [.. deliveries.OrderBy(delivery => delivery.Announcement, StringComparer.Ordinal)],
            await correspondence.FindAsync(address, cancellationToken),
            conversation.ETag is null ? null : conversation,
            [.. (await links.OfAsync(address, cancellationToken)).Select(request => Of(request, address))],
            [.. (await subscriptions.OfPersonAsync(address, cancellationToken)).Select(one => new SubscriptionExport(
                one.Outage, one.Subscriber.Office, one.Subscriber.Language, one.Subscriber.Own, one.Subscriber.Since))],
            await tickets.OfPersonAsync(address, cancellationToken),
            await followers.OfPersonAsync(address, cancellationToken),
            [.. answers.Distinct()],
            await predictions.OfAsync(address, TransformersOf(seats), cancellationToken),
            (await feed.OfAsync(address, person?.AllGroups ?? [], cancellationToken))
                .Concat(await shared.OfAsync(address, cancellationToken)).ToDictionary(),
            [.. (await staff.ReadAsync(cancellationToken)).All.Where(one => one.Address == address)],
            await talks.FindAsync(address, cancellationToken),
            await proofs.FindAsync(address, cancellationToken));
    }

    internal async Task<IReadOnlyList<SeatedMember>> MembersAsync(
        Person? person, string address, CancellationToken cancellationToken)
    {
        var found = new List<SeatedMember>();
        foreach (var group in (person?.Seats ?? []).Select(seat => seat.Group).Distinct())
        {
            found.AddRange((await members.ReadAsync(group, cancellationToken))
                .Where(member => member.Address == address).Select(member => new SeatedMember(group, member)));
        }

        return found;
    }

    internal static IEnumerable<string> TransformersOf(IEnumerable<SeatedMember> seats) =>
        seats.Select(seat => seat.Member.Transformer).OfType<string>().Distinct();

    private static DeliveryExport Of(LedgerPage page, Announcement? head, Delivery delivery) => new(
        page.Announcement,
        head?.Reference,
        page.Group,
        delivery.Status.ToString().ToLowerInvariant(),
        delivery.Code,
        delivery.Language,
        delivery.MessageId,
        Time(delivery.AcceptedAt),
        Time(delivery.StatusAt));

    /// <summary>Neither of the two learns the other's number by an export.</summary>
    private static LinkExport Of(LinkRequest request, string address) => new(
        request.ConsumerNumber,
        request.Asker == address ? address : Addresses.Mask(request.Asker)!,
        request.Owner == address ? address : Addresses.Mask(request.Owner)!,
        request.Asker == address ? request.Language : null,
        request.At,
        request.State.ToString().ToLowerInvariant());

    private static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
}
