using Microsoft.Extensions.Logging;
using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.Operations;
using Samvad.Tracking;

namespace Samvad.FanOut;

/// <summary>
/// One shard to the phones of its group: who is meant, who wants it, send, record. The ledger is read before and
/// written after sending, so a shard that comes again sends only what is missing.
/// </summary>
public sealed partial class ShardDelivery(
    AnnouncementStore announcements,
    MemberPages members,
    Claims claims,
    Ledger ledger,
    Feed feed,
    Progress progress,
    MessageSender sender,
    TimeProvider time,
    ILogger<ShardDelivery> logger)
{
    /// <summary>How often a slow page is written while it is being sent: what a killed instance may have to ask again.</summary>
    private static readonly TimeSpan Checkpoint = TimeSpan.FromSeconds(2);

    /// <param name="again">The shard was delivered before, perhaps in part.</param>
    public async Task DeliverAsync(Shard shard, bool again, CancellationToken cancellationToken)
    {
        var announcement = await announcements.FindAsync(shard.Announcement, cancellationToken)
            ?? throw new PoisonException(
                DeadLetterTable.AnnouncementMissing, $"There is no announcement {shard.Announcement}.");
        // The first time the ledger knows nothing yet; if it does after all, beginning finds out.
        var pages = again ? await ledger.ReadAsync(shard.Announcement, shard.Group, cancellationToken) : [];
        if (pages.Count == 0)
            pages = await BeginAsync(announcement, shard, cancellationToken);
        foreach (var page in pages)
            await SendAsync(announcement, shard, page, pages, cancellationToken);
        await RecordAsync(shard, pages, cancellationToken);
        LogDelivered(shard.Announcement, shard.Group, pages.Sum(page => page.Counts.Sent), pages.Sum(page => page.Counts.Audience));
    }

    private async Task<IReadOnlyList<LedgerPage>> BeginAsync(
        Announcement announcement, Shard shard, CancellationToken cancellationToken)
    {
        var audience = Audience.Of(announcement, shard, await members.ReadAsync(shard.Group, cancellationToken));
        var shared = audience.Where(seat => seat.Shared && seat.Delivery.Status == DeliveryStatus.Queued)
            .ToDictionary(seat => seat.Delivery.Address, seat => seat.Delivery);
        if (shared.Count > 0)
        {
            foreach (var address in await claims.ClaimAsync(announcement.Id, shard.Group, shared.Keys, cancellationToken))
            {
                shared[address].Status = DeliveryStatus.Skipped;
                shared[address].Code = SkipReason.OtherGroup;
            }
        }

        var pages = audience.Select(seat => seat.Delivery).Chunk(LedgerPage.Size)
            .DefaultIfEmpty([])
            .Select((deliveries, number) => new LedgerPage(announcement.Id, shard.Group, number, [.. deliveries]))
            .ToArray();
        // The feed comes first: from the first message on, its statuses can be found.
        await feed.AddAsync(shard.Group, announcement.Id, cancellationToken);
        return await ledger.BeginAsync(pages, time.GetUtcNow(), cancellationToken);
    }

    private async Task SendAsync(
        Announcement announcement,
        Shard shard,
        LedgerPage page,
        IReadOnlyList<LedgerPage> pages,
        CancellationToken cancellationToken)
    {
        if (page.Counts.Queued == 0)
            return;
        var sending = sender.SendAsync(announcement, shard.Place, page, cancellationToken);
        try
        {
            while (await Task.WhenAny(sending, Task.Delay(Checkpoint, time, cancellationToken)) != sending
                && !cancellationToken.IsCancellationRequested)
            {
                await ledger.SaveAsync(page, cancellationToken);
                await RecordAsync(shard, pages, cancellationToken);
            }
        }
        finally
        {
            try
            {
                await sending;
            }
            finally
            {
                // What was sent is recorded even where sending broke off.
                await ledger.SaveAsync(page, CancellationToken.None);
            }
        }
    }

    private Task RecordAsync(Shard shard, IReadOnlyList<LedgerPage> pages, CancellationToken cancellationToken) =>
        progress.WriteAsync(shard.Announcement, [GroupCounts.Of(shard.Group, pages)], cancellationToken);

    [LoggerMessage(EventIds.ShardDelivered, LogLevel.Debug,
        "Announcement {AnnouncementId}, group {GroupId}: {Sent} of {Audience} sent")]
    private partial void LogDelivered(string announcementId, string groupId, int sent, int audience);
}
