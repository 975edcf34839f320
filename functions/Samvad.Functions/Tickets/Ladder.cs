using Microsoft.Extensions.Options;
using Samvad.Consumers;

namespace Samvad.Tickets;

/// <summary>When a ticket climbs to which level, and when it should be done.</summary>
public sealed class Ladder(IOptions<TicketOptions> options)
{
    /// <summary>The division's; nobody above is told.</summary>
    public const int Top = 3;

    private readonly TicketOptions _options = options.Value;
    private readonly WorkingCalendar _calendar = WorkingCalendar.Of(options.Value);

    /// <summary>The level that hears of a ticket at its rung.</summary>
    public static OfficeLevel LevelOf(int rung) => rung switch
    {
        <= 1 => OfficeLevel.Section,
        2 => OfficeLevel.Subdivision,
        _ => OfficeLevel.Division,
    };

    /// <summary>When it should be done at the latest; null where the last level is skipped.</summary>
    public DateTimeOffset? ExpectedAt(TicketType type, bool urban, DateTimeOffset from) => At(type, urban, from, Top);

    /// <summary>
    /// The next rung of a ticket that somebody has to do something about, and when it is reached. An accepted ticket
    /// passes over the first: its section need not ask whether anybody cares.
    /// </summary>
    public (int Rung, DateTimeOffset At)? Next(Ticket ticket)
    {
        for (var rung = ticket.Rung + 1; ticket.IsOpen && rung <= Top; rung++)
        {
            if ((rung > 1 || ticket.State != TicketState.Accepted)
                && At(ticket.Type, ticket.Urban, ticket.ClockFrom, rung) is { } at)
                return (rung, at);
        }

        return null;
    }

    /// <summary>When the clock acts next: the next rung, or the end of the time to object.</summary>
    public DateTimeOffset? DueAt(Ticket ticket, DateTimeOffset now) =>
        ticket.State == TicketState.Resolved ? now + _options.CloseAfter : Next(ticket)?.At;

    private DateTimeOffset? At(TicketType type, bool urban, DateTimeOffset from, int rung)
    {
        var ladder = _options.Of(type, urban);
        var after = ladder.Rungs[rung - 1];
        if (after == TimeSpan.Zero)
            return null;
        return ladder.WorkingDays ? _calendar.Add(from, after.TotalDays * _calendar.Day) : from + after;
    }
}
