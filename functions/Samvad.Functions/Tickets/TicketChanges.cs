using System.Text.Json;
using Microsoft.Extensions.Logging;
using Samvad.Dialogue;
using Samvad.Telemetry;

namespace Samvad.Tickets;

/// <summary>
/// Takes steps: the next visit is noted, the ticket is written if nobody changed it meanwhile, and everybody concerned is
/// told. What a kill cuts off between these, the visit finds and finishes.
/// </summary>
public sealed partial class TicketChanges(
    TicketStore store, TicketPlaces places, TicketClocks clocks, TicketNotices notices, Predictions predictions,
    ILogger<TicketChanges> logger)
{
    /// <summary>After so long, what was written and not told is told by the timer.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <returns>The ticket as it is now and why the step was refused, if it was; null where there is no ticket.</returns>
    internal async Task<(Ticket Ticket, string? Refusal)?> TakeAsync(
        string number, Func<Ticket, Step> take, CancellationToken cancellationToken)
    {
        while (await store.FindAsync(number, cancellationToken) is { } filed)
        {
            var step = take(filed.Ticket);
            if (step.Refusal is not null)
                return (filed.Ticket, step.Refusal);
            if (!ReferenceEquals(step.Next, filed.Ticket))
            {
                await NoteVisitsAsync(step.Next, cancellationToken);
                if (!await store.TryUpdateAsync(step.Next, filed.Tag, cancellationToken))
                    continue;
                if (step.Next.State == TicketState.Resolved && filed.Ticket.State != TicketState.Resolved)
                    Metrics.TicketAge.Record((step.Next.UpdatedAt - step.Next.OpenedAt).TotalSeconds, TypeTag(step.Next));
                LogChanged(number, step.Next.State, step.Next.Rung);
            }

            return (await TellAsync(step.Next, cancellationToken), null);
        }

        return null;
    }

    /// <summary>Files a ticket that was drafted, unless it was, and tells of it.</summary>
    internal async Task FileAsync(Ticket draft, CancellationToken cancellationToken)
    {
        await NoteVisitsAsync(draft, cancellationToken);
        await store.AddAsync(draft, cancellationToken);
        Metrics.TicketsFiled.Add(1, TypeTag(draft));
        await TakeAsync(draft.Number, ticket => new(ticket), cancellationToken);
    }

    private static KeyValuePair<string, object?> TypeTag(Ticket ticket) =>
        Metrics.Tag("type", JsonNamingPolicy.KebabCaseLower.ConvertName(ticket.Type.ToString()));

    private async Task NoteVisitsAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        await clocks.SetAsync(ticket.Number, ticket.UpdatedAt + Grace, cancellationToken);
        if (ticket.DueAt is { } due)
            await clocks.SetAsync(ticket.Number, due, cancellationToken);
    }

    private async Task<Ticket> TellAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        if (ticket.Told == ticket.History.Count)
            return ticket;
        for (var line = ticket.Told; line < ticket.History.Count; line++)
        {
            if (ticket.History[line].Act == TicketAct.Resolved)
            {
                await places.ReleaseAsync(ticket, cancellationToken);
                if (ticket is { Type: TicketType.NoSupply, Place.Transformer: { } transformer })
                    await predictions.EndAsync(transformer, cancellationToken);
            }
            else if (ticket.History[line].Act == TicketAct.Reopened)
                await places.ClaimAsync(ticket, cancellationToken);
            try
            {
                await notices.TellAsync(ticket, line, cancellationToken);
            }
            catch (LetterInDoubtException)
            {
                // Who took the step does not wait for that; the visit that was noted tells what is left to be told.
                return ticket;
            }
        }

        while (await store.FindAsync(ticket.Number, cancellationToken) is { } filed)
        {
            var told = filed.Ticket with { Told = Math.Max(filed.Ticket.Told, ticket.History.Count) };
            if (!await store.TryUpdateAsync(told, filed.Tag, cancellationToken))
                continue;
            await clocks.RemoveAsync(ticket.Number, ticket.UpdatedAt + Grace, cancellationToken);
            return told;
        }

        return ticket;
    }

    [LoggerMessage(EventIds.TicketChanged, LogLevel.Information, "Ticket {Number} is {State}, level {Rung}")]
    private partial void LogChanged(string number, TicketState state, int rung);
}
