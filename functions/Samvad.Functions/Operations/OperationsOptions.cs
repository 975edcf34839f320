using System.ComponentModel.DataAnnotations;

namespace Samvad.Operations;

/// <summary>Settings `Operations:…`.</summary>
public sealed class OperationsOptions
{
    public const string Section = "Operations";

    /// <summary>The longest that a message which failed is held before it is tried again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan LongestHold { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Dead letters that a replay starts in a second, over all calls and instances.</summary>
    [Range(0.1, 1000)]
    public double ReplayPerSecond { get; set; } = 20;
}
