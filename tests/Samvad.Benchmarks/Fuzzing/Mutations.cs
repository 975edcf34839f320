using System.Text;
using System.Text.RegularExpressions;

namespace Samvad.Benchmarks.Fuzzing;

/// <summary>Spoils documents the ways that broken, careless and hostile senders do.</summary>
internal sealed partial class Mutations(IReadOnlyList<byte[]> documents)
{
    private const int Largest = 256 * 1024;

    private static readonly string[] Nasty =
    [
        "1e400", "-1", "0", "99999999999999999999", "9223372036854775807", "-9223372036854775808", "1.5", "NaN",
        "\\ud800", "\\udc00\\ud800", "\\u0000", "\u0001", "\u202E", "\uFEFF", "\u200D", "विद्युत", "😀", "null", "true",
        "\"\"", "{}", "[]", "<a/>", "&amp;", "&#0;", "&#x10FFFF;", "&a;", "%00", "<![CDATA[", "]]>",
        "<!DOCTYPE a [<!ENTITY a \"b\"><!ENTITY c \"&a;&a;&a;\">]>", "<?xml version=\"1.0\" encoding=\"utf-7\"?>",
        "xmlns:x=\"y\"", "xsi:nil=\"true\"", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
        "2026-02-30T25:61:61Z", "2026-06-12T14:05:00", "2026-06-12T14:05:00+99:99", "a,b,c", ",,,", "Cancel", "Update",
        "Restored", "NonPay", "partially-restored", "closed", "specversion", "data", "outage", "outageEvent", "AllClear",
        "Test", "\r\n\t", "\\", "\"", "<", ">", "{", "}", "[", "]",
    ];

    private readonly List<string[]> _tokens = [.. documents.Select(document =>
        Tokens().Matches(Encoding.UTF8.GetString(document)).Select(match => match.Value).ToArray())];

    public byte[] Spoil(int document, Random random)
    {
        var bytes = documents[document];
        do
            bytes = Once(bytes.Length <= Largest ? bytes : bytes[..Largest], random);
        while (random.Next(3) == 0);
        return bytes.Length <= Largest ? bytes : bytes[..Largest];
    }

    private byte[] Once(byte[] bytes, Random random) => random.Next(12) switch
    {
        0 => Flip(bytes, random),
        1 => bytes[..random.Next(bytes.Length + 1)],
        2 => Replace(bytes, Range(bytes.Length, 64, random), []),
        3 => Repeat(bytes, Range(bytes.Length, 200, random), 2),
        4 => Repeat(bytes, Range(bytes.Length, 40, random), random.Next(2, Often(random) ? 40 : 2_000)),
        5 or 6 => Token(bytes, random, Any(_tokens[random.Next(_tokens.Count)], random)),
        7 or 8 => Token(bytes, random, Any(Nasty, random)),
        9 => Element(bytes, random),
        10 => Nest(bytes, random),
        _ => Encode(bytes, random),
    };

    private static byte[] Flip(byte[] bytes, Random random)
    {
        var flipped = bytes.ToArray();
        for (var times = random.Next(1, 4); times > 0 && bytes.Length > 0; times--)
            flipped[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    /// <summary>A word or value becomes another.</summary>
    private static byte[] Token(byte[] bytes, Random random, string by)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var token = Tokens().Match(text, random.Next(text.Length + 1));
        return Encoding.UTF8.GetBytes(string.Concat(text.AsSpan(0, token.Index), by, text.AsSpan(token.Index + token.Length)));
    }

    /// <summary>An element, member or object with all in it is there twice, or not at all.</summary>
    private static byte[] Element(byte[] bytes, Random random)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var element = Elements().Match(text, random.Next(text.Length + 1));
        var repeated = new StringBuilder().Insert(0, element.Value, random.Next(4)).ToString();
        var (before, after) = (text[..element.Index], text[(element.Index + element.Length)..]);
        return Encoding.UTF8.GetBytes(before + repeated + after);
    }

    private static byte[] Nest(byte[] bytes, Random random)
    {
        var depth = random.Next(1, Often(random) ? 40 : 20_000);
        var (open, close) = random.Next(3) switch { 0 => ("[", "]"), 1 => ("{\"a\":", "}"), _ => ("<a>", "</a>") };
        var at = random.Next(bytes.Length + 1);
        var closing = random.Next(2) == 0 ? new StringBuilder().Insert(0, close, depth).ToString() : "";
        var opening = new StringBuilder().Insert(0, open, depth).ToString();
        return [.. bytes.AsSpan(..at), .. Encoding.UTF8.GetBytes(opening), .. bytes.AsSpan(at..), .. Encoding.UTF8.GetBytes(closing)];
    }

    private static byte[] Encode(byte[] bytes, Random random)
    {
        var text = Encoding.UTF8.GetString(bytes);
        return random.Next(4) switch
        {
            0 => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)],
            1 => Encoding.BigEndianUnicode.GetBytes(text),
            2 => [.. Encoding.UTF8.Preamble, .. bytes],
            _ => Encoding.Latin1.GetBytes(text),
        };
    }

    private static byte[] Repeat(byte[] bytes, Range range, int times)
    {
        var part = bytes[range];
        var repeated = new byte[part.Length * times];
        for (var i = 0; i < times; i++)
            part.CopyTo(repeated, i * part.Length);
        return Replace(bytes, range, repeated);
    }

    private static byte[] Replace(byte[] bytes, Range range, byte[] by) =>
        [.. bytes.AsSpan(..range.Start.Value), .. by, .. bytes.AsSpan(range.End.Value..)];

    private static Range Range(int length, int longest, Random random)
    {
        var start = random.Next(length + 1);
        return start..Math.Min(length, start + random.Next(1, longest));
    }

    // What is large takes long, and most of it says the same.
    private static bool Often(Random random) => random.Next(20) > 0;

    private static string Any(string[] words, Random random) => words.Length == 0 ? "" : words[random.Next(words.Length)];

    [GeneratedRegex("""[^\s<>"'{}\[\],:=/]+""")]
    private static partial Regex Tokens();

    [GeneratedRegex("""<(\w+)[^<>]*>[^<]*</\1>|"\w+"\s*:\s*("[^"]*"|[\w.+-]+)\s*,?|\{[^{}]*\},?""")]
    private static partial Regex Elements();
}
