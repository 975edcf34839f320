using Samvad.Consumers;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>
/// Consent for each topic. What a person takes on is chosen and then confirmed, and kept with the wording of both; what a
/// person leaves is left at once.
/// </summary>
public sealed class TopicTalk(Seating seating, DialogueTexts texts, TimeProvider time)
{
    /// <summary>Of the text that is agreed to, as it is kept with the consent: count it up where the text changes.</summary>
    private const string Wording = "topicsConfirm.1";
    private const int LongestWording = 64;
    private const Topics All = Topics.Outage | Topics.Planned | Topics.Safety | Topics.Service;

    private static readonly (Topics Topic, string Name)[] Names =
    [
        (Topics.Outage, TextNames.TopicOutage), (Topics.Planned, TextNames.TopicPlanned),
        (Topics.Safety, TextNames.TopicSafety), (Topics.Service, TextNames.TopicService),
    ];

    private static readonly HashSet<string> Everything =
        [.. new[] { "all", "every", "everything", "सर्व", "सगळे", "सगळ्या", "सब", "सभी", "sarva", "sagle", "sagale", "sab", "sabhi" }.Select(Words.Sound)];

    private static readonly HashSet<string> Nothing =
        [.. new[] { "none", "nothing", "no", "काहीच", "नको", "नाही", "कुछ", "नहीं", "nako", "nahi", "kuchh" }.Select(Words.Sound)];

    private static readonly HashSet<string> Between =
        [.. new[] { "and", "आणि", "व", "और", "ani", "aur", "topic", "number", "only", "फक्त", "सिर्फ" }.Select(Words.Sound)];

    /// <summary>Greets who writes for the first time, and asks for the language.</summary>
    public Reply Welcome(Turn turn) => new(
        turn.Before.Asked(Step.Welcome, turn.At) with { Invited = true },
        texts.Say(TextNames.FirstContact, turn.Language),
        "मराठी", "हिंदी", "English");

    /// <summary>Asks which topics, with those that are on marked.</summary>
    public Reply Ask(Turn turn, string language)
    {
        var on = turn.Person?.Consent ?? Topics.None;
        var list = Names.Select((one, index) =>
            $"{index + 1}. {texts.Say(one.Name, language)}{((on & one.Topic) != 0 ? " ✓" : "")}");
        return new(
            turn.Before.Asked(Step.Topics, turn.At) with { Invited = true },
            texts.Say(TextNames.TopicsAsk, language, ("list", string.Join('\n', list))));
    }

    /// <summary>"START" of somebody who never agreed to anything: all topics, to be confirmed.</summary>
    public Reply Start(Turn turn) => Confirm(turn, All, turn.Heard.Text);

    /// <summary>The person says which.</summary>
    /// <returns>Null where the message is no choice.</returns>
    public async Task<Reply?> ChosenAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (Chosen(turn) is not { } wanted)
            return null;
        var on = turn.Person?.Consent ?? Topics.None;
        return (wanted & ~on) != Topics.None
            ? Confirm(turn, wanted, turn.Heard.Text)
            : await KeepAsync(turn, wanted, turn.Heard.Text, cancellationToken);
    }

    /// <summary>The person says yes or no to what was chosen.</summary>
    public async Task<Reply?> ConfirmedAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (turn.Before.Draft is not { Topics: { } wanted } draft)
            return null;
        if (turn.Heard.Choice == 1 || turn.Heard.Intent is Intent.Yes or Intent.Thanks)
            return await KeepAsync(turn, wanted, $"{draft.Said}: {turn.Heard.Text}", cancellationToken);
        return turn.Heard.Choice == 2 || turn.Heard.Intent == Intent.No
            ? new(turn.Before.Asked(Step.None, turn.At), texts.Say(TextNames.TopicsDropped, turn.Language))
            : null;
    }

    private Reply Confirm(Turn turn, Topics wanted, string said) => new(
        turn.Before.Asked(Step.TopicsConfirm, turn.At, new(Topics: wanted, Said: said)) with { Invited = true },
        texts.Say(TextNames.TopicsConfirm, turn.Language, ("topics", NamesOf(wanted, turn.Language))),
        texts.Say(TextNames.Agree, turn.Language), texts.Say(TextNames.Disagree, turn.Language));

    private async Task<Reply> KeepAsync(Turn turn, Topics wanted, string said, CancellationToken cancellationToken)
    {
        var wording = $"{Wording} {turn.Language} {said}";
        wording = wording.Length > LongestWording ? wording[..LongestWording] : wording;
        await seating.ChangePersonAsync(
            turn.Inbound.From,
            before =>
            {
                var person = before ?? new(turn.Inbound.From, turn.Language, false, [], []);
                foreach (var (topics, given) in ((Topics, bool)[])[(wanted, true), (All & ~wanted, false)])
                {
                    if (topics != Topics.None)
                        person = Consents.Hear(person, new(topics, given, ConsentDialogue.Source, turn.At, wording), time.GetUtcNow());
                }

                return person;
            },
            cancellationToken);
        var text = wanted == Topics.None
            ? texts.Say(TextNames.ConsentWithdrawn, turn.Language)
            : texts.Say(TextNames.TopicsSet, turn.Language, ("topics", NamesOf(wanted, turn.Language)));
        // Messages go to connections; of somebody without one nothing is known to tell.
        return wanted != Topics.None && turn.Connections.Count == 0
            ? new(turn.Before.Asked(Step.LinkNumber, turn.At), $"{text}\n\n{texts.Say(TextNames.LinkNumber, turn.Language)}")
            : new(turn.Before.Asked(Step.None, turn.At), text);
    }

    private string NamesOf(Topics wanted, string language) => string.Join(
        ", ", Names.Where(one => (wanted & one.Topic) != 0).Select(one => texts.Say(one.Name, language)));

    private static Topics? Chosen(Turn turn)
    {
        var wanted = Topics.None;
        var words = Words.Of(turn.Heard.Text);
        foreach (var word in words)
        {
            if (Everything.Contains(word) || word == "5")
                wanted |= All;
            else if (word.Length > 0 && word.All(digit => digit is >= '1' and <= '4'))
                wanted = word.Aggregate(wanted, (all, digit) => all | Names[digit - '1'].Topic);
            else if (!Nothing.Contains(word) && word != "0" && !Between.Contains(word))
                return null;
        }

        return words.Count == 0 ? null : wanted;
    }
}
