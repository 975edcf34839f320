using Microsoft.Extensions.Logging;

namespace Samvad.Announcements;

/// <summary>Announces what was read and, where needed, approved. May be repeated: one name is one announcement.</summary>
public sealed partial class Announcing(AnnouncementStore announcements, PlanQueue plans, ILogger<Announcing> logger)
{
    /// <returns>The id of what is announced under the name; null where nothing is.</returns>
    public async Task<string?> FindAsync(string reference, CancellationToken cancellationToken) =>
        await announcements.FindIdAsync(reference, cancellationToken) is { } id
        && await announcements.FindHeaderAsync(id, cancellationToken) is not null ? id : null;

    /// <param name="announcement">With an id of its own, or else with the first one that its reference gets.</param>
    /// <returns>The id.</returns>
    public async Task<string> AnnounceAsync(Announcement announcement, CancellationToken cancellationToken)
    {
        if (announcement.Id.Length == 0)
        {
            var id = await announcements.IdOfAsync(announcement.Reference, cancellationToken);
            announcement = announcement with { Id = id, CreatedAt = AnnouncementId.CreatedAt(id) };
        }

        if (await announcements.AddAsync(announcement, cancellationToken))
            LogMade(announcement.Id, announcement.Reference, announcement.Template, announcement.ExpiresAt);
        // Also where it is known: the caller may be repeating what was cut off here.
        await plans.AskAsync(new PlanRequest(announcement.Id), announcement.Id, cancellationToken);
        return announcement.Id;
    }

    [LoggerMessage(EventIds.AnnouncementMade, LogLevel.Information,
        "Announcement {AnnouncementId} ({Reference}, {Template}) made, expires {ExpiresAt}")]
    private partial void LogMade(string announcementId, string reference, string template, DateTimeOffset expiresAt);
}
