using System.Globalization;
using Samvad.LocalHost.Sample;

namespace Samvad.Benchmarks.Storms;

/// <summary>One report of the storm.</summary>
/// <param name="State">`confirmed`, `etr-changed` or `restored`.</param>
internal sealed record StormEvent(string ExternalId, int Revision, string State, string Asset, bool IsFeeder, int EtrMinutes);

/// <summary>
/// What the outage system reports in the storm: outages of distinct transformers and feeders all over the district; some
/// of them move their time or end, each once, in random order after they began.
/// </summary>
internal sealed class StormPlan
{
    private StormPlan(IReadOnlyList<StormEvent> events) => Events = events;

    public IReadOnlyList<StormEvent> Events { get; }

    /// <summary>The last word on each outage.</summary>
    public IEnumerable<StormEvent> Last => Events.GroupBy(one => one.ExternalId).Select(one => one.MaxBy(report => report.Revision)!);

    /// <summary>Of a hundred reports 70 begin an outage, 18 move its time, 12 end it.</summary>
    public static StormPlan Of(SampleRegistry registry, int count, int seed)
    {
        var random = new Random(seed);
        var feeders = registry.Feeders().ToHashSet();
        var assets = registry.Members().Where(member => member.Transformer.Length > 0)
            .SelectMany(member => (string[])[member.Transformer, member.Feeder]).Distinct().Order(StringComparer.Ordinal).ToArray();
        random.Shuffle(assets);
        var begun = Math.Min(assets.Length, count * 70 / 100);
        var events = new List<StormEvent>(count);
        for (var i = 0; i < begun; i++)
            events.Add(new(Id(i), 1, "confirmed", assets[i], feeders.Contains(assets[i]), random.Next(40, 300)));
        var changed = Enumerable.Range(0, begun).ToArray();
        random.Shuffle(changed);
        foreach (var i in changed.Take(count - begun))
        {
            var ends = random.Next(30) < 12;
            events.Add(events[i] with { Revision = 2, State = ends ? "restored" : "etr-changed", EtrMinutes = events[i].EtrMinutes + 60 });
        }

        return new StormPlan(Mixed(events, begun, random));
    }

    /// <summary>Shuffled, but what changes an outage comes after what began it.</summary>
    private static StormEvent[] Mixed(List<StormEvent> events, int begun, Random random)
    {
        var at = events.Select((_, i) => i < begun ? random.NextDouble() : 0).ToArray();
        for (var i = begun; i < events.Count; i++)
        {
            var began = at[events.FindIndex(0, begun, one => one.ExternalId == events[i].ExternalId)];
            at[i] = began + ((1 - began) * random.NextDouble());
        }

        return [.. events.Zip(at).OrderBy(pair => pair.Second).Select(pair => pair.First)];
    }

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"S{number:d5}");
}
