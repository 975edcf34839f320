using Microsoft.Extensions.Options;
using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.Outages;
using Samvad.Tickets;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>To which talk a message belongs: buttons, then what was asked, then what the words say, else the menu.</summary>
public sealed class Routing(
    SupplyTalk supply,
    ReportTalk reports,
    Seating seating,
    TicketDesk desk,
    PowerBack powerBack,
    StaffAnnouncement staff,
    DialogueTexts texts,
    IOptions<DialogueOptions> options)
{
    private static readonly Intent[] Menu = [Intent.NoLight, Intent.Hazard, Intent.Complaint, Intent.Language, Intent.Human];
    private static readonly string[] Languages = ["mr", "hi", "en"];

    public async Task<Reply> AnswerAsync(Turn turn, CancellationToken cancellationToken)
    {
        var told = await powerBack.HearAsync(turn.Inbound, turn.At, cancellationToken)
            ?? await desk.HearStaffAsync(turn.Inbound, turn.Media, cancellationToken)
            ?? await staff.HearAsync(turn.Inbound, cancellationToken);
        if (told is not null)
            return new(turn.Before, told);
        if (await TicketButtonAsync(turn, cancellationToken) is { } ended)
            return ended;
        return await StepAsync(turn, cancellationToken) ?? await IntentAsync(turn, turn.Heard.Intent, cancellationToken);
    }

    private async Task<Reply?> TicketButtonAsync(Turn turn, CancellationToken cancellationToken)
    {
        var fine = TicketButton.NumberOf(turn.Heard.Payload, TicketButton.Fine);
        if ((fine ?? TicketButton.NumberOf(turn.Heard.Payload, TicketButton.NotDone)) is not { } number)
            return null;
        await desk.AnswerAsync(number, turn.Inbound.From, fine is not null, cancellationToken);
        var name = fine is null ? TextNames.TicketReopenedForYou : TextNames.Welcome;
        return new(turn.Before, texts.Say(name, turn.Language, ("number", number)));
    }

    /// <returns>Null where nothing was asked, or the message is no answer to it.</returns>
    private async Task<Reply?> StepAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (turn.At - turn.Before.At > options.Value.StepLasts || turn.Heard.Intent is Intent.Menu or Intent.Language)
            return null;
        var says = turn.Heard.Text.Length > 0 || turn.Inbound.Latitude is not null;
        return turn.Before.Step switch
        {
            Step.Menu when turn.Heard.Choice is { } choice && choice >= 1 && choice <= Menu.Length =>
                await IntentAsync(turn, Menu[choice - 1], cancellationToken),
            Step.Language when turn.Heard.Choice is 1 or 2 or 3 =>
                await LanguageAsync(turn, Languages[turn.Heard.Choice.Value - 1], cancellationToken),
            Step.Connection => await supply.ChosenAsync(turn, cancellationToken),
            Step.ConsumerNumber when turn.Heard.ConsumerNumber is not null =>
                await supply.OfNumberAsync(turn, cancellationToken),
            Step.HazardWhat => reports.HazardChosen(turn),
            Step.HazardWhere when says => await reports.PlacedAsync(turn, TicketType.Hazard, cancellationToken),
            Step.ComplaintWhat => reports.ComplaintChosen(turn),
            Step.ComplaintDetails when says => await reports.ComplaintToldAsync(turn, cancellationToken),
            Step.ComplaintWhere when says => await reports.PlacedAsync(turn, TicketType.Complaint, cancellationToken),
            Step.Photo when turn.Media is not null => await reports.PictureAsync(turn, cancellationToken),
            _ => null,
        };
    }

    private async Task<Reply> IntentAsync(Turn turn, Intent intent, CancellationToken cancellationToken) => intent switch
    {
        Intent.NoLight => await supply.BeginAsync(turn, cancellationToken),
        Intent.Hazard => reports.BeginHazard(turn),
        Intent.Complaint => reports.BeginComplaint(turn),
        Intent.Language when turn.Heard.Kind is { } language => await LanguageAsync(turn, language, cancellationToken),
        Intent.Language => new(
            turn.Before.Asked(Step.Language, turn.At), texts.Say(TextNames.AskLanguage, turn.Language)),
        Intent.Human => await reports.HandOverAsync(turn, cancellationToken),
        Intent.Thanks or Intent.Yes or Intent.No => new(turn.Before, null),
        Intent.Menu or Intent.Hello => ShowMenu(turn, misunderstood: 0),
        _ when turn.Before.Step == Step.Human && turn.At - turn.Before.At < options.Value.HumanFor => new(turn.Before, null),
        _ when turn.Before.Misunderstood > 0 => await reports.HandOverAsync(turn, cancellationToken),
        _ => ShowMenu(turn, misunderstood: 1),
    };

    private Reply ShowMenu(Turn turn, int misunderstood) => new(
        turn.Before.Asked(Step.Menu, turn.At) with { Misunderstood = misunderstood },
        texts.Say(TextNames.Menu, turn.Language));

    private async Task<Reply> LanguageAsync(Turn turn, string language, CancellationToken cancellationToken)
    {
        await seating.ChangePersonAsync(
            turn.Inbound.From,
            before => before is { ChoseLanguage: true } && before.Language == language ? before
                : (before ?? new(turn.Inbound.From, language, true, [], [])) with { Language = language, ChoseLanguage = true },
            cancellationToken);
        return new(turn.Before.Asked(Step.Menu, turn.At), texts.Say(TextNames.Menu, language));
    }
}
