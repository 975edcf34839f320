using Azure;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Samvad.Telemetry;
using Samvad.Tracking;

namespace Samvad.Announcements;

/// <summary>
/// Sums the groups of recent announcements up for the list, and says when one is finished: when every person of its
/// audience has a final row, however the row came about.
/// </summary>
public sealed partial class SumUpAnnouncements(
    AnnouncementStore announcements, Progress progress, PlanQueue plans, TimeProvider time, ILogger<SumUpAnnouncements> logger)
{
    private const int PageSize = 200;

    /// <summary>What is older has expired and been taken up again and again.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(3);

    /// <summary>Statuses arrive for days; a finished announcement is summed up again at this interval.</summary>
    private static readonly TimeSpan FinishedInterval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StatusesFor = TimeSpan.FromDays(2);

    /// <summary>What is open so long after its expiry is held somewhere or was lost from a queue; it is taken up again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [Function(nameof(SumUpAnnouncements))]
    public async Task Run([TimerTrigger("*/15 * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        string? next = null;
        do
        {
            (var headers, next) = await announcements.ListAsync(PageSize, next, cancellationToken);
            foreach (var header in headers.Where(header => IsDue(header, now)))
                await SumUpAsync(header, now, cancellationToken);
            if (headers is [.., var last] && now - last.Announcement.CreatedAt > Oldest)
                return;
        }
        while (next is not null);
    }

    private async Task SumUpAsync(AnnouncementHeader header, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var groups = await progress.ReadAsync(header.Announcement.Id, cancellationToken);
        var finished = header.RetriesTakenUp >= header.Control.Retries && groups.All(group => group.IsFinal);
        try
        {
            await announcements.SummedAsync(header, AnnouncementTotals.Of(groups), finished, cancellationToken);
        }
        catch (RequestFailedException changed) when (changed.Status == 412)
        {
            return;
        }

        if (finished && header.State != AnnouncementState.Finished)
        {
            Metrics.AnnouncementDuration.Record((now - header.Announcement.CreatedAt).TotalSeconds);
            LogFinished(header.Announcement.Id, header.Announcement.Reference, groups.Count);
        }

        if (!finished && now >= header.Announcement.ExpiresAt)
            await WakeAsync(header, now - header.Announcement.ExpiresAt, cancellationToken);
    }

    private async Task WakeAsync(AnnouncementHeader header, TimeSpan late, CancellationToken cancellationToken)
    {
        var time = (int)(late / Patience);
        // The queue drops the same request within its window, so each turn asks once.
        await plans.WakeAsync(header, $"expired{time}", cancellationToken);
        if (time > 0)
            LogStuck(header.Announcement.Id, header.Announcement.Reference);
    }

    private static bool IsDue(AnnouncementHeader header, DateTimeOffset now) => header.State switch
    {
        AnnouncementState.Planned => true,
        AnnouncementState.Finished =>
            now - header.FinishedAt < StatusesFor && now - (header.SummedAt ?? default) >= FinishedInterval,
        _ => false,
    };

    [LoggerMessage(EventIds.AnnouncementStuck, LogLevel.Warning,
        "Announcement {AnnouncementId} ({Reference}) has expired and is not finished; its open groups are taken up again")]
    private partial void LogStuck(string announcementId, string reference);

    [LoggerMessage(EventIds.AnnouncementFinished, LogLevel.Information,
        "Announcement {AnnouncementId} ({Reference}) finished in {Groups} groups")]
    private partial void LogFinished(string announcementId, string reference, int groups);
}
