using Azure;
using Azure.Messaging.ServiceBus;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;
using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.Dialogue;
using Samvad.FanOut;
using Samvad.Operations;
using Samvad.Outages;
using Samvad.Storage;
using Samvad.Tickets;
using Samvad.Tracking;

namespace Samvad.Privacy;

/// <summary>How an erasure ended: what was removed, or why it cannot be done now.</summary>
public sealed record Erasure(bool Found, int Deliveries, int Tickets, int DeadLetters, string? Obstacle = null);

/// <summary>
/// Erases a person: out of groups, ledger, dialogue, tickets, pictures and dead letters. What others need remains without
/// the person: that so many were told, that a wire hangs low. Each step may be repeated; the person goes last, so that
/// a repetition after a kill still finds the groups to look through.
/// </summary>
public sealed partial class PersonErasure(
    People people,
    Seating seating,
    PersonTraces traces,
    Ledger ledger,
    AnnouncementStore announcements,
    SharedPeople shared,
    Feed feed,
    Replies replies,
    Predictions predictions,
    Correspondence correspondence,
    ConversationStore conversations,
    LinkRequests links,
    Subscriptions subscriptions,
    MediaStore media,
    Blocks blocks,
    TicketStore tickets,
    TicketFollowers followers,
    TicketPlaces places,
    Staff staff,
    StaffTalks talks,
    ImportLog imports,
    DeadLetterQueues letters,
    BlobServiceClient blobs,
    ConsentProofs proofs,
    TimeProvider time,
    ILogger<PersonErasure> logger)
{
    public async Task<Erasure> EraseAsync(string address, CancellationToken cancellationToken)
    {
        if (await ObstacleAsync(address, cancellationToken) is { } obstacle)
            return new(true, 0, 0, 0, obstacle);
        var person = await people.FindAsync(address, cancellationToken);
        var written = await correspondence.FindAsync(address, cancellationToken);
        if (person is not null)
            await proofs.KeepAsync(address, new(time.GetUtcNow(), person.History ?? person.Consents), cancellationToken);
        var transformers = PersonTraces.TransformersOf(await traces.MembersAsync(person, address, cancellationToken)).ToList();
        var deliveries = 0;
        // Seats first: what is planned from now on does not mean the person any more.
        IReadOnlyList<string> groups = [.. person?.AllGroups ?? []];
        foreach (var group in (person?.Seats ?? []).GroupBy(seat => seat.Group, seat => seat.Member))
            await seating.UnseatAsync(group.Key, group, cancellationToken);
        foreach (var group in groups)
            deliveries += await EraseAsync(group, address, cancellationToken);
        await feed.ForgetAsync(address, groups, cancellationToken);
        await shared.ForgetAsync(address, cancellationToken);
        await predictions.ForgetAsync(address, transformers, cancellationToken);
        await conversations.EraseAsync(address, cancellationToken);
        await links.EraseAsync(address, cancellationToken);
        await subscriptions.EraseAsync(address, cancellationToken);
        await blocks.EraseAsync(address, cancellationToken);
        await media.EraseAsync(address, cancellationToken);
        await talks.EraseAsync(address, cancellationToken);
        // Pictures first: from then on no ticket names them.
        var reported = await tickets.OfPersonAsync(address, cancellationToken);
        foreach (var picture in reported.Where(ticket => ticket.Person == address).SelectMany(ticket => ticket.Media))
            await EraseBlobAsync(picture, cancellationToken);
        await tickets.EraseAsync(address, cancellationToken);
        await places.EraseAsync(address, cancellationToken);
        await followers.ForgetAsync(address, cancellationToken);
        var dead = await EraseLettersAsync(address, cancellationToken);
        await seating.EraseAsync(address, cancellationToken);
        LogErased(Addresses.Mask(address)!, deliveries, reported.Count, dead);
        return new(person is not null || written is not null || reported.Count > 0, deliveries, reported.Count, dead);
    }

    private async Task<string?> ObstacleAsync(string address, CancellationToken cancellationToken)
    {
        if ((await staff.ReadAsync(cancellationToken)).Find(address) is not null)
            return "This is a member of staff. Remove them from the staff first: DELETE /api/staff/{address}.";
        var open = await imports.LatestAsync(
            1, import => import.Status is ImportStatus.Queued or ImportStatus.Running || import.Code is not null, cancellationToken);
        return open.Count > 0
            ? "An import is not finished, and its file may hold the person. Repeat this when GET /api/imports shows it as finished."
            : null;
    }

    private async Task<int> EraseAsync(string group, string address, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var page in ledger.OfGroupAsync(group, cancellationToken))
        {
            if (!page.Deliveries.Exists(delivery => delivery.Address == address))
                continue;
            if (await announcements.FindAsync(page.Announcement, cancellationToken) is { Outage: { } outage })
                await replies.ForgetAsync(outage, address, cancellationToken);
            await shared.ForgetAsync(page.Announcement, address, cancellationToken);
            for (var place = 0; place < page.Deliveries.Count; place++)
            {
                if (page.Deliveries[place].Address != address)
                    continue;
                page.Deliveries[place] = page.Deliveries[place].Erase(place);
                count++;
            }

            await ledger.SaveAsync(page, cancellationToken);
        }

        return count;
    }

    private async Task EraseBlobAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await blobs.GetBlobContainerClient(MediaLinks.Container).DeleteBlobIfExistsAsync(name, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException none) when (none.Status == 404)
        {
            // There is no container yet.
        }
    }

    private async Task<int> EraseLettersAsync(string address, CancellationToken cancellationToken)
    {
        var number = address.TrimStart('+');
        var removed = 0;
        foreach (var queue in QueueNames.All)
            removed += await letters.RemoveAsync(queue, Names, cancellationToken);
        return removed;

        bool Names(ServiceBusReceivedMessage letter) =>
            letter.SessionId?.Contains(number, StringComparison.Ordinal) == true
            || letter.Body.ToString().Contains(number, StringComparison.Ordinal);
    }

    [LoggerMessage(EventIds.PersonErased, LogLevel.Information,
        "Person {Person} is erased: {Deliveries} deliveries, {Tickets} tickets, {DeadLetters} dead letters")]
    private partial void LogErased(string person, int deliveries, int tickets, int deadLetters);
}
