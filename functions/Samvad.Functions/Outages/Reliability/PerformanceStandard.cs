namespace Samvad.Outages.Reliability;

/// <summary>
/// In how many hours supply must be back, and what the utility owes where it is not: MERC (Electricity Supply Code and
/// Standards of Performance of Distribution Licensees) Regulations 2021, Annexure II, as the Electricity Ombudsman,
/// Nagpur prints it.
/// </summary>
public static class PerformanceStandard
{
    /// <summary>₹ for each hour or part of one beyond the standard.</summary>
    private const double LowTensionHourly = 50;
    private const double LowTensionMost = 500;
    private const double HighTensionHourly = 100;
    private const double HighTensionMost = 1_000;

    public static TimeSpan Within(FaultClass fault, bool urban) => TimeSpan.FromHours((fault, urban) switch
    {
        (FaultClass.FuseOff, true) => 3,
        (FaultClass.FuseOff, false) => 18,
        (FaultClass.OverheadLine, true) => 4,
        (FaultClass.OverheadLine, false) => 24,
        (FaultClass.UndergroundCable, true) => 8,
        (FaultClass.UndergroundCable, false) => 48,
        (_, true) => 18,
        (_, false) => 48,
    });

    /// <summary>
    /// The class as reported; else by the cause; else fuse-off, whose clock is the shortest, so that no clock runs out
    /// unseen.
    /// </summary>
    public static FaultClass ClassOf(FaultClass? reported, string? causeCode) => reported ?? causeCode switch
    {
        "lineDown" or "poleDown" or "treeDown" or "lightning" or "animal" or "storm" or "feederTrip" =>
            FaultClass.OverheadLine,
        "cableFault" => FaultClass.UndergroundCable,
        "transformerFault" => FaultClass.Transformer,
        _ => FaultClass.FuseOff,
    };

    /// <summary>₹ owed to one consumer whose supply came back so late.</summary>
    public static double Compensation(TimeSpan late, bool highTension) => late <= TimeSpan.Zero ? 0
        : highTension ? Math.Min(Math.Ceiling(late.TotalHours) * HighTensionHourly, HighTensionMost)
        : Math.Min(Math.Ceiling(late.TotalHours) * LowTensionHourly, LowTensionMost);
}
