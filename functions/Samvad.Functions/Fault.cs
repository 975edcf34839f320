using System.Text.Json.Serialization;

namespace Samvad;

/// <summary>What is wrong with one field of a request or a file, and what to do.</summary>
/// <param name="Line">Line of the file, counted from 1; null in a request.</param>
/// <param name="Field">Its path; empty where the whole is meant.</param>
/// <param name="Value">As given, shortened; null where nothing was. Never a name or a whole phone number.</param>
/// <param name="Rule">The name of the rule that it breaks.</param>
/// <param name="Remedy">What should be there.</param>
public sealed record Fault(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Line,
    string Field,
    string? Value,
    string Rule,
    string Remedy)
{
    /// <summary>Which event of a request, from 0; null where there is but one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Index { get; init; }
}
