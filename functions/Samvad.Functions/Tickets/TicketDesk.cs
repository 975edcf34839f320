using Microsoft.Extensions.Logging;
using Samvad.Consumers;
using Samvad.WhatsApp;

namespace Samvad.Tickets;

/// <summary>Where tickets are opened, found and brought to their end. Every call may be repeated.</summary>
public sealed partial class TicketDesk(
    TicketStore store,
    TicketPlaces places,
    TicketFollowers followers,
    TicketChanges changes,
    TicketSteps steps,
    TicketNotices notices,
    StaffReplies replies,
    Ladder ladder,
    Staff staff,
    Offices offices,
    Groups groups,
    TimeProvider time,
    ILogger<TicketDesk> logger)
{
    private const int MostMedia = 10;

    /// <summary>Who reports the same at the same moment takes turns, so that all but the first find a ticket to follow.</summary>
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1))];

    /// <summary>
    /// Opens a ticket and tells its owner. Where one of the same type is open at the same place, the person follows that
    /// one and is told of its resolution too. The same cause is the same ticket.
    /// </summary>
    public async Task<(Ticket Ticket, bool IsNew)> OpenAsync(TicketRequest request, CancellationToken cancellationToken)
    {
        if (await JoinAsync(request, cancellationToken) is { } open)
            return (open, false);
        var gate = _gates[(uint)StringComparer.Ordinal.GetHashCode(PlaceKeys.Of(Sketch(request))) % _gates.Length];
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await JoinAsync(request, cancellationToken) is { } filed
                ? (filed, false)
                : await OpenFirstAsync(request, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<(Ticket Ticket, bool IsNew)> OpenFirstAsync(TicketRequest request, CancellationToken cancellationToken)
    {
        var entry = await store.EnterAsync(request, time.GetUtcNow(), cancellationToken);
        if (entry.Joined is { } joined && await store.FindAsync(joined, cancellationToken) is { } known)
            return (known.Ticket, false);
        if (await changes.TakeAsync(entry.Number, ticket => new(ticket), cancellationToken) is var (filed, _))
            return (filed, true);
        var draft = await DraftAsync(request, entry, cancellationToken);
        while (true)
        {
            var holder = await places.ClaimAsync(draft, cancellationToken);
            // Also another's draft: who claimed the place may have been killed before it was filed.
            if (await store.FindAsync(holder.Draft.Number, cancellationToken) is null)
                await changes.FileAsync(holder.Draft, cancellationToken);
            if (holder.Draft.Number == draft.Number)
            {
                LogOpened(draft.Number, draft.Type, draft.Office);
                return ((await store.FindAsync(entry, cancellationToken))!.Ticket, true);
            }

            if (await FollowAsync(holder.Draft.Number, request, cancellationToken) is { } followed)
            {
                await store.JoinAsync(entry, followed.Number, cancellationToken);
                return (followed, false);
            }

            await places.ReleaseAsync(holder, cancellationToken);
        }
    }

    /// <param name="number">As people write it.</param>
    public async Task<Ticket?> FindAsync(string number, CancellationToken cancellationToken) =>
        TicketNumber.Parse(number) is { } known ? (await store.FindAsync(known, cancellationToken))?.Ticket : null;

    /// <summary>Adds a picture of the trouble.</summary>
    /// <param name="media">Its name in the store of media.</param>
    public async Task<Ticket?> AddMediaAsync(
        string number, string person, string media, CancellationToken cancellationToken)
    {
        if (TicketNumber.Parse(number) is not { } known)
            return null;
        var taken = await changes.TakeAsync(
            known,
            ticket => new(ticket.Media.Contains(media) || ticket.Media.Count >= MostMedia ? ticket
                : steps.Note(ticket with { Media = [.. ticket.Media, media] }, person, media, time.GetUtcNow()).Next),
            cancellationToken);
        return taken?.Ticket;
    }

    /// <summary>What a person who reported it says about its resolution; not resolved opens it again.</summary>
    /// <returns>The ticket as it is now; null where there is none or the person has nothing to do with it.</returns>
    public async Task<Ticket?> AnswerAsync(
        string number, string person, bool resolved, CancellationToken cancellationToken)
    {
        if (await FindAsync(number, cancellationToken) is not { } ticket
            || !await ConcernsAsync(ticket, person, cancellationToken))
            return null;
        var inCharge = await InChargeAsync(ticket, cancellationToken);
        var now = time.GetUtcNow();
        var taken = await changes.TakeAsync(
            ticket.Number,
            // Only who reported it first closes it: others may still be without.
            ticket => resolved
                ? ticket.Person == person ? steps.Close(ticket, person, now) : new(ticket)
                : steps.Reopen(ticket, person, null, inCharge, now),
            cancellationToken);
        return taken?.Ticket;
    }

    /// <summary>Whether the person reported the ticket or follows it.</summary>
    public async Task<bool> ConcernsAsync(Ticket ticket, string person, CancellationToken cancellationToken) =>
        ticket.Person == person || await followers.HasAsync(ticket.Number, person, cancellationToken);

    /// <summary>Hears a known member of staff: the buttons Accept and Done, and the picture of the repair.</summary>
    /// <param name="media">The name in the store of media of the picture that the letter brought.</param>
    /// <returns>The text to answer with; null where the letter is not for this.</returns>
    public Task<string?> HearStaffAsync(InboundEvent letter, string? media, CancellationToken cancellationToken) =>
        replies.HearAsync(letter, media, cancellationToken);

    /// <summary>Whom to tell of a ticket that is opened again: its owner, and who is in charge at its new level.</summary>
    internal async Task<IReadOnlyList<string>> InChargeAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        var above = (await InChargeAsync(ticket.Office, TicketSteps.RungOnReopening(ticket), cancellationToken))
            .Select(member => member.Address);
        return [.. (ticket.Owner is null ? above : above.Prepend(ticket.Owner)).Distinct()];
    }

    /// <summary>Who is in charge of the office's tickets at a rung.</summary>
    internal async Task<IReadOnlyList<StaffMember>> InChargeAsync(string office, int rung, CancellationToken cancellationToken)
    {
        var tree = await offices.ReadTreeAsync(cancellationToken);
        return (await staff.ReadAsync(cancellationToken)).InCharge(office, Ladder.LevelOf(rung), tree);
    }

    /// <summary>The next rung at which somebody would hear of an open ticket who does not know of it yet.</summary>
    /// <returns>Null where nobody above is left.</returns>
    internal async Task<(int Rung, IReadOnlyList<StaffMember> InCharge)?> AboveAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        if (!ticket.IsOpen)
            return null;
        var know = ticket.History.Where(entry => entry.Act is TicketAct.Escalated or TicketAct.Reopened)
            .SelectMany(entry => entry.To ?? []).Append(ticket.Owner).ToHashSet();
        var tree = await offices.ReadTreeAsync(cancellationToken);
        var roster = await staff.ReadAsync(cancellationToken);
        for (var rung = ticket.Rung + 1; rung <= Ladder.Top; rung++)
        {
            var inCharge = roster.InCharge(ticket.Office, Ladder.LevelOf(rung), tree);
            if (inCharge.Any(member => !know.Contains(member.Address)))
                return (rung, inCharge);
        }

        return null;
    }

    /// <summary>
    /// The short way of most of those who have no light: somebody reported it before them, so they only follow. Nothing is
    /// noted of their own, as following may be repeated.
    /// </summary>
    /// <returns>Null where there is more to be done: nobody reported it, it is over, or the report is the holder's own.</returns>
    private async Task<Ticket?> JoinAsync(TicketRequest request, CancellationToken cancellationToken)
    {
        var sketch = Sketch(request);
        if (PlaceKeys.Around(sketch).Any()
            || await places.HolderAsync(PlaceKeys.Of(sketch), cancellationToken) is not { } holder
            || holder.Person == request.Person)
            return null;
        await followers.AddAsync(holder.Number, request.Person, request.Description, time.GetUtcNow(), cancellationToken);
        // Read after that: who resolves it later reads the follower.
        if (await store.FindAsync(holder, cancellationToken) is not { Ticket: { IsOpen: true } ticket })
            return null;
        return request.Media is { } media
            ? await AddMediaAsync(ticket.Number, request.Person, media, cancellationToken) ?? ticket
            : ticket;
    }

    /// <summary>As much of a ticket as tells its place.</summary>
    private static Ticket Sketch(TicketRequest request) => new(
        "", request.Type, TicketState.Open, request.ServiceCode, request.Description, request.Person, request.Group,
        request.Office, request.Place, [], null, 0, default, default, null, null, []);

    /// <returns>Null where it is over.</returns>
    private async Task<Ticket?> FollowAsync(string number, TicketRequest request, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(number, cancellationToken) is not { Ticket: { IsOpen: true } ticket })
            return null;
        if (ticket.Person != request.Person)
            await followers.AddAsync(number, request.Person, request.Description, time.GetUtcNow(), cancellationToken);
        if (request.Media is { } media)
            await AddMediaAsync(number, request.Person, media, cancellationToken);
        var now = (await store.FindAsync(number, cancellationToken))!.Ticket;
        // Resolved between the two looks: those who were told then did not include this person.
        for (var line = now.History.Count - 1; !now.IsOpen && line >= 0; line--)
        {
            if (now.History[line].Act != TicketAct.Resolved)
                continue;
            await notices.TellResolvedAsync(now, line, request.Person, cancellationToken);
            break;
        }

        return now;
    }

    private async Task<Ticket> DraftAsync(TicketRequest request, TicketEntry entry, CancellationToken cancellationToken)
    {
        var tree = await offices.ReadTreeAsync(cancellationToken);
        var roster = await staff.ReadAsync(cancellationToken);
        var group = request.Group is null ? null : await groups.FindAsync(request.Group, cancellationToken);
        // Where it is not known, what is owed in towns: the sooner.
        var urban = group?.Urban ?? true;
        var owner = roster.OwnerOf(request.Group, request.Office, tree)?.Address;
        var ticket = new Ticket(
            entry.Number, request.Type, TicketState.Open, request.ServiceCode, request.Description, request.Person,
            request.Group, request.Office, request.Place, request.Media is null ? [] : [request.Media], owner, 0,
            entry.OpenedAt, entry.OpenedAt, ladder.ExpectedAt(request.Type, urban, entry.OpenedAt), null,
            [new(entry.OpenedAt, TicketAct.Opened, request.Person, null, owner is null ? [] : [owner])])
        {
            Urban = urban,
        };
        return ticket with { DueAt = ladder.DueAt(ticket, entry.OpenedAt) };
    }

    [LoggerMessage(EventIds.TicketOpened, LogLevel.Information, "Ticket {Number} ({Type}) opened in office {Office}")]
    private partial void LogOpened(string number, TicketType type, string office);
}
