using Samvad.Tracking;

namespace Samvad.Announcements;

/// <summary>How fast an announcement gets on, from its counts at several instants.</summary>
/// <param name="PerSecond">People who got a final row in a second, over the last minute.</param>
/// <param name="Eta">When the last one will have, if it goes on so; null where nothing moves.</param>
public sealed record Pace(double PerSecond, DateTimeOffset? Eta)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <param name="samples">Instants and final rows, the oldest first.</param>
    public static Pace? Of(IReadOnlyList<(DateTimeOffset At, int Final)> samples, Counts now)
    {
        if (samples is not [var first, .., var last] || last.At <= first.At)
            return null;
        var rate = Math.Max(0, (last.Final - first.Final) / (last.At - first.At).TotalSeconds);
        var moving = now.Queued - now.Held.Values.Sum();
        return new Pace(Math.Round(rate, 1), rate > 0 && moving > 0 ? last.At.AddSeconds(moving / rate) : null);
    }

    /// <summary>The samples with one more, without those that are too old.</summary>
    public static IReadOnlyList<(DateTimeOffset At, int Final)> With(
        IReadOnlyList<(DateTimeOffset At, int Final)> samples, DateTimeOffset at, int final) =>
        [.. samples.Where(sample => at - sample.At <= Window && sample.At < at), (at, final)];

    public static int FinalOf(Counts counts) => counts.Audience - counts.Queued;
}
