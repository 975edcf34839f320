namespace Samvad.LocalHost.Simulator;

/// <summary>What became of a message at the provider.</summary>
public enum StatusKind : byte
{
    Sent,
    Delivered,
    Read,
    Failed,
}

/// <summary>A status that is due at an instant (Unix milliseconds).</summary>
internal readonly record struct DueStatus(int Entry, StatusKind Kind, short Failure, long DueMs);

/// <summary>
/// Statuses by the time they are due, in slots of 10 ms: adding and taking cost the same however many wait.
/// </summary>
internal sealed class StatusWheel
{
    private const int SlotMs = 10;
    private readonly List<DueStatus>[] _slots = new List<DueStatus>[4096];
    private readonly Lock _gate = new();
    private long _turned;
    private int _count;

    public StatusWheel(long nowMs)
    {
        _turned = nowMs / SlotMs;
        for (var i = 0; i < _slots.Length; i++)
            _slots[i] = [];
    }

    public int Count
    {
        get
        {
            lock (_gate)
                return _count;
        }
    }

    public void Add(in DueStatus status)
    {
        lock (_gate)
        {
            var slot = Math.Max(status.DueMs / SlotMs, _turned + 1);
            _slots[slot % _slots.Length].Add(status);
            _count++;
        }
    }

    /// <summary>Moves what is due to the target.</summary>
    public void Turn(long nowMs, List<DueStatus> target)
    {
        lock (_gate)
        {
            var until = nowMs / SlotMs;
            for (var steps = 0; _turned < until && steps <= _slots.Length; steps++)
                Take(_slots[++_turned % _slots.Length], nowMs, target);
            _turned = until;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            foreach (var slot in _slots)
                slot.Clear();
            _count = 0;
        }
    }

    // A slot also holds what is due a whole turn of the wheel later.
    private void Take(List<DueStatus> slot, long nowMs, List<DueStatus> target)
    {
        var kept = 0;
        for (var i = 0; i < slot.Count; i++)
            if (slot[i].DueMs <= nowMs + SlotMs)
                target.Add(slot[i]);
            else
                slot[kept++] = slot[i];
        _count -= slot.Count - kept;
        slot.RemoveRange(kept, slot.Count - kept);
    }
}
