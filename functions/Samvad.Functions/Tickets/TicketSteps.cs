namespace Samvad.Tickets;

/// <summary>What a step makes of a ticket, or why it cannot be taken.</summary>
/// <param name="Next">The same instance where the step was taken before.</param>
internal readonly record struct Step(Ticket Next, string? Refusal = null);

/// <summary>The ways from one state to the next. Each may be taken again without changing anything.</summary>
public sealed class TicketSteps(Ladder ladder)
{
    internal Step Accept(Ticket ticket, string by, DateTimeOffset now) => ticket.State switch
    {
        TicketState.Accepted => new(ticket),
        TicketState.Open or TicketState.Reopened => new(With(
            ticket with { State = TicketState.Accepted }, new(now, TicketAct.Accepted, by))),
        _ => Over(ticket),
    };

    internal Step Assign(Ticket ticket, string to, string by, string? note, DateTimeOffset now)
    {
        if (!ticket.IsOpen)
            return Over(ticket);
        return new(ticket.Owner == to ? ticket : With(
            ticket with { Owner = to, State = ticket.State == TicketState.Accepted ? TicketState.Open : ticket.State },
            new(now, TicketAct.Assigned, by, note, [to])));
    }

    /// <summary>Somebody lets it climb before the clock does: the level hears of it, and its owner stays its owner.</summary>
    /// <param name="level">Named, so that asking twice does not climb twice.</param>
    /// <param name="inCharge">The addresses of who is in charge at that level.</param>
    internal Step Escalate(
        Ticket ticket, int level, string by, string? note, IReadOnlyList<string> inCharge, DateTimeOffset now)
    {
        if (!ticket.IsOpen)
            return Over(ticket);
        return new(ticket.Rung >= level ? ticket : With(
            ticket with { Rung = level }, new(now, TicketAct.Escalated, by, note, inCharge)));
    }

    /// <param name="media">The name of the picture of the repair.</param>
    internal Step Resolve(Ticket ticket, string by, string? note, string? media, DateTimeOffset now) => ticket.State switch
    {
        TicketState.Resolved => new(ticket),
        TicketState.Closed => Over(ticket),
        _ => new(With(
            ticket with { State = TicketState.Resolved, ResolutionMedia = media },
            new(now, TicketAct.Resolved, by, note))),
    };

    /// <summary>A ticket that is opened again has climbed a level at once, and its clock starts anew.</summary>
    /// <param name="tell">Its owner and who is in charge at its new level.</param>
    internal Step Reopen(Ticket ticket, string by, string? note, IReadOnlyList<string> tell, DateTimeOffset now)
    {
        if (ticket.State == TicketState.Reopened)
            return new(ticket);
        if (ticket.IsOpen)
            return new(ticket, $"Ticket {ticket.Number} is open; there is nothing to reopen.");
        return new(With(
            ticket with { State = TicketState.Reopened, Rung = RungOnReopening(ticket), ClockFrom = now, ResolutionMedia = null },
            new(now, TicketAct.Reopened, by, note, tell)));
    }

    internal static int RungOnReopening(Ticket ticket) => Math.Min(ticket.Rung + 1, Ladder.Top);

    internal Step Note(Ticket ticket, string by, string note, DateTimeOffset now) =>
        new(ticket.History[^1] is { Act: TicketAct.Noted } last && last.By == by && last.Note == note
            ? ticket : With(ticket, new(now, TicketAct.Noted, by, note)));

    /// <summary>Who reported it is content.</summary>
    internal Step Close(Ticket ticket, string by, DateTimeOffset now) =>
        new(ticket.State != TicketState.Resolved ? ticket : With(
            ticket with { State = TicketState.Closed }, new(now, TicketAct.Closed, by)));

    /// <summary>What the clock makes of the ticket: every rung that is due is climbed, each with an entry of its own.</summary>
    /// <param name="inCharge">The addresses of who is in charge at a rung.</param>
    internal Step Tick(Ticket ticket, Func<int, IReadOnlyList<string>> inCharge, DateTimeOffset now)
    {
        if (ticket.State == TicketState.Resolved)
            return new(ticket.DueAt <= now ? Close(ticket, Clock, now).Next : ticket);
        while (ladder.Next(ticket) is var (rung, at) && at <= now)
        {
            ticket = With(
                ticket with { Rung = rung }, new(now, TicketAct.Escalated, Clock, $"level {rung}", inCharge(rung)));
        }

        return new(ticket);
    }

    private const string Clock = "clock";

    private static Step Over(Ticket ticket) => new(
        ticket, $"Ticket {ticket.Number} is {ticket.State.ToString().ToLowerInvariant()}; reopen it first.");

    private Ticket With(Ticket ticket, TicketEvent entry)
    {
        ticket = ticket with { UpdatedAt = entry.At, History = [.. ticket.History, entry] };
        // A note does not give people more time to object.
        return entry.Act == TicketAct.Noted ? ticket : ticket with { DueAt = ladder.DueAt(ticket, entry.At) };
    }
}
