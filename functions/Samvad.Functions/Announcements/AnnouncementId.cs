using System.Globalization;
using Samvad.WhatsApp;

namespace Samvad.Announcements;

/// <summary>
/// Ids of announcements: `yyyyMMdd-HHmmssfff-` and eight hexadecimal digits of what caused it. The same cause gives
/// the same id; ids sort by time, and the id alone says in which month's ledger its deliveries are.
/// </summary>
public static class AnnouncementId
{
    private const string TimeFormat = "yyyyMMdd-HHmmssfff";

    public static string New(DateTimeOffset createdAt, string cause, long revision) =>
        createdAt.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture) + "-"
        + NameBasedGuid.Of(cause, revision.ToString(CultureInfo.InvariantCulture)).ToString("n")[..8];

    /// <returns>Whether the text has the form of an id.</returns>
    public static bool TryCreatedAt(string id, out DateTimeOffset createdAt)
    {
        createdAt = default;
        return id.Length == TimeFormat.Length + 9
            && id[TimeFormat.Length] == '-'
            && DateTimeOffset.TryParseExact(
                id.AsSpan(0, TimeFormat.Length), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out createdAt);
    }

    /// <exception cref="FormatException">The text is no id.</exception>
    public static DateTimeOffset CreatedAt(string id) => TryCreatedAt(id, out var createdAt)
        ? createdAt
        : throw new FormatException($"'{id}' is no announcement id.");

    /// <summary>A row key under which the newest stands first: every digit d is written 9 - d.</summary>
    public static string Inverted(string id) => string.Create(id.Length, id, (key, text) =>
    {
        for (var i = 0; i < text.Length; i++)
            key[i] = char.IsAsciiDigit(text[i]) && i < TimeFormat.Length ? (char)('9' - text[i] + '0') : text[i];
    });
}
