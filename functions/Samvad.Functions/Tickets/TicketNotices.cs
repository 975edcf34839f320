using Samvad.Consumers;
using Samvad.Dialogue;
using Samvad.Operations;
using Samvad.WhatsApp;

namespace Samvad.Tickets;

/// <summary>
/// Tells everybody concerned of one line of a ticket's history, each of them once: the cause of a letter is the ticket,
/// the line and the person.
/// </summary>
public sealed class TicketNotices(
    Letters letters,
    TicketFollowers followers,
    TicketTexts texts,
    MediaLinks media,
    Staff staff,
    People people,
    Alerts alerts)
{
    private const int AtOnce = 16;

    public async Task TellAsync(Ticket ticket, int line, CancellationToken cancellationToken)
    {
        switch (ticket.History[line].Act)
        {
            case TicketAct.Opened or TicketAct.Assigned:
                await TellStaffAsync(ticket, line, texts.Assigned, cancellationToken);
                break;
            case TicketAct.Escalated or TicketAct.Reopened:
                await TellStaffAsync(ticket, line, texts.Escalated, cancellationToken);
                break;
            case TicketAct.Accepted:
                await TellAcceptedAsync(ticket, line, cancellationToken);
                break;
            case TicketAct.Resolved:
                var concerned = (await followers.OfAsync(ticket.Number, cancellationToken)).Append(ticket.Person)
                    .Where(person => person != Ticket.Nobody).Distinct();
                await Parallel.ForEachAsync(
                    concerned,
                    new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                    async (person, token) => await TellResolvedAsync(ticket, line, person, token));
                break;
        }
    }

    /// <summary>Tells one person that it is done, with the picture of the repair where there is one.</summary>
    /// <param name="line">The line of the history that says so.</param>
    internal async Task TellResolvedAsync(Ticket ticket, int line, string person, CancellationToken cancellationToken)
    {
        var language = (await people.FindAsync(person, cancellationToken))?.Language ?? "mr";
        if (ticket.ResolutionMedia is { } picture)
        {
            var image = new ImageContent(await media.OfAsync(picture, cancellationToken), ticket.Number);
            await letters.SendAsync(
                new(CauseOf(ticket, line, person) + ":picture", person, image) { Office = ticket.Office }, cancellationToken);
        }

        // Also within 24 hours the template: its buttons come back from both providers.
        var content = texts.Resolved(ticket, ticket.History[line].At, language);
        await letters.SendAsync(
            new(CauseOf(ticket, line, person), person, content, content) { Office = ticket.Office }, cancellationToken);
    }

    private async Task TellAcceptedAsync(Ticket ticket, int line, CancellationToken cancellationToken)
    {
        if (ticket.Person == Ticket.Nobody)
            return;
        var language = (await people.FindAsync(ticket.Person, cancellationToken))?.Language ?? "mr";
        var text = new TextContent(texts.Free(TextNames.TicketAccepted, ticket.Number, language));
        await letters.SendAsync(
            new(CauseOf(ticket, line, ticket.Person), ticket.Person, text) { Office = ticket.Office }, cancellationToken);
    }

    private async Task TellStaffAsync(
        Ticket ticket, int line, Func<Ticket, string, TemplateContent> say, CancellationToken cancellationToken)
    {
        var to = ticket.History[line].To ?? [];
        if (to.Count == 0)
        {
            await alerts.RaiseAsync(
                "ticket-unheard",
                ticket.Office,
                "Tickets of this office or of those above it reach nobody. Import its staff, and assign its open tickets.",
                cancellationToken);
        }

        var roster = await staff.ReadAsync(cancellationToken);
        LetterInDoubtException? doubt = null;
        foreach (var address in to)
        {
            var content = say(ticket, roster.Find(address)?.Language ?? "mr");
            try
            {
                await letters.SendAsync(
                    new(CauseOf(ticket, line, address), address, content, content) { Office = ticket.Office }, cancellationToken);
            }
            catch (LetterInDoubtException one)
            {
                // The others do not wait for this one.
                doubt = one;
            }
        }

        if (doubt is not null)
            throw doubt;
    }

    private static string CauseOf(Ticket ticket, int line, string person) => $"ticket:{ticket.Number}:{line}:{person}";
}
