using System.Globalization;
using System.Text;

namespace Samvad.Dialogue;

/// <summary>
/// The words of a message as they sound: Devanagari and Latin script, and the many ways to spell one sound in Latin
/// script, come to the same letters. Digits of both scripts become ASCII; everything else parts words.
/// </summary>
internal static class Words
{
    private const int MaxWords = 60;
    private const int MaxLength = 40;
    private const char Virama = '्';
    private const string Independent = "अआइईउऊऋएऐऑओऔॲ";
    private const string IndependentSounds = "aaiiuuriiuuua";
    private const string Signs = "ािीुूृेैॉोौॅ";
    private const string SignSounds = "aiiuuriiuuua";
    private const string Consonants = "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसहळ";
    private const string ConsonantSounds = "kkggnccjjntt" + "ddnttddnpfbbmirlvssshl";

    /// <summary>The words as they are written, in lower case.</summary>
    public static IReadOnlyList<string> Written(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in text.Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            if (IsPart(rune))
                word.Append(Rune.ToLowerInvariant(rune).ToString());
            else if (!IsJoiner(rune))
                End(word, words);
        }

        End(word, words);
        return words;
    }

    public static IReadOnlyList<string> Of(string text) => [.. Written(text).Select(Sound).Where(word => word.Length > 0)];

    /// <summary>One written word as it sounds.</summary>
    public static string Sound(string word)
    {
        var latin = new StringBuilder(word.Length * 2);
        for (var i = 0; i < word.Length; i++)
            Append(latin, word, i);
        return Fold(latin.ToString());
    }

    private static void Append(StringBuilder latin, string word, int at)
    {
        var letter = word[at];
        if (Consonants.IndexOf(letter) is >= 0 and var consonant)
        {
            latin.Append(ConsonantSounds[consonant]);
            // A consonant carries an a, unless a sign says otherwise or the word ends.
            if (at + 1 < word.Length && !IsSignLike(word[at + 1]))
                latin.Append('a');
        }
        else if (Independent.IndexOf(letter) is >= 0 and var vowel)
            latin.Append(IndependentSounds[vowel]);
        else if (Signs.IndexOf(letter) is >= 0 and var sign)
            latin.Append(SignSounds[sign]);
        else if (letter == 'ं')
            latin.Append('n');
        else if (letter is >= '०' and <= '९')
            latin.Append((char)('0' + letter - '०'));
        else if (char.IsAsciiLetterOrDigit(letter))
            latin.Append(letter);
    }

    private static bool IsSignLike(char letter) => letter is Virama or '़' || Signs.Contains(letter);

    /// <summary>Brings the spellings of one sound together: aa, ee, oo, w, z, ph, doubled letters, h after another.</summary>
    private static string Fold(string latin)
    {
        var folded = new StringBuilder(latin.Length);
        for (var i = 0; i < latin.Length; i++)
        {
            var letter = latin[i] switch
            {
                'p' when i + 1 < latin.Length && latin[i + 1] == 'h' => 'f',
                'e' or 'y' => 'i',
                'o' => 'u',
                'w' => 'v',
                'z' => 'j',
                'q' => 'k',
                'c' when i + 1 == latin.Length || latin[i + 1] != 'h' => 'k',
                var other => other,
            };
            if (letter == 'h' && folded.Length > 0 && "kgcjtdpbsfr".Contains(folded[^1]))
                continue;
            if (folded.Length == 0 || folded[^1] != letter || char.IsAsciiDigit(letter))
                folded.Append(letter);
        }

        return folded.ToString();
    }

    private static bool IsPart(Rune rune) => Rune.IsLetterOrDigit(rune)
        || (rune.Value is >= 0x0900 and <= 0x097F && Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);

    private static bool IsJoiner(Rune rune) => rune.Value is 0x200C or 0x200D or 0xFEFF or '\'' or 0x2019;

    private static void End(StringBuilder word, List<string> words)
    {
        if (word.Length is > 0 and <= MaxLength && words.Count < MaxWords)
            words.Add(word.ToString());
        word.Clear();
    }
}
