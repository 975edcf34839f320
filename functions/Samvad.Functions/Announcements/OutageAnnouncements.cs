using Microsoft.Extensions.Logging;
using Samvad.Outages;

namespace Samvad.Announcements;

/// <summary>Announces what was decided to be told of outages.</summary>
public sealed partial class OutageAnnouncements(
    AnnouncementStore announcements,
    OutageWords words,
    PlanQueue plans,
    ILogger<OutageAnnouncements> logger)
{
    /// <summary>Makes sure that this is announced and planned; repeating it changes nothing.</summary>
    public async Task MakeAsync(OutageReport outage, Said said, CancellationToken cancellationToken)
    {
        await AddAsync(words.Of(outage, said), cancellationToken);
        if (said.Supersedes is { } old)
            await SupersedeAsync(old, said.Id, cancellationToken);
        // Session = office, or outage: the restoration is planned after the outage, so no group gets it first.
        await plans.AskAsync(new PlanRequest(said.Id), said.Office ?? outage.Key, cancellationToken);
    }

    public async Task MakeAsync(Digest digest, CancellationToken cancellationToken)
    {
        await AddAsync(words.Of(digest), cancellationToken);
        await plans.AskAsync(new PlanRequest(digest.Id), digest.Office, cancellationToken);
    }

    private async Task AddAsync(Announcement announcement, CancellationToken cancellationToken)
    {
        if (await announcements.AddAsync(announcement, cancellationToken))
            LogMade(announcement.Id, announcement.Reference, announcement.Template, announcement.ExpiresAt);
    }

    private async Task SupersedeAsync(string old, string by, CancellationToken cancellationToken)
    {
        var decided = await announcements.DecideAsync(
            old,
            header => header.Control.SupersededBy is null && header.State != AnnouncementState.Finished
                ? header.Control with { SupersededBy = by }
                : null,
            cancellationToken);
        if (decided is not { Changed: true } superseded)
            return;
        LogSuperseded(old, by);
        // What is held is on no queue; it is to learn that it is stale.
        if (superseded.Header.Control.Holds)
            await plans.WakeAsync(superseded.Header, "superseded", cancellationToken);
    }

    [LoggerMessage(EventIds.AnnouncementSuperseded, LogLevel.Information,
        "Announcement {AnnouncementId} is superseded by {NewerId}")]
    private partial void LogSuperseded(string announcementId, string newerId);

    [LoggerMessage(EventIds.AnnouncementMade, LogLevel.Information,
        "Announcement {AnnouncementId} ({Reference}, {Template}) made, expires {ExpiresAt}")]
    private partial void LogMade(string announcementId, string reference, string template, DateTimeOffset expiresAt);
}
