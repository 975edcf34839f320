using System.Globalization;
using System.Text;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>A person said that they want our messages no more, or again, and in which language.</summary>
internal readonly record struct ConsentWord(bool Given, string Language);

/// <summary>
/// The words and buttons by which people leave and come back. Only a whole message counts: "light band" reports an
/// outage. Case, spaces, punctuation and characters without a form do not matter.
/// </summary>
internal static class ConsentWords
{
    private static readonly (bool Given, string Language, string Words)[] Lists =
    [
        (false, "en", "stop, stop all, stop it, stop messages, stop msg, please stop, unsubscribe, opt out"),
        (false, "mr", "थांबवा, थांबा, थांब, बंद करा, बंद, बन्द, बन्द करा, संदेश बंद करा, मेसेज बंद करा, संदेश नको, मेसेज नको, "
            + "thambva, thambava, thaambva, thaambava, thamba, band kara, bandh kara, band, bandh, message band kara"),
        (false, "hi", "रोको, रोकें, रोक दो, रोक दें, बंद करें, बंद करो, बंद कर दो, बन्द करें, बन्द करो, संदेश बंद करें, मैसेज बंद करो, "
            + "roko, roken, rokein, rok do, band karo, band karen, band karein, band kare, bandh karo, message band karo"),
        (true, "en", "start, start again, unstop, subscribe, opt in"),
        (true, "mr", "सुरू करा, सुरु करा, सुरू, सुरु, चालू करा, चालु करा, संदेश सुरू करा, मेसेज चालू करा, "
            + "suru kara, suroo kara, suru, chalu kara, chaalu kara, message chalu kara"),
        (true, "hi", "शुरू करें, शुरु करें, शुरू करो, शुरु करो, शुरू, शुरु, चालू करें, चालू करो, संदेश शुरू करें, मैसेज चालू करो, "
            + "shuru karen, shuru karein, shuru kare, shuru karo, shuru, chalu karo, chalu karen, message chalu karo"),
    ];

    private static readonly Dictionary<string, ConsentWord> Known = Lists
        .SelectMany(list => list.Words.Split(','), (list, word) => (Key: Bare(word), Word: new ConsentWord(list.Given, list.Language)))
        .ToDictionary(pair => pair.Key, pair => pair.Word);

    /// <returns>Null where the person wrote of something else.</returns>
    public static ConsentWord? Of(InboundEvent letter) => letter.Kind switch
    {
        InboundKind.Text => Of(letter.Text),
        InboundKind.Button or InboundKind.ListReply => Of(letter.ButtonPayload) ?? Of(letter.ButtonText),
        _ => null,
    };

    public static ConsentWord? Of(string? text) =>
        text is { Length: <= 100 } && Known.TryGetValue(Bare(text), out var word) ? word : null;

    /// <summary>Letters with their signs and digits, in lower case; nothing else.</summary>
    private static string Bare(string text)
    {
        var bare = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || IsSign(rune))
                bare.Append(Rune.ToLowerInvariant(rune).ToString());
        }

        return bare.ToString();
    }

    /// <summary>Vowel signs belong to the word; what only chooses how an emoji looks does not.</summary>
    private static bool IsSign(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        && rune.Value is < 0xFE00 or > 0xFE0F;
}
