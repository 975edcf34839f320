using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.Operations;
using Samvad.Tracking;

namespace Samvad.FanOut;

/// <summary>Begins a shard: who is meant, who is told by another group, and the first writing of the ledger.</summary>
public sealed class ShardStart(
    AnnouncementStore announcements,
    Groups groups,
    MemberPages members,
    SharedPeople shared,
    PairLimit pairs,
    DayLimit day,
    WeekLimit week,
    Ledger ledger,
    Progress progress,
    PageSending sending,
    TimeProvider time)
{
    /// <summary>
    /// Groups begun at once: it takes a processor, and those that send already have to keep their turns. A few keep the
    /// store busy.
    /// </summary>
    private readonly PriorityGate _beginning = new(8);

    /// <returns>The pages, each with its first window; without where the ledger held the shard already.</returns>
    internal async Task<IReadOnlyList<(LedgerPage Page, Window? First)>> BeginAsync(
        ShardRun run, CancellationToken cancellationToken)
    {
        await _beginning.EnterAsync(_beginning.Begin(run.Announcement.Priority));
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return await BeginNowAsync(run, cancellationToken);
        }
        finally
        {
            _beginning.Leave();
        }
    }

    private async Task<IReadOnlyList<(LedgerPage Page, Window? First)>> BeginNowAsync(
        ShardRun run, CancellationToken cancellationToken)
    {
        var group = run.Shard.Group;
        var seated = await members.ReadAsync(group, cancellationToken);
        if (seated.Count == 0 && await groups.FindAsync(group, cancellationToken) is null)
            await EndAsync(run.Announcement.Id, group, cancellationToken);
        var now = time.GetUtcNow();
        run.Know(seated, now);
        var audience = Audience.Of(run.Announcement, run.Shard, seated, now);
        await DecideAsync(run, audience, now, cancellationToken);
        var pages = audience.Select(seat => seat.Delivery).Chunk(LedgerPage.Size)
            .DefaultIfEmpty([])
            .Select((deliveries, number) => new LedgerPage(run.Announcement.Id, group, number, [.. deliveries]) { Sending = true })
            .ToArray();
        var windows = new Window[pages.Length];
        for (var i = 0; i < pages.Length; i++)
            windows[i] = await sending.PrepareAsync(run, pages[i], null, cancellationToken);
        var begun = await ledger.BeginAsync(pages, time.GetUtcNow(), cancellationToken);
        return ReferenceEquals(begun, pages)
            ? [.. pages.Zip(windows, (page, window) => (page, (Window?)window))]
            : [.. begun.Select(page => (page, (Window?)null))];
    }

    /// <summary>The group is gone: nobody is left to be told, and the announcement does not wait for it.</summary>
    private async Task EndAsync(string announcement, string group, CancellationToken cancellationToken)
    {
        var pages = await ledger.BeginAsync([new LedgerPage(announcement, group, 0, [])], time.GetUtcNow(), cancellationToken);
        // What was begun while the group was there goes on: its people are still to be decided on.
        if (pages.Any(page => page.Deliveries.Count > 0))
            return;
        await progress.WriteAsync(announcement, [GroupCounts.Of(group, pages)], cancellationToken);
        throw new PoisonException(DeadLetterTable.GroupDeleted, $"There is no group {group}, and nobody is seated in it.");
    }

    /// <summary>Who of the audience is not told: because another group tells them, or they were told enough.</summary>
    private async Task DecideAsync(
        ShardRun run, IReadOnlyList<(Delivery Delivery, bool Shared)> audience, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var group = run.Shard.Group;
        var queued = audience.Where(seat => seat.Delivery.Status == DeliveryStatus.Queued)
            .ToLookup(seat => seat.Shared, seat => seat.Delivery);
        await Task.WhenAll(OwnAsync(), SharedAsync());
        var control = await announcements.ControlAsync(run.Announcement.Id, run.Shard.Control, cancellationToken);
        // What is over is sent to nobody, so nothing is to be counted.
        if (Judgement.EndOf(run.Announcement, control, now) is null)
            await week.HeedAsync(run.Announcement, group, audience, cancellationToken);

        // The feed is there before the first message leaves, so its statuses can be found.
        async Task OwnAsync()
        {
            if (await day.HeedAsync(run.Announcement, group, [.. queued[false]], cancellationToken) is { } before)
                await RememberAsync(before, group, cancellationToken);
        }

        Task SharedAsync() => queued.Contains(true)
            ? shared.HeedAsync(run.Announcement, group, [.. queued[true]], cancellationToken)
            : Task.CompletedTask;
    }

    /// <summary>Another instance told the group something before, perhaps within the last seconds.</summary>
    private async Task RememberAsync(string announcement, string group, CancellationToken cancellationToken)
    {
        foreach (var page in await ledger.ReadAsync(announcement, group, cancellationToken))
        {
            foreach (var delivery in page.Deliveries)
            {
                if ((delivery.AcceptedAt ?? delivery.HandedAt) is { } at)
                    pairs.Remember(delivery.Address, at);
            }
        }
    }
}
