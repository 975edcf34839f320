namespace Samvad.FanOut;

/// <summary>When the next message of a channel may leave this instance: evenly, never above its rate.</summary>
/// <param name="messagesPerSecond">0 is unthrottled.</param>
public sealed class ChannelPace(double messagesPerSecond, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _interval = messagesPerSecond > 0 ? TimeSpan.FromSeconds(1 / messagesPerSecond) : TimeSpan.Zero;
    private DateTimeOffset _next;

    /// <summary>Waits for the caller's turn; turns are given in the order of the calls.</summary>
    public ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (_interval == TimeSpan.Zero)
            return ValueTask.CompletedTask;
        TimeSpan wait;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var turn = _next > now ? _next : now;
            _next = turn + _interval;
            wait = turn - now;
        }

        return wait > TimeSpan.Zero ? new ValueTask(Task.Delay(wait, time, cancellationToken)) : ValueTask.CompletedTask;
    }
}
