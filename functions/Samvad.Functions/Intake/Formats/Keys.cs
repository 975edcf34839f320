using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Samvad.Intake.Formats;

/// <summary>
/// Names of others as keys of ours: 1 to n of A-Z a-z 0-9 . _ : -. What is such a key stays as it is. In anything else
/// every run of other characters becomes one `-`, and eight digits of the whole name's SHA-256 follow, so that two names
/// never become one key. Of a URI the scheme (`https://`, `urn:`) is left out before.
/// </summary>
internal static partial class Keys
{
    private const int HashLength = 9;

    public static bool IsKey(string text, int limit) => text.Length <= limit && Pattern().IsMatch(text);

    public static string Of(string name, int limit)
    {
        if (IsKey(name, limit))
            return name;
        var words = Others().Replace(Scheme().Replace(name, ""), "-").Trim('-');
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 4));
        return (words.Length <= limit - HashLength ? words : words[..(limit - HashLength)]) + "-" + hash;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._:-]+\z")]
    private static partial Regex Pattern();

    [GeneratedRegex("[^A-Za-z0-9._:-]+")]
    private static partial Regex Others();

    [GeneratedRegex(@"\A([A-Za-z][A-Za-z0-9+.-]*://|urn:)")]
    private static partial Regex Scheme();
}
