using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Samvad.Tests.Pipeline;

/// <summary>
/// How late this machine wakes one who only waits for a timer: what no pace can better. On each processor, for one of
/// them may stand still (a virtual one does now and again) while the others go on.
/// </summary>
internal sealed class Lateness : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);
    private readonly List<double> _late = [];
    private readonly Thread[] _probes;
    private readonly ManualResetEvent _end = new(false);

    public Lateness()
    {
        _probes = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(processor => new Thread(() => Probe(processor)))];
        foreach (var probe in _probes)
            probe.Start();
    }

    /// <summary>A message that is 15 ms late has lost its turn.</summary>
    public bool IsPunctual => At(0.99) <= 5 && At(1) <= 15;

    public void SkipUnlessPunctual(string figures) =>
        Assert.SkipUnless(IsPunctual, $"This machine is too busy: {this}. Meanwhile: {figures}");

    public override string ToString() => FormattableString.Invariant(
        $"a plain timer is late by {At(0.5):0.0} ms (median), {At(0.99):0.0} (99 %), {At(1):0.0} (most)");

    public async ValueTask DisposeAsync()
    {
        _end.Set();
        await Task.Run(() => Array.ForEach(_probes, probe => probe.Join()));
        _end.Dispose();
    }

    private void Probe(int processor)
    {
        // Where the kernel does not want that, the thread may run anywhere, and sees less.
        if (OperatingSystem.IsLinux())
            _ = SetAffinity(0, sizeof(ulong), 1UL << processor);
        for (var since = Stopwatch.GetTimestamp(); !_end.WaitOne(Period); since = Stopwatch.GetTimestamp())
        {
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

    [DllImport("libc", EntryPoint = "sched_setaffinity")]
    private static extern int SetAffinity(int thread, nint bytes, in ulong processors);
}
