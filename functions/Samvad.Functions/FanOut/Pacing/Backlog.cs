using Samvad.Announcements;
using Samvad.Tracking;

namespace Samvad.FanOut.Pacing;

/// <summary>
/// The messages of this instance that are ready to leave through one channel. Groups are begun as they are needed, not
/// all at once: to begin one takes a processor and the store, and those that send already have to keep their turns; and
/// what is begun is held in memory, where the collector meets it each time.
/// </summary>
internal sealed class Backlog
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<TaskCompletionSource<ReadyMessages>, (Priority Priority, long Number)> _waiting = new();
    private readonly int[] _ready = new int[2];
    private long _came;

    /// <summary>So many messages ready are enough; while they leave, the next group is begun.</summary>
    public double Enough { get; set; }

    /// <summary>Ends when another group's messages are needed: urgent ones first, then who came first.</summary>
    /// <returns>The group's part; to be disposed when it is through.</returns>
    public Task<ReadyMessages> EnterAsync(Priority priority, CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource<ReadyMessages>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Enqueue(turn, (priority, _came++));
            Admit();
        }

        return turn.WaitAsync(cancellationToken);
    }

    internal void Change(Priority priority, int messages)
    {
        lock (_gate)
        {
            _ready[(int)priority] += messages;
            Admit();
        }
    }

    private void Admit()
    {
        while (_waiting.TryPeek(out var next, out var place) && IsNeeded(place.Priority))
        {
            _waiting.Dequeue();
            if (next.TrySetResult(new ReadyMessages(this, place.Priority)))
                _ready[(int)place.Priority] += ReadyMessages.Expected;
        }
    }

    /// <summary>Urgent ones do not wait until routine ones have left.</summary>
    private bool IsNeeded(Priority priority) =>
        _ready[(int)Priority.Urgent] + (priority == Priority.Routine ? _ready[(int)Priority.Routine] : 0)
            < Enough;
}

/// <summary>One group's part of a <see cref="Backlog"/>.</summary>
internal sealed class ReadyMessages(Backlog backlog, Priority priority) : IDisposable
{
    /// <summary>Until it is known how many they are.</summary>
    internal const int Expected = LedgerPage.Size;
    private readonly Lock _gate = new();
    private int _messages = Expected;
    private bool _known;

    /// <summary>So many more may leave.</summary>
    public void Add(int messages)
    {
        lock (_gate)
        {
            Change(_known ? messages : messages - Expected);
            _known = true;
        }
    }

    /// <summary>One leaves, or will not any more.</summary>
    public void Leave()
    {
        lock (_gate)
            Change(_messages > 0 ? -1 : 0);
    }

    public void Dispose()
    {
        lock (_gate)
            Change(-_messages);
    }

    private void Change(int messages)
    {
        _messages += messages;
        backlog.Change(priority, messages);
    }
}
