namespace Samvad.Announcements;

/// <summary>The announcements that are under way.</summary>
public sealed class OpenAnnouncements(AnnouncementStore announcements, PlanQueue plans, TimeProvider time)
{
    private const int PageSize = 200;

    /// <summary>Older ones have expired long ago.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(7);

    /// <summary>Takes them all up again, because what they waited for may be there.</summary>
    public async Task WakeAsync(CancellationToken cancellationToken)
    {
        var occasion = $"wake{time.GetUtcNow().ToUnixTimeSeconds()}";
        string? next = null;
        do
        {
            (var headers, next) = await announcements.ListAsync(PageSize, next, cancellationToken);
            foreach (var header in headers.Where(header => header.State == AnnouncementState.Planned))
                await plans.WakeAsync(header, occasion, cancellationToken);
            if (headers is [.., var last] && last.Announcement.CreatedAt < time.GetUtcNow() - Oldest)
                return;
        }
        while (next is not null);
    }
}
