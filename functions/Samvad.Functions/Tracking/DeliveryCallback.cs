using System.Globalization;
using Samvad.Announcements;

namespace Samvad.Tracking;

/// <summary>
/// What a message carries to come back in its statuses, where the provider can: the page of the ledger that it is on,
/// and its id, which also finds a delivery whose sending had no answer. Nothing personal.
/// </summary>
/// <param name="Id">The message's <see cref="WhatsApp.MessageIds"/>.</param>
public readonly record struct DeliveryCallback(string Announcement, string Group, int Page, Guid Id)
{
    private const int MaxLength = 512;

    public string Format() =>
        string.Create(CultureInfo.InvariantCulture, $"{Announcement}|{Group}|{Page}|{Id:n}");

    /// <returns>False where the text is none of ours, for it comes from outside.</returns>
    public static bool TryParse(string? text, out DeliveryCallback callback)
    {
        callback = default;
        if (text is null or { Length: > MaxLength })
            return false;
        Span<Range> parts = stackalloc Range[5];
        var all = text.AsSpan();
        if (all.Split(parts, '|') != 4
            || all[parts[1]].IsEmpty
            || !int.TryParse(all[parts[2]], NumberStyles.None, CultureInfo.InvariantCulture, out var page)
            || !Guid.TryParseExact(all[parts[3]], "N", out var id))
            return false;
        callback = new(all[parts[0]].ToString(), all[parts[1]].ToString(), page, id);
        return AnnouncementId.TryCreatedAt(callback.Announcement, out _);
    }
}
