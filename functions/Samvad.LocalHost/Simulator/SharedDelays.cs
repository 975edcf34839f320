namespace Samvad.LocalHost.Simulator;

/// <summary>
/// Delays that end in the same 2 ms share one timer: at thousands of answers a second timers of their own cost more
/// than the answers.
/// </summary>
internal sealed class SharedDelays(TimeProvider time)
{
    private const int SlotMs = 2;
    private readonly Slot?[] _slots = new Slot?[4096];
    private readonly long _start = time.GetTimestamp();

    public Task Wait(int milliseconds)
    {
        var now = (long)time.GetElapsedTime(_start).TotalMilliseconds;
        var due = (now + milliseconds + SlotMs - 1) / SlotMs;
        ref var place = ref _slots[due % _slots.Length];
        if (Volatile.Read(ref place) is { } slot && slot.Due == due)
            return slot.Task;
        slot = new Slot(due, Task.Delay(TimeSpan.FromMilliseconds(due * SlotMs - now), time));
        Volatile.Write(ref place, slot);
        return slot.Task;
    }

    private sealed record Slot(long Due, Task Task);
}
