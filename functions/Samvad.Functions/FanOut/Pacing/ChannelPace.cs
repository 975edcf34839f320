using Samvad.Announcements;

namespace Samvad.FanOut.Pacing;

/// <summary>
/// The messages of this instance that wait for one channel. They take their turns from the shared clock, in blocks, the
/// urgent ones first. A turn that this instance was too late for is let go: sent late, it would crowd the next second.
/// </summary>
internal sealed class ChannelPace(string channel, PaceClock clock, TimeProvider time)
{
    /// <summary>
    /// Timers here count in ticks of the kernel, so they are late by up to 5 ms; turns are given out this much early.
    /// Early and late together stay below 2 % of a second; the rest of that is for the way.
    /// </summary>
    internal static readonly TimeSpan Early = TimeSpan.FromMilliseconds(3);
    internal static readonly TimeSpan Late = TimeSpan.FromMilliseconds(10);

    /// <summary>So long before the last turn the next block is asked for: a slow store answers in less.</summary>
    private static readonly TimeSpan Foresight = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource<DateTimeOffset>> _urgent = new();
    private readonly Queue<TaskCompletionSource<DateTimeOffset>> _routine = new();
    private readonly Queue<DateTimeOffset> _turns = new();
    private bool _running;
    private DateTimeOffset _lastTurn;
    private DateTimeOffset _askAgainAt;
    private DateTimeOffset _warmUntil;
    private DateTimeOffset _probeUntil;

    /// <summary>
    /// The first message after so long a rest goes alone, until it is answered: it opens the connection, and those sent
    /// meanwhile would arrive all at once behind it.
    /// </summary>
    private static readonly TimeSpan Warmth = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(3);

    /// <summary>Messages per second, as the channel has it now.</summary>
    public double Rate { get; set; }

    /// <summary>Whether it is too late for the turn.</summary>
    public static bool IsOver(DateTimeOffset turn, DateTimeOffset now) => turn < now - Late;

    /// <summary>Ends when the message may leave.</summary>
    /// <returns>Its turn; who does not use it gives it back.</returns>
    public async Task<DateTimeOffset> WaitAsync(Priority priority, CancellationToken cancellationToken)
    {
        while (true)
        {
            var turn = await TurnAsync(priority, cancellationToken);
            if (!IsOver(turn, time.GetUtcNow()))
                return turn;
            // Woken too late: the message waits for another turn.
            GiveBack(turn);
        }
    }

    /// <summary>The message does not leave after all: its turn goes to the next that waits.</summary>
    public void GiveBack(DateTimeOffset turn)
    {
        lock (_gate)
        {
            _probeUntil = default;
            var now = time.GetUtcNow();
            if (!IsOver(turn, now))
                Give(turn, now);
        }
    }

    private Task<DateTimeOffset> TurnAsync(Priority priority, CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            (priority == Priority.Urgent ? _urgent : _routine).Enqueue(turn);
            if (!_running)
            {
                _running = true;
                _ = Task.Run(RunAsync, CancellationToken.None);
            }
        }

        return turn.WaitAsync(cancellationToken);
    }

    /// <summary>The provider answered a message.</summary>
    public void Answered()
    {
        lock (_gate)
            _warmUntil = time.GetUtcNow() + Warmth;
    }

    /// <summary>Gives up the turns in hand, because the channel is held.</summary>
    public void Drop()
    {
        lock (_gate)
            _turns.Clear();
    }

    private async Task RunAsync()
    {
        Task asking = Task.CompletedTask;
        while (true)
        {
            TimeSpan wait;
            lock (_gate)
            {
                GiveOut();
                var (wanted, priority) = Wanted();
                if (wanted == 0 && asking.IsCompleted)
                {
                    _running = false;
                    return;
                }

                var now = time.GetUtcNow();
                wait = wanted > 0 && _turns.TryPeek(out var next) ? next - Early - now : LongestWait;
                if (now >= _warmUntil)
                    wanted = now < _probeUntil ? 0 : 1;
                if (asking.IsCompleted && wanted > _turns.Count && _lastTurn <= now + Foresight)
                {
                    if (_askAgainAt <= now)
                        asking = AskAsync(wanted - _turns.Count, priority);
                    else if (_askAgainAt - now < wait)
                        wait = _askAgainAt - now;
                }
            }

            if (wait <= TimeSpan.Zero)
                continue;
            // Delays count whole milliseconds, and less than one would be none.
            wait = TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
            await (asking.IsCompleted ? Task.Delay(wait, time) : Task.WhenAny(Task.Delay(wait, time), asking));
        }
    }

    /// <summary>Ends turns that are due; those that are overdue are let go.</summary>
    private void GiveOut()
    {
        var now = time.GetUtcNow();
        while (_turns.TryPeek(out var turn) && turn - Early <= now)
        {
            if (!IsOver(turn, now) && !Give(turn, now))
                return;
            _turns.Dequeue();
        }
    }

    /// <returns>Whether anybody waited for it.</returns>
    private bool Give(DateTimeOffset turn, DateTimeOffset now)
    {
        while (_urgent.TryDequeue(out var first) || _routine.TryDequeue(out first))
        {
            // A message that is not waiting any more leaves its turn to the next.
            if (!first.TrySetResult(turn))
                continue;
            if (now >= _warmUntil)
                _probeUntil = now + ProbePatience;
            return true;
        }

        return false;
    }

    /// <summary>How many turns are wanted: by the urgent ones where there are any, else by the routine ones.</summary>
    private (int Count, Priority Priority) Wanted()
    {
        while (_urgent.TryPeek(out var first) && first.Task.IsCompleted)
            _urgent.Dequeue();
        while (_routine.TryPeek(out var first) && first.Task.IsCompleted)
            _routine.Dequeue();
        return _urgent.Count > 0 ? (_urgent.Count, Priority.Urgent) : (_routine.Count, Priority.Routine);
    }

    private async Task AskAsync(int wanted, Priority priority)
    {
        try
        {
            var (slots, askAgainAt) = await clock.ReserveAsync(channel, Rate, wanted, priority, CancellationToken.None);
            lock (_gate)
            {
                _askAgainAt = askAgainAt;
                if (slots is not { } got)
                    return;
                for (var i = 0; i < got.Count; i++)
                    _turns.Enqueue(got.First + i * got.Interval);
                _lastTurn = got.First + (got.Count - 1) * got.Interval;
            }
        }
        catch (Exception failure) when (failure is Azure.RequestFailedException or IOException or AggregateException
            or OperationCanceledException)
        {
            // The store is away; nobody sends meanwhile.
            lock (_gate)
                _askAgainAt = time.GetUtcNow() + TimeSpan.FromSeconds(1);
        }
    }
}
