using Microsoft.Extensions.Logging;
using Samvad.Announcements;
using Samvad.FanOut.Pacing;
using Samvad.Operations;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.FanOut;

/// <summary>
/// One shard to the phones of its group: who is meant, who wants it, send, record. The ledger is read before and
/// written after sending, so a shard that comes again sends only what is missing.
/// </summary>
public sealed partial class ShardDelivery(
    AnnouncementStore announcements,
    TemplateCatalogue catalogue,
    Routes routes,
    Paces paces,
    ShardStart start,
    PageSending sending,
    WeekLimit week,
    ShardQueue queue,
    Ledger ledger,
    Progress progress,
    PersonFindings findings,
    ILogger<ShardDelivery> logger)
{
    /// <param name="again">The shard was delivered before, perhaps in part.</param>
    public async Task DeliverAsync(Shard shard, bool again, CancellationToken cancellationToken)
    {
        var announcement = await announcements.FindAsync(shard.Announcement, cancellationToken)
            ?? throw new PoisonException(DeadLetterTable.AnnouncementMissing, $"There is no announcement {shard.Announcement}.");
        var run = ShardRun.Of(announcement, shard, catalogue.Of(announcement), catalogue["outage_day_digest"]);
        using var ready = await routes.ChannelAsync(shard, cancellationToken) is { } channel
            ? await paces.BeginAsync(channel, announcement.Priority, cancellationToken)
            : null;
        run.Ready = ready;
        var work = await PagesAsync(run, again || shard.Again, cancellationToken);
        var pages = work.Select(one => one.Page).ToArray();
        DateTimeOffset? comeBackAt = null;
        foreach (var (page, first) in work)
        {
            var due = await sending.SendAsync(run, page, first, RecordAsync, cancellationToken);
            comeBackAt = comeBackAt < due ? comeBackAt : due ?? comeBackAt;
        }

        await week.TakeBackAsync(run, pages, cancellationToken);
        await RecordAsync();
        await findings.RecordAsync(run.Findings, cancellationToken);
        if (comeBackAt is { } at)
            await queue.SendLaterAsync(announcement.Priority, shard, at, cancellationToken);
        LogDelivered(shard.Announcement, shard.Group, pages.Sum(page => page.Counts.Sent), pages.Sum(page => page.Counts.Audience));

        Task RecordAsync() =>
            progress.WriteAsync(shard.Announcement, [GroupCounts.Of(shard.Group, pages)], cancellationToken);
    }

    /// <summary>The first time the ledger knows nothing yet; if it does after all, beginning finds out.</summary>
    private async Task<IReadOnlyList<(LedgerPage Page, Window? First)>> PagesAsync(
        ShardRun run, bool again, CancellationToken cancellationToken)
    {
        var known = again ? await ledger.ReadAsync(run.Announcement.Id, run.Shard.Group, cancellationToken) : [];
        // Pages without anybody were begun when there was nobody to be told, perhaps no group.
        var work = known.Any(page => page.Deliveries.Count > 0)
            ? [.. known.Select(page => (page, (Window?)null))]
            : await start.BeginAsync(run, cancellationToken);
        var control = await announcements.ControlAsync(run.Announcement.Id, run.Shard.Control, cancellationToken);
        foreach (var (page, _) in work)
        {
            page.Sending = true;
            Reopen(page, control);
        }

        return work;
    }

    /// <summary>An operator wants the failed ones tried again: those whose cause can pass or be mended.</summary>
    private static void Reopen(LedgerPage page, AnnouncementControl control)
    {
        if (page.Retries >= control.Retries)
            return;
        page.Retries = control.Retries;
        foreach (var delivery in page.Deliveries)
        {
            if (delivery is { Status: DeliveryStatus.Failed, Code: { } code } && FailureTable.Of(code).Repairable)
                delivery.Requeue(null);
        }
    }

    [LoggerMessage(EventIds.ShardDelivered, LogLevel.Debug,
        "Announcement {AnnouncementId}, group {GroupId}: {Sent} of {Audience} sent")]
    private partial void LogDelivered(string announcementId, string groupId, int sent, int audience);
}
