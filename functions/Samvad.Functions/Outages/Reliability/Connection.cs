using System.Text.Json.Serialization;

namespace Samvad.Outages.Reliability;

/// <summary>How many consumers are connected at one transformer (or directly at a feeder) of one office.</summary>
/// <param name="Urban">Those in an urban lineman's group.</param>
/// <param name="Rural">Those in a rural one's.</param>
/// <param name="HighTension">Of both, those supplied at high tension.</param>
public sealed record Connection(
    string Office, string? Feeder, string? Transformer, int Urban, int Rural, int HighTension)
{
    [JsonIgnore]
    public int Consumers => Urban + Rural;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(List<Connection>))]
[JsonSerializable(typeof(Interruption))]
internal sealed partial class ReliabilityJson : JsonSerializerContext;
