using System.ComponentModel.DataAnnotations;

namespace Samvad.Intake;

/// <summary>Settings under `Intake`; the feeds to be polled are under `Intake:Feeds`.</summary>
public sealed class IntakeOptions
{
    public const string Section = "Intake";

    /// <summary>
    /// Minutes east of UTC for times that come without an offset in the formats of others. Default none: they are refused.
    /// India is 330.
    /// </summary>
    [Range(-14 * 60, 14 * 60)]
    public int? AssumedOffsetMinutes { get; set; }

    /// <summary>What our codes are called in CAP geocodes, CIM names and Oracle details.</summary>
    public CodeNames CodeNames { get; } = new();

    internal TimeSpan? AssumedOffset => AssumedOffsetMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null;
}

/// <summary>Settings under `Intake:CodeNames`.</summary>
public sealed class CodeNames
{
    public string Office { get; set; } = "MSEDCL-OFFICE";
    public string Feeder { get; set; } = "MSEDCL-FEEDER";
    public string Transformer { get; set; } = "MSEDCL-DTC";
    public string Consumer { get; set; } = "MSEDCL-CONSUMER";
}
