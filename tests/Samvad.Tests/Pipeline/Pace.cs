namespace Samvad.Tests.Pipeline;

/// <summary>How fast messages were accepted.</summary>
/// <param name="Peak">The most in any second.</param>
/// <param name="Mean">Messages per second from the first to the last, without the first second.</param>
internal sealed record Pace(int Messages, int Peak, double Mean, long Refused, IReadOnlyList<int> Seconds)
{
    /// <summary>The first message of a host goes alone and opens the way, and the first pages are written meanwhile.</summary>
    private const int Ramp = 1000;

    /// <param name="times">Unix milliseconds, in order.</param>
    public static Pace Of(IReadOnlyList<long> times, long refused)
    {
        var steady = times.Where(at => at >= times[0] + Ramp).ToList();
        return new Pace(
            times.Count,
            PeakOf(times),
            (steady.Count - 1) * 1000.0 / (steady[^1] - steady[0]),
            refused,
            [.. times.CountBy(at => (at - times[0]) / 1000).OrderBy(second => second.Key).Select(second => second.Value)]);
    }

    /// <summary>All of the rate is used, to 2 %, and nothing was refused.</summary>
    public bool IsKept(int rate) => Refused == 0 && Mean >= rate * 0.98;

    public override string ToString() => FormattableString.Invariant(
        $"{Messages} messages, mean {Mean:0.0}/s, peak {Peak}, {Refused} refused ({string.Join(' ', Seconds)})");

    private static int PeakOf(IReadOnlyList<long> times)
    {
        var (peak, from) = (0, 0);
        for (var to = 0; to < times.Count; to++)
        {
            while (times[from] + 1000 <= times[to])
                from++;
            peak = Math.Max(peak, to - from + 1);
        }

        return peak;
    }
}
