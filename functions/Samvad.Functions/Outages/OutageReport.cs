using System.Globalization;
using System.Text.Json.Serialization;

namespace Samvad.Outages;

/// <summary>Whether the utility switched off by plan.</summary>
public enum OutageKind
{
    Unplanned,
    Planned,
}

/// <summary>Where an outage is in its life, as its source reports it.</summary>
public enum OutageState
{
    Predicted,
    Confirmed,

    /// <summary>Confirmed before; only the estimated time of restoration is another.</summary>
    EtrChanged,
    PartiallyRestored,
    Restored,
    Cancelled,

    /// <summary>Nested: somebody is still without supply after the outage named as parent was restored.</summary>
    StillOut,

    /// <summary>Planned: to come.</summary>
    Scheduled,

    /// <summary>Planned: supply was switched off.</summary>
    Started,

    /// <summary>Planned: takes longer than was announced.</summary>
    Extended,
}

/// <summary>
/// What failed, in the classes by which the standards of performance set the time for repair: MERC Supply Code and
/// Standards of Performance Regulations 2021, Annexure II.
/// </summary>
public enum FaultClass
{
    FuseOff,
    OverheadLine,
    UndergroundCable,
    Transformer,
    Meter,
}

/// <summary>What is without supply: whole offices, feeders, transformers (DTC) or single consumer numbers.</summary>
public sealed record Affected(
    IReadOnlyList<string> Offices,
    IReadOnlyList<string> Feeders,
    IReadOnlyList<string> Transformers,
    IReadOnlyList<string> ConsumerNumbers)
{
    public static readonly Affected Nothing = new([], [], [], []);

    /// <summary>Whole groups, by their ids.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    [JsonIgnore]
    public bool IsEmpty =>
        Groups.Count == 0 && Offices.Count == 0 && Feeders.Count == 0 && Transformers.Count == 0 && ConsumerNumbers.Count == 0;

    /// <summary>Both, in a fixed order.</summary>
    public Affected And(Affected other) => Each(other, (mine, theirs) => mine.Union(theirs));

    /// <summary>What the other does not name.</summary>
    public Affected Without(Affected other) => Each(other, (mine, theirs) => mine.Except(theirs));

    private Affected Each(Affected other, Func<IReadOnlyList<string>, IReadOnlyList<string>, IEnumerable<string>> join)
    {
        return new(
            Joined(Offices, other.Offices),
            Joined(Feeders, other.Feeders),
            Joined(Transformers, other.Transformers),
            Joined(ConsumerNumbers, other.ConsumerNumbers))
        {
            Groups = Joined(Groups, other.Groups),
        };

        string[] Joined(IReadOnlyList<string> mine, IReadOnlyList<string> theirs) =>
            [.. join(mine, theirs).Order(StringComparer.Ordinal)];
    }
}

/// <summary>One revision of one outage, as its source reports it.</summary>
/// <param name="Source">The reporting system; with <paramref name="ExternalId"/> it names the outage.</param>
/// <param name="Revision">Rises with each change; an older one is ignored.</param>
/// <param name="Etr">Estimated time of restoration.</param>
/// <param name="RestoredAt">When supply came back, where the state says so and the source knows it.</param>
/// <param name="ReceivedAt">When it was accepted here.</param>
public sealed record OutageReport(
    string Source,
    string ExternalId,
    long Revision,
    OutageKind Kind,
    OutageState State,
    string? CauseCode,
    string? CauseText,
    DateTimeOffset Start,
    DateTimeOffset? Etr,
    DateTimeOffset? RestoredAt,
    Affected Affected,
    DateTimeOffset ReceivedAt)
{
    /// <summary>What of the affected is back, where it is restored in parts.</summary>
    public Affected? Restored { get; init; }

    public FaultClass? FaultClass { get; init; }

    /// <summary>The <see cref="Key"/> of the outage after whose restoration this one was still out.</summary>
    public string? Parent { get; init; }

    /// <summary>Consumers without supply at the beginning, where the source counts them.</summary>
    public int? CustomersAffected { get; init; }

    /// <summary>Of those, how many are back.</summary>
    public int? CustomersRestored { get; init; }

    /// <summary>What is affected is more than what was known before, not instead of it.</summary>
    public bool Incremental { get; init; }

    /// <summary>When it was changed by hand after this revision; null where the source says it.</summary>
    public DateTimeOffset? AmendedAt { get; init; }

    /// <summary>Id of the caller who sent it, `poll:` and the feed's name where it was fetched; null where the app itself made it.</summary>
    public string? By { get; init; }

    /// <summary>Names the outage on queues: at most 128 characters, as the parts are limited to 40 and 80.</summary>
    [JsonIgnore]
    public string Key => $"{Source}~{ExternalId}";

    /// <summary>By which people and support name what was told.</summary>
    [JsonIgnore]
    public string Reference => ReferenceOf(ExternalId, Revision, AmendedAt);

    /// <summary>`OMS-1042.4`, and `OMS-1042.4-163205` after a change by hand at that time of the Indian day.</summary>
    public static string ReferenceOf(string externalId, long revision, DateTimeOffset? amendedAt) => amendedAt is { } at
        ? string.Create(CultureInfo.InvariantCulture, $"{externalId}.{revision}-{at.ToOffset(IndianTime.Offset):HHmmss}")
        : string.Create(CultureInfo.InvariantCulture, $"{externalId}.{revision}");

    /// <summary>A newer revision counts over changes by hand to an older one, and a later change over an earlier.</summary>
    public bool IsNewerThan(OutageReport other) =>
        Revision != other.Revision ? Revision > other.Revision : Nullable.Compare(AmendedAt, other.AmendedAt) > 0;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OutageReport))]
[JsonSerializable(typeof(OutageLook))]
[JsonSerializable(typeof(Known))]
[JsonSerializable(typeof(List<Said>))]
[JsonSerializable(typeof(Storm))]
[JsonSerializable(typeof(List<Accepted>))]
internal sealed partial class OutageJson : JsonSerializerContext;
