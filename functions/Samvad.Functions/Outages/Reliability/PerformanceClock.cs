namespace Samvad.Outages.Reliability;

/// <summary>How much time the standard leaves for those of one kind of area, and what being late costs so far.</summary>
/// <param name="Left">Until supply must be back; negative where it is late; null where all have it again.</param>
/// <param name="Exposure">₹ that all of them together could claim by now.</param>
public sealed record PerformanceClock(
    string Area, FaultClass Fault, double Hours, DateTimeOffset Due, TimeSpan? Left, int Out, int Late, double Exposure)
{
    /// <summary>A clock for each kind of area that has somebody; none for planned work, which the standard leaves out.</summary>
    public static IReadOnlyList<PerformanceClock> Of(Interruption interruption, DateTimeOffset now)
    {
        if (interruption.Kind == OutageKind.Planned || interruption.Parts.Count == 0)
            return [];
        var clocks = new List<PerformanceClock>(2);
        if (interruption.Parts.Any(part => part.Urban > 0))
            clocks.Add(Of(interruption, urban: true, now));
        if (interruption.Parts.Any(part => part.Consumers > part.Urban))
            clocks.Add(Of(interruption, urban: false, now));
        return clocks;
    }

    private static PerformanceClock Of(Interruption interruption, bool urban, DateTimeOffset now)
    {
        var fault = PerformanceStandard.ClassOf(interruption.FaultClass, interruption.CauseCode);
        var within = PerformanceStandard.Within(fault, urban);
        var due = interruption.Start + within;
        double still = 0, tooLate = 0, exposure = 0;
        foreach (var part in interruption.Parts)
        {
            var count = urban ? part.Urban : part.Consumers - part.Urban;
            var late = (part.Until ?? now) - due;
            if (part.Until is null)
                still += count;
            if (late <= TimeSpan.Zero || count <= 0)
                continue;
            var high = part.HighTension * count / part.Consumers;
            tooLate += count;
            exposure += (count - high) * PerformanceStandard.Compensation(late, highTension: false)
                + high * PerformanceStandard.Compensation(late, highTension: true);
        }

        return new PerformanceClock(
            urban ? "urban" : "rural", fault, within.TotalHours, due, still > 0 ? due - now : null,
            (int)Math.Round(still), (int)Math.Round(tooLate), Math.Round(exposure));
    }
}
