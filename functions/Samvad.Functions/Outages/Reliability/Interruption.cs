using System.Text.Json.Serialization;
using Samvad.Access;

namespace Samvad.Outages.Reliability;

/// <summary>What an outage was to those whom it hit: from when, and until when for how many.</summary>
/// <param name="ReportedConsumers">As the source counts them, where it does.</param>
/// <param name="Parts">Consumers that came back together; empty where none was interrupted.</param>
public sealed record Interruption(
    string Source,
    string ExternalId,
    long Revision,
    OutageKind Kind,
    OutageState State,
    string? CauseCode,
    FaultClass? FaultClass,
    DateTimeOffset Start,
    DateTimeOffset? Etr,
    DateTimeOffset? End,
    int? ReportedConsumers,
    IReadOnlyList<Part> Parts)
{
    /// <summary>Of this outage the consumers were without supply, then or still.</summary>
    [JsonIgnore]
    public double Consumers => Parts.Sum(part => part.Consumers);

    /// <summary>As it was to those within.</summary>
    internal Interruption Within(OfficeScope scope) =>
        scope.IsEverywhere ? this : this with { Parts = [.. Parts.Where(part => scope.Contains(part.Office))] };

    /// <summary>Those still without supply.</summary>
    [JsonIgnore]
    public double Out => Parts.Where(part => part.Until is null).Sum(part => part.Consumers);
}

/// <summary>Consumers at one office and feeder who came back together.</summary>
/// <param name="Office">Empty where the register knows nobody there.</param>
/// <param name="Until">Null while they are without supply.</param>
/// <param name="Consumers">May be a fraction where a source tells only how many came back, not where.</param>
/// <param name="Urban">Of those, in an urban area.</param>
/// <param name="HighTension">Of those, supplied at high tension.</param>
public sealed record Part(
    string Office, string? Feeder, DateTimeOffset? Until, double Consumers, double Urban, double HighTension);
