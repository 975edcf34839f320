namespace Samvad.Storage;

/// <summary>
/// What was read from the store and is believed for a while. In the second half of that time it is read anew beside
/// those who use it: a message whose turn has come does not wait for the store.
/// </summary>
internal sealed class Kept<T>(Func<Task<T>> read, TimeSpan age, TimeProvider time)
{
    private readonly Lock _gate = new();
    private (T Value, long At)? _known;
    private Task<T>? _reading;

    /// <summary>As of no longer ago than the age.</summary>
    public ValueTask<T> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_known is not { } known || time.GetElapsedTime(known.At) is var old && old >= age)
                return new ValueTask<T>(Reading().WaitAsync(cancellationToken));
            if (old > age / 2)
                _ = Reading();
            return new ValueTask<T>(known.Value);
        }
    }

    private Task<T> Reading() => _reading is { IsCompleted: false } running ? running : _reading = Task.Run(ReadAsync);

    private async Task<T> ReadAsync()
    {
        var at = time.GetTimestamp();
        var value = await read();
        lock (_gate)
            _known = (value, at);
        return value;
    }
}
