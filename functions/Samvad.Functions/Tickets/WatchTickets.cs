using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Samvad.Consumers;

namespace Samvad.Tickets;

/// <summary>
/// Looks at the tickets that are due: lets them climb, closes those that nobody objects to, and finishes what a kill cut
/// off. Reads what is due and nothing else.
/// </summary>
public sealed partial class WatchTickets(
    TicketClocks clocks,
    TicketChanges changes,
    TicketSteps steps,
    Staff staff,
    Offices offices,
    TimeProvider time,
    ILogger<WatchTickets> logger)
{
    /// <summary>So long a visit waits for a ticket that is not filed: who drafted it may be at work again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    [Function(nameof(WatchTickets))]
    public async Task Run([TimerTrigger("*/15 * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await foreach (var visit in clocks.DueAsync(time.GetUtcNow(), cancellationToken))
        {
            try
            {
                if (await VisitAsync(visit.Number, cancellationToken) || time.GetUtcNow() - visit.At > Patience)
                    await clocks.RemoveAsync(visit.Number, visit.At, cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                // It is visited again in a moment; the others do not wait for it.
                LogFailed(failure, visit.Number);
            }
        }
    }

    /// <returns>Whether the visit has served: the ticket is there, and everybody concerned was told.</returns>
    private async Task<bool> VisitAsync(string number, CancellationToken cancellationToken)
    {
        var tree = await offices.ReadTreeAsync(cancellationToken);
        var roster = await staff.ReadAsync(cancellationToken);
        var taken = await changes.TakeAsync(
            number, ticket => steps.Tick(ticket, rung => InCharge(ticket, rung), time.GetUtcNow()), cancellationToken);
        return taken is { Ticket: var now } && now.Told == now.History.Count;

        IReadOnlyList<string> InCharge(Ticket ticket, int rung) =>
            [.. roster.InCharge(ticket.Office, Ladder.LevelOf(rung), tree).Select(member => member.Address).Distinct()];
    }

    [LoggerMessage(EventIds.TicketVisitFailed, LogLevel.Warning, "Ticket {Number} is due and could not be looked at")]
    private partial void LogFailed(Exception failure, string number);
}
