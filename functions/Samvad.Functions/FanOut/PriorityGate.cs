using Samvad.Announcements;

namespace Samvad.FanOut;

/// <summary>
/// Lets so many be under way at once in this instance. Where all places are taken, urgent ones go first, and of them the
/// one that began first: groups then end one after the other, and while one reads and writes its pages others send.
/// Shared out evenly, all of them would end, and then wait for the store, at the same time.
/// </summary>
internal sealed class PriorityGate(int most)
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<TaskCompletionSource, (Priority, long)> _waiting = new();
    private int _free = most;
    private long _begun;

    /// <returns>The place of what begins now; the lower ones go first.</returns>
    public (Priority Priority, long Number) Begin(Priority priority) => (priority, Interlocked.Increment(ref _begun));

    /// <summary>
    /// Ends when one of that place may be under way; to be followed by <see cref="Leave"/>. Not to be broken off: places
    /// come free all the time, and who has ended meanwhile leaves at once.
    /// </summary>
    public ValueTask EnterAsync((Priority, long) place)
    {
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return ValueTask.CompletedTask;
            }

            var turn = new TaskCompletionSource();
            _waiting.Enqueue(turn, place);
            return new ValueTask(turn.Task);
        }
    }

    /// <summary>One is no longer under way.</summary>
    public void Leave()
    {
        TaskCompletionSource? next;
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out next, out _))
                _free++;
        }

        // The next goes on here and now, without a switch of threads.
        next?.SetResult();
    }
}
