namespace Samvad.Tickets;

/// <summary>The words by which a member of staff says that there is no picture of a repair.</summary>
internal static class NoPicture
{
    private static readonly HashSet<string> Words =
    [
        "no photo", "no picture", "without photo", "photo nahi", "photo nahin", "foto nahi",
        "फोटो नाही", "फोटो नाहि", "फोटो नही", "फोटो नहीं", "फ़ोटो नहीं", "बिना फोटो", "विना फोटो",
    ];

    public static bool IsSaid(string? text) =>
        text is { Length: <= 40 } && Words.Contains(text.Trim().TrimEnd('.', '!', '।').ToLowerInvariant());
}
