using Microsoft.Extensions.Logging;
using Samvad.Consumers;
using Samvad.Operations;
using Samvad.Telemetry;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.Announcements;

/// <summary>Finds the groups of an announcement's audience and puts a shard per group on the queue.</summary>
public sealed partial class Planning(
    AnnouncementStore announcements,
    AudienceGroups groups,
    Progress progress,
    Shards shards,
    ShardQueue queue,
    ILogger<Planning> logger)
{
    public async Task PlanAsync(PlanRequest request, CancellationToken cancellationToken)
    {
        var id = request.Announcement;
        var header = await announcements.FindHeaderAsync(id, cancellationToken)
            ?? throw new PoisonException(DeadLetterTable.AnnouncementMissing, $"There is no announcement {id}.");
        if (header.State == AnnouncementState.Accepted)
            await BeginAsync(header, cancellationToken);
        else if (request.Control > 0)
            await TakeUpAsync(header, request, cancellationToken);
    }

    private async Task BeginAsync(AnnouncementHeader header, CancellationToken cancellationToken)
    {
        var announcement = header.Announcement;
        var audience = await groups.OfAsync(announcement, cancellationToken);
        var all = await shards.OfAsync(announcement, audience, header.Control.Version, cancellationToken);
        // The first groups are told while the last ones are listed.
        foreach (var some in audience.Zip(all).Chunk(Progress.TransactionSize))
        {
            await progress.PlanAsync(announcement.Id, [.. some.Select(one => (one.First.Id, one.First.Members))], cancellationToken);
            await queue.SendAsync(announcement.Priority, some.Select(one => one.Second), null, cancellationToken);
        }

        await announcements.PlannedAsync(header, audience.Count, cancellationToken);
        Metrics.AnnouncementsPlanned.Add(1);
        Metrics.ShardsPlanned.Add(audience.Count);
        Metrics.AudiencePlanned.Add(audience.Sum(group => group.Members));
        if (audience.Count == 0)
            LogNobody(announcement.Id, announcement.Reference);
        else
            LogPlanned(announcement.Id, announcement.Reference, audience.Count);
    }

    /// <summary>Queues what is not final again, and after a demand for the failed ones also the groups that hold such.</summary>
    private async Task TakeUpAsync(AnnouncementHeader header, PlanRequest request, CancellationToken cancellationToken)
    {
        var announcement = header.Announcement;
        var rows = await progress.ReadAsync(announcement.Id, cancellationToken);
        var failed = rows.Where(row => row.RetriesHeeded < header.Control.Retries && HasRepairable(row)).ToList();
        await progress.AskAgainAsync(
            announcement.Id, failed.Select(row => row.Group), header.Control.Retries, cancellationToken);
        if (header.RetriesTakenUp < header.Control.Retries)
            await announcements.TakenUpAsync(header, cancellationToken);
        var open = rows.Where(row => !row.IsFinal).Union(failed).Select(row => row.Group).ToHashSet();
        if (open.Count == 0)
            return;
        await queue.SendAsync(
            announcement.Priority,
            await shards.OfAsync(announcement, open, header.Control.Version, cancellationToken),
            request.Occasion,
            cancellationToken);
        LogTakenUp(announcement.Id, announcement.Reference, open.Count);
    }

    private static bool HasRepairable(GroupProgress row) =>
        row.Counts?.Failed.Keys.Any(code => FailureTable.Of(code).Repairable) == true;

    [LoggerMessage(EventIds.AnnouncementTakenUp, LogLevel.Information,
        "Announcement {AnnouncementId} ({Reference}): {Groups} groups taken up again")]
    private partial void LogTakenUp(string announcementId, string reference, int groups);

    [LoggerMessage(EventIds.AnnouncementPlanned, LogLevel.Information,
        "Announcement {AnnouncementId} ({Reference}) planned for {Groups} groups")]
    private partial void LogPlanned(string announcementId, string reference, int groups);

    [LoggerMessage(EventIds.AnnouncementWithoutAudience, LogLevel.Warning,
        "Announcement {AnnouncementId} ({Reference}): no group has an affected office, feeder, transformer or consumer number")]
    private partial void LogNobody(string announcementId, string reference);
}
