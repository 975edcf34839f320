namespace Samvad.Intake.Formats;

/// <summary>Everything that is wrong with one document; beyond a thousand faults they are only counted.</summary>
internal sealed class FaultList
{
    public const int Most = 1_000;
    private const int LongestPath = 200;
    private readonly List<Fault> _faults = [];

    public int Count { get; private set; }

    /// <summary>The event that faults without a number of their own belong to.</summary>
    public int? Within { get; set; }

    /// <summary>With a last one that says how many more there are.</summary>
    public IReadOnlyList<Fault> All => Count <= Most
        ? _faults
        : [.. _faults, new Fault(null, "", $"{Count} faults", "too-many", $"{Count - Most} more are not listed; mend these first")];

    public void Add(int? index, string path, string? value, string rule, string remedy)
    {
        if (Count++ >= Most)
            return;
        var shown = path.Length <= LongestPath ? path : path[..LongestPath];
        _faults.Add(new Fault(null, shown, value, rule, remedy) { Index = index ?? Within });
    }
}
