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
    TopicTalk topics,
    LinkTalk links,
    TicketTalk tickets,
    Seating seating,
    TicketDesk desk,
    PowerBack powerBack,
    StaffAnnouncement staff,
    DialogueTexts texts,
    IOptions<DialogueOptions> options)
{
    private static readonly Intent[] Menu =
        [Intent.NoLight, Intent.Hazard, Intent.Complaint, Intent.Language, Intent.Human, Intent.Topics];

    private static readonly string[] Languages = ["mr", "hi", "en"];

    public async Task<Reply> AnswerAsync(Turn turn, CancellationToken cancellationToken)
    {
        var isNew = turn.Staff is null && turn.Person?.Consents is not { Count: > 0 } && !turn.Before.Invited;
        var reply = turn.Refusal is { } refusal
            ? await RefuseAsync(turn, refusal, isNew, cancellationToken)
            : await HearAsync(turn, isNew, cancellationToken);
        // Who came with a trouble is heard first, and asked for consent when that is done.
        return isNew && reply is { Text: { } text, After: { Invited: false, Step: Step.None or Step.Photo } after }
            ? reply with { After = after with { Invited = true }, Text = $"{text}\n\n{texts.Say(TextNames.TopicsOffer, turn.Language)}" }
            : reply;
    }

    private async Task<Reply> HearAsync(Turn turn, bool isNew, CancellationToken cancellationToken)
    {
        var told = await powerBack.HearAsync(turn.Inbound, turn.At, cancellationToken)
            ?? await desk.HearStaffAsync(turn.Inbound, turn.Media, cancellationToken)
            ?? await staff.HearAsync(turn.Inbound, cancellationToken);
        if (told is not null)
            return new(turn.Before, told);
        return await TicketButtonAsync(turn, cancellationToken)
            ?? await links.DecideAsync(turn, cancellationToken)
            ?? await StepAsync(turn, cancellationToken)
            ?? await IntentAsync(turn, turn.Heard.Intent, isNew, cancellationToken);
    }

    /// <summary>The picture is not taken; what was written beside it counts all the same.</summary>
    private async Task<Reply> RefuseAsync(Turn turn, MediaRefusal refusal, bool isNew, CancellationToken cancellationToken)
    {
        var why = texts.Say(refusal switch
        {
            MediaRefusal.WrongKind => TextNames.MediaWrongKind,
            MediaRefusal.TooLarge => TextNames.MediaTooLarge,
            MediaRefusal.Broken => TextNames.MediaBroken,
            _ => TextNames.MediaUnavailable,
        }, turn.Language);
        var says = turn.Heard.Intent is not (Intent.Unclear or Intent.Hello or Intent.Thanks)
            || (turn.Heard.Text.Length > 0 && turn.Before.Step is Step.HazardWhere or Step.ComplaintDetails or Step.ComplaintWhere);
        if (!says)
            return new(turn.Before, why);
        var reply = await HearAsync(turn, isNew, cancellationToken);
        return reply with { Text = reply.Text is null ? why : $"{why}\n\n{reply.Text}" };
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
        if (turn.At - turn.Before.At > options.Value.StepLasts || turn.Heard.Intent is Intent.Menu)
            return null;
        if (turn.Heard.Intent is Intent.Language && turn.Heard.Choice is null && turn.Before.Step is not (Step.Welcome or Step.Language))
            return null;
        var says = turn.Heard.Text.Length > 0 || turn.Inbound.Latitude is not null;
        // A danger is heard whatever was asked.
        if (turn.Heard.Intent == Intent.Hazard && turn.Before.Step is Step.Welcome or Step.Topics or Step.TopicsConfirm
            or Step.LinkNumber or Step.ConsumerNumber or Step.Connection)
            return null;
        return turn.Before.Step switch
        {
            Step.Menu when turn.Heard.Choice is { } choice && choice >= 1 && choice <= Menu.Length =>
                await IntentAsync(turn, Menu[choice - 1], isNew: false, cancellationToken),
            Step.Language or Step.Welcome when turn.Heard.Choice is 1 or 2 or 3 =>
                await LanguageAsync(turn, Languages[turn.Heard.Choice.Value - 1], cancellationToken),
            Step.Topics => await topics.ChosenAsync(turn, cancellationToken),
            Step.TopicsConfirm => await topics.ConfirmedAsync(turn, cancellationToken),
            Step.Connection => await supply.ChosenAsync(turn, cancellationToken),
            Step.ConsumerNumber when turn.Heard.ConsumerNumber is not null =>
                await supply.OfNumberAsync(turn, cancellationToken),
            Step.LinkNumber when turn.Heard.ConsumerNumber is not null => await links.GivenAsync(turn, cancellationToken),
            Step.LinkNumber when turn.Heard.Intent == Intent.No =>
                new(turn.Before.Asked(Step.None, turn.At), texts.Say(TextNames.Welcome, turn.Language)),
            Step.HazardWhat => reports.HazardChosen(turn),
            Step.HazardWhere when says => await reports.PlacedAsync(turn, TicketType.Hazard, cancellationToken),
            Step.HazardWhere when turn.Media is not null => reports.KeepPicture(turn, TextNames.HazardWhere),
            Step.ComplaintWhat => reports.ComplaintChosen(turn),
            Step.ComplaintDetails when says => await reports.ComplaintToldAsync(turn, cancellationToken),
            Step.ComplaintDetails when turn.Media is not null => reports.KeepPicture(turn, TextNames.ComplaintDetails),
            Step.ComplaintWhere when says => await reports.PlacedAsync(turn, TicketType.Complaint, cancellationToken),
            Step.Photo when turn.Media is not null => await reports.PictureAsync(turn, cancellationToken),
            Step.PictureOf => reports.PictureChosen(turn),
            _ => null,
        };
    }

    private async Task<Reply> IntentAsync(Turn turn, Intent intent, bool isNew, CancellationToken cancellationToken)
    {
        if (intent == Intent.Unclear && TicketTalk.Named(turn.Heard.Text) is not null)
            intent = Intent.Ticket;
        switch (intent)
        {
            case Intent.NoLight:
                return await supply.BeginAsync(turn, cancellationToken);
            case Intent.Hazard:
                return reports.BeginHazard(turn);
            case Intent.Complaint:
                return reports.BeginComplaint(turn);
            case Intent.Language when turn.Heard.Kind is { } language && turn.Heard.Intent == Intent.Language:
                return await LanguageAsync(turn, language, cancellationToken);
            case Intent.Language:
                return new(
                    turn.Before.Asked(Step.Language, turn.At), texts.Say(TextNames.AskLanguage, turn.Language),
                    "मराठी", "हिंदी", "English");
            case Intent.Human:
                return await reports.HandOverAsync(turn, cancellationToken);
            case Intent.Topics:
                return topics.Ask(turn, turn.Language);
            case Intent.Link:
                return await links.BeginAsync(turn, cancellationToken);
            case Intent.Ticket when await tickets.AnswerAsync(turn, cancellationToken) is { } answer:
                return answer;
        }

        if (ConsentWords.Of(turn.Inbound) is { Given: true })
            return topics.Start(turn);
        if (turn.Media is not null)
            return reports.AskPicture(turn);
        if (turn.Inbound.Kind == InboundKind.Unknown)
            return new(turn.Before, texts.Say(TextNames.MediaUnread, turn.Language));
        if (isNew)
            return topics.Welcome(turn);
        return intent switch
        {
            Intent.Thanks or Intent.Yes or Intent.No => new(turn.Before, null),
            Intent.Menu or Intent.Hello => ShowMenu(turn, misunderstood: 0),
            _ when turn.Before.Step == Step.Human && turn.At - turn.Before.At < options.Value.HumanFor => new(turn.Before, null),
            _ when turn.Before.Misunderstood > 0 => await reports.HandOverAsync(turn, cancellationToken),
            _ => ShowMenu(turn, misunderstood: 1),
        };
    }

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
        return turn.Before.Step == Step.Welcome
            ? topics.Ask(turn, language)
            : new(turn.Before.Asked(Step.Menu, turn.At), texts.Say(TextNames.Menu, language));
    }
}
