namespace Samvad.Storage;

/// <summary>
/// What was read from the store and is believed for a while. In the second half of that time it is read anew beside
/// those who use it: a message whose turn has come does not wait for the store.
/// </summary>
/// <param name="read">Reads it.</param>
/// <param name="age">How long it is believed.</param>
/// <param name="time">The clock.</param>
/// <param name="share">Of the time, how much may at most go into reading: what takes long is believed longer.</param>
internal sealed class Kept<T>(Func<Task<T>> read, TimeSpan age, TimeProvider time, double share = 1)
{
    private readonly Lock _gate = new();
    private (T Value, long At)? _known;
    private Task<T>? _reading;
    private TimeSpan _enough;

    private TimeSpan Age => share < 1 && _enough > age ? _enough : age;

    /// <summary>As of no longer ago than the age.</summary>
    public ValueTask<T> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_known is not { } known || time.GetElapsedTime(known.At) is var old && old >= Age)
                return new ValueTask<T>(Reading().WaitAsync(cancellationToken));
            if (old > Age / 2)
                _ = Reading();
            return new ValueTask<T>(known.Value);
        }
    }

    private Task<T> Reading() => _reading is { IsCompleted: false } running ? running : _reading = Task.Run(ReadAsync);

    private async Task<T> ReadAsync()
    {
        var at = time.GetTimestamp();
        var value = await read();
        // Read anew in the second half, so twice as often as it grows old.
        var enough = time.GetElapsedTime(at) * (2 / share);
        lock (_gate)
        {
            _known = (value, at);
            _enough = enough;
        }

        return value;
    }
}
