using Azure;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Samvad.Tracking;

namespace Samvad.Announcements;

/// <summary>
/// Sums the groups of recent announcements up for the list, and says when one is finished: when every person of its
/// audience has a final row, however the row came about.
/// </summary>
public sealed partial class SumUpAnnouncements(
    AnnouncementStore announcements, Progress progress, TimeProvider time, ILogger<SumUpAnnouncements> logger)
{
    private const int Newest = 200;

    /// <summary>Statuses arrive for days; a finished announcement is summed up again at this interval.</summary>
    private static readonly TimeSpan FinishedInterval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StatusesFor = TimeSpan.FromDays(2);

    [Function(nameof(SumUpAnnouncements))]
    public async Task Run([TimerTrigger("*/15 * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (headers, _) = await announcements.ListAsync(Newest, null, cancellationToken);
        foreach (var header in headers.Where(header => IsDue(header, now)))
        {
            var groups = await progress.ReadAsync(header.Announcement.Id, cancellationToken);
            var finished = groups.All(group => group.IsFinal);
            try
            {
                await announcements.SummedAsync(header, AnnouncementTotals.Of(groups), finished, cancellationToken);
            }
            catch (RequestFailedException changed) when (changed.Status == 412)
            {
                continue;
            }

            if (finished && header.State != AnnouncementState.Finished)
                LogFinished(header.Announcement.Id, header.Announcement.Reference, groups.Count);
        }
    }

    private static bool IsDue(AnnouncementHeader header, DateTimeOffset now) => header.State switch
    {
        AnnouncementState.Planned => true,
        AnnouncementState.Finished =>
            now - header.FinishedAt < StatusesFor && now - (header.SummedAt ?? default) >= FinishedInterval,
        _ => false,
    };

    [LoggerMessage(EventIds.AnnouncementFinished, LogLevel.Information,
        "Announcement {AnnouncementId} ({Reference}) finished in {Groups} groups")]
    private partial void LogFinished(string announcementId, string reference, int groups);
}
