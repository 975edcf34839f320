namespace Samvad.Operations;

/// <summary>Settings `Operations:…`.</summary>
public sealed class OperationsOptions
{
    public const string Section = "Operations";

    /// <summary>The longest that a message which failed is held before it is tried again.</summary>
    public TimeSpan LongestHold { get; set; } = TimeSpan.FromMinutes(1);
}
