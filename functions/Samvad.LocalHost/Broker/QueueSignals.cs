using System.Collections.Concurrent;

namespace Samvad.LocalHost.Broker;

/// <summary>Wakes the receivers that wait for a queue.</summary>
internal sealed class QueueSignals
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource> _next = new();

    public bool AnyoneWaits => !_next.IsEmpty;

    /// <summary>Take it before looking into the queue, so that nothing that comes after the look is missed.</summary>
    public Task Next(long queue) =>
        _next.GetOrAdd(queue, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Pulse(long queue)
    {
        if (_next.TryRemove(queue, out var waiting))
            waiting.TrySetResult();
    }

    public void PulseAll()
    {
        foreach (var queue in _next.Keys)
            Pulse(queue);
    }
}
