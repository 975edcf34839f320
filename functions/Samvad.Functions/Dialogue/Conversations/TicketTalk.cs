using System.Text.RegularExpressions;
using Samvad.Tickets;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>"What became of my complaint?": the state of a ticket whose number was written, else of the person's latest ones.</summary>
public sealed partial class TicketTalk(TicketDesk desk, DialogueTexts texts)
{
    private const int MostShown = 3;

    /// <returns>Null where the person has to do with none.</returns>
    public async Task<Reply?> AnswerAsync(Turn turn, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        foreach (var number in Named(turn.Heard.Text) is { } named ? [named] : turn.Before.Tickets.Reverse().Take(MostShown))
        {
            if (await desk.FindAsync(number, cancellationToken) is { } ticket
                && await desk.ConcernsAsync(ticket, turn.Inbound.From, cancellationToken))
                lines.Add(Line(ticket, turn.Language));
        }

        return lines.Count == 0 ? null : new(turn.Before.Asked(Step.None, turn.At), string.Join('\n', lines));
    }

    /// <returns>The number of a ticket in what was written; null where there is none.</returns>
    public static string? Named(string text) =>
        Number().Match(text) is { Success: true } match ? TicketNumber.Parse(match.Value) : null;

    private string Line(Ticket ticket, string language)
    {
        var name = ticket.State switch
        {
            TicketState.Accepted => TextNames.TicketIsAccepted,
            TicketState.Resolved or TicketState.Closed => TextNames.TicketIsResolved,
            _ => TextNames.TicketIsOpen,
        };
        return texts.Say(name, language, ("number", ticket.Number), ("since", texts.Time(ticket.UpdatedAt, language)));
    }

    [GeneratedRegex(@"\b[HNC][- ]?[0-9A-Z]{4}[- ]?[0-9A-Z]{3}\b", RegexOptions.IgnoreCase)]
    private static partial Regex Number();
}
