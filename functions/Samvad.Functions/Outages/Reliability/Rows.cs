using System.Globalization;

namespace Samvad.Outages.Reliability;

/// <summary>An outage in lists.</summary>
internal static class OutageRow
{
    public static readonly string[] Header =
    [
        "source", "externalId", "revision", "kind", "state", "causeCode", "faultClass", "start", "etr", "end", "offices",
        "feeders", "consumers", "out", "reportedConsumers", "minutes", "due", "late", "exposure",
    ];

    public static object View(Interruption outage, DateTimeOffset now) => new
    {
        outage.Source,
        outage.ExternalId,
        outage.Revision,
        outage.Kind,
        outage.State,
        outage.CauseCode,
        FaultClass = PerformanceStandard.ClassOf(outage.FaultClass, outage.CauseCode),
        outage.Start,
        outage.Etr,
        outage.End,
        Offices = outage.Parts.Select(part => part.Office).Distinct(),
        Feeders = outage.Parts.Select(part => part.Feeder).OfType<string>().Distinct(),
        Consumers = Math.Round(outage.Consumers),
        Out = Math.Round(outage.Out),
        outage.ReportedConsumers,
        Steps = outage.Parts.Where(part => part.Until is not null).GroupBy(part => part.Until)
            .OrderBy(step => step.Key).Select(step => new { at = step.Key, consumers = Math.Round(step.Sum(part => part.Consumers)) }),
        Clocks = PerformanceClock.Of(outage, now),
    };

    public static string?[] Of(Interruption outage, DateTimeOffset now)
    {
        var clocks = PerformanceClock.Of(outage, now);
        return
        [
            outage.Source,
            outage.ExternalId,
            outage.Revision.ToString(CultureInfo.InvariantCulture),
            outage.Kind.ToString(),
            outage.State.ToString(),
            outage.CauseCode,
            PerformanceStandard.ClassOf(outage.FaultClass, outage.CauseCode).ToString(),
            Text(outage.Start),
            Text(outage.Etr),
            Text(outage.End),
            string.Join(' ', outage.Parts.Select(part => part.Office).Distinct()),
            string.Join(' ', outage.Parts.Select(part => part.Feeder).OfType<string>().Distinct()),
            Text(Math.Round(outage.Consumers)),
            Text(Math.Round(outage.Out)),
            outage.ReportedConsumers?.ToString(CultureInfo.InvariantCulture),
            Text(Math.Round(outage.Parts.Sum(part => part.Consumers * ((part.Until ?? now) - outage.Start).TotalMinutes))),
            Text(clocks.Count == 0 ? null : clocks.Min(clock => clock.Due)),
            Text(clocks.Sum(clock => clock.Late)),
            Text(clocks.Sum(clock => clock.Exposure)),
        ];
    }

    private static string? Text(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A line of the indices as CSV.</summary>
internal static class IndexRow
{
    public static readonly string[] Header =
    [
        "office", "feeder", "consumers", "sustained", "momentary", "saifi", "saidiMinutes", "caidiMinutes", "maifi",
        "plannedMinutes",
    ];

    public static string?[] Of(ReliabilityIndices line) =>
    [
        line.Office,
        line.Feeder,
        .. ((IEnumerable<double?>)
        [
            line.Consumers, line.Sustained, line.Momentary, line.Saifi, line.Saidi, line.Caidi, line.Maifi,
            line.PlannedMinutes,
        ]).Select(value => value?.ToString(CultureInfo.InvariantCulture)),
    ];
}
