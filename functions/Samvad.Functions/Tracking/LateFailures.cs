using Samvad.Announcements;
using Samvad.FanOut;
using Samvad.WhatsApp;

namespace Samvad.Tracking;

/// <summary>
/// Messages that the provider took and that failed after that. What can pass is queued again, a few times; a refused
/// template parks its announcement, and a number that may not send is stopped, as when the failure comes at once.
/// </summary>
public sealed class LateFailures(
    AnnouncementStore announcements, Shards shards, ShardQueue queue, Troubles troubles, TimeProvider time)
{
    /// <summary>How often a message is sent anew by itself; after that an operator decides.</summary>
    private const int MostRounds = 3;

    /// <summary>At least this long: a person's next message within 6 seconds would fail again (131056).</summary>
    private static readonly TimeSpan LeastDelay = TimeSpan.FromSeconds(10);

    /// <summary>Decides on failed deliveries before their page is written.</summary>
    public async Task TakeAsync(LedgerPage page, IReadOnlyList<Delivery> failed, CancellationToken cancellationToken)
    {
        var announcement = await announcements.FindAsync(page.Announcement, cancellationToken);
        foreach (var delivery in failed.Where(delivery => delivery.Status == DeliveryStatus.Failed))
        {
            var failure = FailureTable.Of(delivery.Code!);
            await troubles.MetAsync(page.Announcement, ChannelOf(page, delivery), failure, cancellationToken);
            var due = time.GetUtcNow() + DelayOf(failure, delivery.Round);
            if (failure.Retryable && delivery.Round < MostRounds && due < announcement?.ExpiresAt)
                delivery.Requeue(due.ToUnixTimeMilliseconds());
        }
    }

    /// <summary>Lets the shard come back for those that are queued again.</summary>
    /// <returns>Whether there are any.</returns>
    public async Task<bool> SendAgainAsync(LedgerPage page, IReadOnlyList<Delivery> failed, CancellationToken cancellationToken)
    {
        var due = failed.Where(delivery => delivery is { Status: DeliveryStatus.Queued, NotBefore: not null })
            .Select(delivery => delivery.NotBefore!.Value).DefaultIfEmpty(0).Min();
        if (due == 0 || await announcements.FindAsync(page.Announcement, cancellationToken) is not { } announcement)
            return false;
        var shard = (await shards.OfAsync(announcement, [page.Group], 0, cancellationToken)).Single();
        await queue.SendLaterAsync(
            announcement.Priority, shard, DateTimeOffset.FromUnixTimeMilliseconds(due), cancellationToken);
        return true;
    }

    /// <summary>An announcement whose people are queued again is not finished, once the progress shows them.</summary>
    public Task ReopenAsync(string announcement, CancellationToken cancellationToken) =>
        announcements.ReopenAsync(announcement, cancellationToken);

    private static TimeSpan DelayOf(Failure failure, int round)
    {
        var delay = (failure.RetryAfter ?? LeastDelay) * Math.Pow(2, round);
        return delay > LeastDelay ? delay : LeastDelay;
    }

    private static string ChannelOf(LedgerPage page, Delivery delivery) =>
        delivery.Sender < page.Senders.Count ? page.Senders[delivery.Sender].Split(' ')[0] : "";
}
