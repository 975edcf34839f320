using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Options;
using Samvad.Announcements;
using Samvad.FanOut.Pacing;
using Samvad.Telemetry;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.FanOut;

/// <summary>Hands the messages of a window over, at the channel's pace, and notes what came of each.</summary>
public sealed class MessageSender(
    AnnouncementStore announcements,
    Routes routes,
    Paces paces,
    PairLimit pairs,
    Settling settling,
    IOptions<WhatsAppOptions> options,
    TimeProvider time)
{
    private readonly WhatsAppOptions _options = options.Value;
    private readonly PriorityGate _inFlight = new(options.Value.MaxInFlight);

    /// <summary>Ends when each of the window has been handed over, or may not be any more.</summary>
    internal async Task SendAsync(ShardRun run, LedgerPage page, Window window, CancellationToken cancellationToken)
    {
        window = window with { Place = _inFlight.Begin(run.Announcement.Priority) };
        var next = -1;
        var retries = new ConcurrentBag<Task>();
        try
        {
            await Task.WhenAll(Enumerable.Range(0, WorkersFor(window)).Select(_ => WorkAsync()));
        }
        finally
        {
            // Who writes the page takes a while, and does it elsewhere than where the last answer arrived.
            await Task.WhenAll(retries).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }

        // Without a rate a few workers per page, not a task per message: a worker goes on without a switch of threads.
        async Task WorkAsync()
        {
            for (var index = Interlocked.Increment(ref next); index < window.Chosen.Count; index = Interlocked.Increment(ref next))
            {
                var delivery = window.Chosen[index];
                if (await AttemptAsync(run, page, window, delivery, 1, cancellationToken) is { } wait)
                    retries.Add(RetryAsync(run, page, window, delivery, wait, cancellationToken));
            }
        }
    }

    /// <summary>Waits without holding a slot, so that others are sent meanwhile.</summary>
    private async Task RetryAsync(
        ShardRun run, LedgerPage page, Window window, Delivery delivery, TimeSpan wait, CancellationToken cancellationToken)
    {
        for (var attempt = 2; ; attempt++)
        {
            await Task.Delay(wait, time, cancellationToken);
            if (await AttemptAsync(run, page, window, delivery, attempt, cancellationToken) is not { } longer)
                return;
            wait = longer;
        }
    }

    /// <returns>How long to wait before trying again; null where there is nothing more to do now.</returns>
    private async ValueTask<TimeSpan?> AttemptAsync(
        ShardRun run, LedgerPage page, Window window, Delivery delivery, int attempt, CancellationToken cancellationToken)
    {
        var via = window.Via!;
        var channel = Metrics.Tag("channel", via.Channel.Id);
        if (!await TurnAsync(run, window, delivery, channel, attempt, cancellationToken))
        {
            Unmark(page, delivery);
            return null;
        }

        SendOutcome outcome;
        await _inFlight.EnterAsync(window.Place);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var id = MessageIds.Of(run.Announcement.Id, delivery.Address, delivery.Taken);
            var message = new OutgoingMessage(
                id,
                page.BegunAt!.Value,
                via.Sender,
                delivery.Address,
                run.ContentOf(delivery),
                via.Provider.DropsRepeats ? null : new DeliveryCallback(page.Announcement, page.Group, page.Number, id).Format());
            var left = Stopwatch.GetTimestamp();
            outcome = await via.Provider.SendAsync(message, cancellationToken);
            Metrics.SendDuration.Record(Stopwatch.GetElapsedTime(left).TotalSeconds, channel);
        }
        finally
        {
            // The next message leaves before this one is recorded.
            _inFlight.Leave();
        }

        paces.Answered(via.Channel);
        return await settling.SettleAsync(run, page, via, delivery, outcome, attempt, cancellationToken);
    }

    /// <summary>Waits until the message may leave. One that has left before, but was refused, need not mind the pair limit.</summary>
    /// <returns>False where it may not any more.</returns>
    private async ValueTask<bool> TurnAsync(
        ShardRun run,
        Window window,
        Delivery delivery,
        KeyValuePair<string, object?> tag,
        int attempt,
        CancellationToken cancellationToken)
    {
        var (channel, isReady) = (window.Via!.Channel, attempt == 1);
        while (true)
        {
            var free = attempt == 1 ? pairs.WaitAsync(delivery.Address, cancellationToken) : default;
            if (!free.IsCompletedSuccessfully)
                isReady = Leave(run, isReady);
            await free;
            var asked = Stopwatch.GetTimestamp();
            var turn = await paces.WaitAsync(channel, run.Announcement.Priority, cancellationToken);
            var may = await MayLeaveAsync(run, window, cancellationToken);
            // Where the store was slow to say so, the turn is over: together with others it would crowd the next second.
            if (may && !paces.IsOver(channel, turn) && (attempt > 1 || pairs.TryLeave(delivery.Address)))
            {
                Leave(run, isReady);
                if (channel.MessagesPerSecond > 0)
                    Metrics.PaceWait.Record(Stopwatch.GetElapsedTime(asked).TotalSeconds, tag);
                return true;
            }

            paces.GiveBack(channel, turn);
            if (!may)
                return false;
        }

        static bool Leave(ShardRun run, bool isReady)
        {
            if (isReady)
                run.Ready?.Leave();
            return false;
        }
    }

    /// <summary>With a rate all of them ask for their turns, so that these are reserved in time; else a few keep the pipe full.</summary>
    private int WorkersFor(Window window) => window.Via!.Channel.MessagesPerSecond > 0
        ? window.Chosen.Count
        : Math.Min(_options.MaxInFlightPerShard, window.Chosen.Count);

    private async ValueTask<bool> MayLeaveAsync(ShardRun run, Window window, CancellationToken cancellationToken)
    {
        var control = await announcements.ControlAsync(run.Announcement.Id, run.Shard.Control, cancellationToken);
        var over = Judgement.EndOf(run.Announcement, control, time.GetUtcNow()) is not null;
        return (!over || window.Doubtful)
            && (over || !control.Holds)
            && !await routes.IsStoppedAsync(window.Via!, cancellationToken);
    }

    private static void Unmark(LedgerPage page, Delivery delivery)
    {
        lock (page)
        {
            if (!delivery.MayBeTaken)
                delivery.HandedAt = null;
        }
    }
}
