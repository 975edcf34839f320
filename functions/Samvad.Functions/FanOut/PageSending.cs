using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.Telemetry;
using Samvad.Tracking;
using Samvad.WhatsApp.Channels;

namespace Samvad.FanOut;

/// <summary>
/// Sends one page, window by window: who is in a window is marked in the ledger before the first of it leaves, so that
/// after a crash it is known whose message may have left.
/// </summary>
public sealed class PageSending(
    AnnouncementStore announcements,
    Judgement judgement,
    Routes routes,
    DailyLimit daily,
    PairLimit pairs,
    MessageSender sender,
    Ledger ledger,
    MemberPages members,
    TimeProvider time)
{
    /// <summary>How often a slow page is written while it is being sent: what a killed instance may have to ask again.</summary>
    private static readonly TimeSpan Checkpoint = TimeSpan.FromSeconds(4);

    /// <summary>People are read again after that: who opts out is not sent what has not left.</summary>
    private static readonly TimeSpan MembersAge = TimeSpan.FromSeconds(5);

    /// <summary>How soon a page is looked at again that no channel serves, should nobody wake it before.</summary>
    private static readonly TimeSpan ChannelPatience = TimeSpan.FromMinutes(5);

    /// <summary>People of a window at least, however slow the channel is.</summary>
    private const int LeastSize = 32;

    /// <summary>Decides who is sent to next and marks them; the caller writes the page.</summary>
    /// <param name="size">How many at most through a channel with a rate; null for the first of the page.</param>
    internal async Task<Window> PrepareAsync(
        ShardRun run, LedgerPage page, int? size, CancellationToken cancellationToken)
    {
        var window = await NextAsync(run, page, size, cancellationToken);
        run.Ready?.Add(pairs.FreeOf(window.Chosen));
        return window;
    }

    private async Task<Window> NextAsync(ShardRun run, LedgerPage page, int? size, CancellationToken cancellationToken)
    {
        var control = await announcements.ControlAsync(run.Announcement.Id, run.Shard.Control, cancellationToken);
        if (time.GetUtcNow() - run.People.At > MembersAge)
            run.Know(await members.ReadAsync(run.Shard.Group, cancellationToken), time.GetUtcNow());
        var judged = judgement.Judge(run, page, control);
        if (judged.Doubtful.Count > 0)
            return await DoubtfulAsync(page, judged, cancellationToken);
        if (judged.Due.Count == 0)
            return Window.Empty(judged.ComeBackAt);
        if (await routes.ForAsync(run, page, cancellationToken) is not { } via)
            return Hold(page, judged, HoldReason.NoChannel, time.GetUtcNow() + ChannelPatience);
        var due = pairs.FreeFirst(judged.Due);
        IReadOnlyList<Delivery> chosen = via.Channel.MessagesPerSecond > 0 ? [.. due.Take(size ?? FirstSize(via.Channel))] : due;
        var comeBackAt = judged.ComeBackAt;
        if (via.Channel.DailyLimit > 0)
        {
            var (admitted, moreAt) = await daily.AdmitAsync(
                via.Channel, $"{run.Announcement.Id}~{run.Shard.Group}", [.. chosen.Select(one => one.Address)], cancellationToken);
            if (admitted.Count == 0)
                return Hold(page, judged, HoldReason.DailyLimit, moreAt ?? time.GetUtcNow() + ChannelPatience);
            chosen = [.. chosen.Where(delivery => admitted.Contains(delivery.Address))];
        }

        Mark(page, chosen, via);
        return new Window(chosen, via, comeBackAt);
    }

    /// <summary>Ends when nobody of the page can be sent to now.</summary>
    /// <param name="window">The first window, where it is prepared and written already.</param>
    /// <param name="checkpoint">Called when the page was written on the way.</param>
    /// <returns>When to come back for those who wait.</returns>
    internal async Task<DateTimeOffset?> SendAsync(
        ShardRun run, LedgerPage page, Window? window, Func<Task> checkpoint, CancellationToken cancellationToken)
    {
        using var span = Tracing.Send(page.Announcement, page.Group, page.Number, page.Deliveries.Count);
        int? size = null;
        var unsaved = false;
        try
        {
            while (true)
            {
                if (window is null)
                {
                    unsaved = true;
                    window = await PrepareAsync(run, page, size, cancellationToken);
                    if (window.Chosen.Count > 0)
                        await ledger.SaveAsync(page, cancellationToken);
                }

                if (window.Chosen.Count == 0)
                    return window.ComeBackAt;
                unsaved = true;
                var since = time.GetTimestamp();
                await SendWindowAsync(run, page, window, checkpoint, cancellationToken);
                size = NextSize(window.Chosen.Count, time.GetElapsedTime(since));
                window = window.Chosen.Count == page.Deliveries.Count && page.Deliveries.TrueForAll(one => one.IsFinal)
                    ? Window.Empty(null)
                    : null;
            }
        }
        finally
        {
            // What was sent is recorded even where sending broke off.
            if (unsaved)
                await ledger.SaveAsync(page, CancellationToken.None);
        }
    }

    private async Task SendWindowAsync(
        ShardRun run, LedgerPage page, Window window, Func<Task> checkpoint, CancellationToken cancellationToken)
    {
        var sending = sender.SendAsync(run, page, window, cancellationToken);
        try
        {
            while (await Task.WhenAny(sending, Task.Delay(Checkpoint, time, cancellationToken)) != sending
                && !cancellationToken.IsCancellationRequested)
            {
                await ledger.SaveAsync(page, cancellationToken);
                await checkpoint();
            }
        }
        finally
        {
            await sending;
        }
    }

    /// <summary>Those of the way that most of the page was handed to; the others follow in the next window.</summary>
    private async Task<Window> DoubtfulAsync(LedgerPage page, Judged judged, CancellationToken cancellationToken)
    {
        var index = judged.Doubtful[0].Sender;
        if (await routes.OfAsync(page.Senders[index], cancellationToken) is not { } via
            || await routes.IsStoppedAsync(via, cancellationToken))
        {
            return Hold(page, judged, HoldReason.NoChannel, time.GetUtcNow() + ChannelPatience);
        }

        var chosen = judged.Doubtful.Where(delivery => delivery.Sender == index).ToList();
        chosen.ForEach(delivery => delivery.MayBeTaken = true);
        return new Window(chosen, via, judged.ComeBackAt) { Doubtful = true };
    }

    private static Window Hold(LedgerPage page, Judged judged, string reason, DateTimeOffset until)
    {
        lock (page)
        {
            foreach (var delivery in judged.Doubtful.Concat(judged.Due))
                delivery.Code = reason;
        }

        return Window.Empty(judged.ComeBackAt < until ? judged.ComeBackAt : until);
    }

    private void Mark(LedgerPage page, IReadOnlyList<Delivery> chosen, Via via)
    {
        lock (page)
        {
            var index = page.Senders.IndexOf(via.Name);
            if (index < 0)
            {
                index = page.Senders.Count;
                page.Senders.Add(via.Name);
            }

            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            foreach (var delivery in chosen)
                (delivery.HandedAt, delivery.Sender, delivery.Code) = (now, index, null);
        }
    }

    /// <summary>A group that begins has the channel nearly for itself: see <see cref="NextSize"/>.</summary>
    private static int FirstSize(Channel channel) => (int)Math.Clamp(
        channel.MessagesPerSecond * 2, LeastSize, LedgerPage.Size);

    /// <summary>As many as leave in about two seconds: a page is written seldom, and little is in doubt after a crash.</summary>
    private static int NextSize(int size, TimeSpan took) => (int)Math.Clamp(
        size * 2 / Math.Max(0.01, took.TotalSeconds), LeastSize, LedgerPage.Size);
}

/// <summary>The deliveries of a page that leave next.</summary>
/// <param name="ComeBackAt">When to look at the page again for the others.</param>
internal sealed record Window(IReadOnlyList<Delivery> Chosen, Via? Via, DateTimeOffset? ComeBackAt)
{
    /// <summary>They may have left before.</summary>
    public bool Doubtful { get; init; }

    /// <summary>Where it stands among those that send; see <see cref="PriorityGate"/>.</summary>
    public (Priority, long) Place { get; init; }

    public static Window Empty(DateTimeOffset? comeBackAt) => new([], null, comeBackAt);
}
