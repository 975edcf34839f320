using Samvad.Consumers;
using Samvad.Dialogue;
using Samvad.WhatsApp;

namespace Samvad.Tickets;

/// <summary>What members of staff answer to their tickets: Accept, Done, and the picture of the repair.</summary>
public sealed class StaffReplies(
    TicketChanges changes, TicketSteps steps, StaffTalks talks, TicketTexts texts, Staff staff, TimeProvider time)
{
    private const string Picture = "picture";

    /// <summary>A picture that comes later is of something else.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    /// <returns>The text to answer with; null where the letter is not for this.</returns>
    public async Task<string?> HearAsync(InboundEvent letter, string? media, CancellationToken cancellationToken)
    {
        if ((await staff.ReadAsync(cancellationToken)).Find(letter.From) is not { } member)
            return null;
        var talk = await talks.FindAsync(letter.From, cancellationToken);
        if (talk?.Letter == letter.Id)
            return talk.Answer;
        if (TicketButton.NumberOf(letter.ButtonPayload, TicketButton.Accept) is { } accepted)
            return await AcceptAsync(accepted, member, cancellationToken);
        if (TicketButton.NumberOf(letter.ButtonPayload, TicketButton.Done) is { } done)
            return await AskForPictureAsync(done, member, letter, cancellationToken);
        if (talk is not { Asked: Picture } || time.GetUtcNow() - talk.At > Patience)
            return null;
        var without = letter.Kind == InboundKind.Text && NoPicture.IsSaid(letter.Text);
        return without || (media is not null && MediaStore.IsPicture(media))
            ? await ResolveAsync(talk.Subject, member, letter, without ? null : media, cancellationToken)
            : null;
    }

    private async Task<string> AcceptAsync(string number, StaffMember member, CancellationToken cancellationToken)
    {
        var taken = await changes.TakeAsync(
            number,
            ticket => IsConcerned(ticket, member)
                ? steps.Accept(ticket, member.Address, time.GetUtcNow()) : new(ticket, TextNames.TicketNotYours),
            cancellationToken);
        return Answer(taken, TextNames.TicketAcceptedByYou, number, member);
    }

    private async Task<string> AskForPictureAsync(
        string number, StaffMember member, InboundEvent letter, CancellationToken cancellationToken)
    {
        var taken = await changes.TakeAsync(
            number,
            ticket => !IsConcerned(ticket, member) ? new(ticket, TextNames.TicketNotYours)
                : ticket.IsOpen ? new(ticket) : new(ticket, TextNames.TicketOver),
            cancellationToken);
        var answer = Answer(taken, TextNames.TicketPictureWanted, number, member);
        return taken is not { Refusal: null } ? answer : await talks.KeepAsync(
            member.Address, new(Picture, number, letter.Id, answer, time.GetUtcNow()), cancellationToken);
    }

    private async Task<string> ResolveAsync(
        string number, StaffMember member, InboundEvent letter, string? media, CancellationToken cancellationToken)
    {
        var note = letter.Kind == InboundKind.Image && !string.IsNullOrWhiteSpace(letter.Text)
            ? TicketTexts.Line(letter.Text) : null;
        var taken = await changes.TakeAsync(
            number, ticket => steps.Resolve(ticket, member.Address, note, media, time.GetUtcNow()), cancellationToken);
        var answer = Answer(taken, TextNames.TicketResolvedByYou, number, member);
        return await talks.KeepAsync(
            member.Address, new(StaffTalks.Done, number, letter.Id, answer, time.GetUtcNow()), cancellationToken);
    }

    /// <summary>Its owner, and everybody who was told of it on its way up.</summary>
    private static bool IsConcerned(Ticket ticket, StaffMember member) =>
        ticket.Owner == member.Address || ticket.History.Any(entry => entry.To?.Contains(member.Address) == true);

    private string Answer((Ticket Ticket, string? Refusal)? taken, string name, string number, StaffMember member)
    {
        var said = taken switch
        {
            null or { Refusal: TextNames.TicketNotYours } => TextNames.TicketNotYours,
            { Refusal: not null } => TextNames.TicketOver,
            _ => name,
        };
        return texts.Free(said, number, member.Language);
    }
}
