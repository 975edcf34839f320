using System.Diagnostics;

namespace Samvad.Tests.Pipeline;

/// <summary>How late this machine wakes one who only waits for a timer: what no pace can better.</summary>
internal sealed class Lateness : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);
    private readonly CancellationTokenSource _end = new();
    private readonly List<double> _late = [];
    private readonly Task _measuring;

    public Lateness() => _measuring = Task.Run(MeasureAsync);

    /// <summary>A message that is 15 ms late has lost its turn.</summary>
    public void SkipUnlessPunctual(string figures) =>
        Assert.SkipUnless(At(0.99) <= 5 && At(1) <= 15, $"This machine is too busy: {this}. Meanwhile: {figures}");

    public override string ToString() => FormattableString.Invariant(
        $"a plain timer is late by {At(0.5):0.0} ms (median), {At(0.99):0.0} (99 %), {At(1):0.0} (most)");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _measuring;
        _end.Dispose();
    }

    private async Task MeasureAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            var since = Stopwatch.GetTimestamp();
            await Task.Delay(Period, CancellationToken.None);
            var late = Stopwatch.GetElapsedTime(since) - Period;
            lock (_late)
                _late.Add(late.TotalMilliseconds);
        }
    }

    private double At(double share)
    {
        lock (_late)
        {
            var sorted = _late.Order().ToArray();
            return sorted.Length == 0 ? double.PositiveInfinity : sorted[(int)(share * (sorted.Length - 1))];
        }
    }
}
