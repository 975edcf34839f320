using System.Text.RegularExpressions;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>
/// Understands what people write in Marathi, Hindi and English, in both scripts and with slips, by the words of the
/// vocabulary. No outside service is asked.
/// </summary>
public sealed partial class Understanding
{
    private readonly Vocabulary _vocabulary = Vocabulary.Load();

    /// <param name="asked">The question that is open: of another one, a button counts by its words.</param>
    public Heard Of(InboundEvent inbound, Step asked)
    {
        if (inbound.Kind is not (InboundKind.Button or InboundKind.ListReply))
            return Of(inbound.Text ?? "");
        var heard = Of(inbound.ButtonText ?? "");
        return heard with
        {
            Payload = Reply.IsOption(inbound.ButtonPayload) ? null : inbound.ButtonPayload,
            Choice = Reply.ChoiceOf(inbound.ButtonPayload, asked) ?? heard.Choice,
        };
    }

    public Heard Of(string text)
    {
        text = text.Trim();
        var words = Words.Of(text);
        var meanings = _vocabulary.Meanings(words);
        var rule = _vocabulary.Match(meanings);
        var language = meanings.Where(one => one is not null).Select(one => one!.Value.Language)
            .Where(one => one != "any").GroupBy(one => one).MaxBy(same => same.Count())?.Key;
        return new(rule?.Intent ?? Intent.Unclear, rule?.Kind, ChoiceOf(words, meanings), language)
        {
            Text = text,
            Names = [.. meanings.Where(one => one is not null).Select(one => one!.Value.Concept)],
            ConsumerNumber = TwelveDigits().Match(string.Concat(words)) is { Success: true } digits ? digits.Value : null,
        };
    }

    private static int? ChoiceOf(
        IReadOnlyList<string> words, IReadOnlyList<(string Concept, string Language)?> meanings) => words switch
        {
            [{ Length: <= 2 } one] when int.TryParse(one, out var number) => number,
            [_] when meanings is [{ Concept: ['#', .. var digit] }] => int.Parse(digit),
            _ => null,
        };

    [GeneratedRegex("(?<![0-9])[0-9]{12}(?![0-9])")]
    private static partial Regex TwelveDigits();
}
