using System.Text.Json;
using System.Text.Json.Serialization;

namespace Samvad.LocalHost.Demo;

/// <summary>What a demonstration came to. Duplicates and missing are the simulator's word, the rest our books'.</summary>
public sealed record DemoResult(
    int Audience,
    int Sent,
    int Delivered,
    IReadOnlyDictionary<string, int> Skipped,
    int Failed,
    int Duplicates,
    int Missing,
    double Seconds,
    double MessagesPerSecond,
    double PeakRssMb)
{
    [JsonIgnore]
    public bool IsRight => Duplicates == 0 && Missing == 0 && Audience == Sent + Failed + Skipped.Values.Sum();

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}
