using System.Text.Json.Serialization;
using Samvad.Outages;
using Samvad.Outages.Reliability;
using Samvad.Tracking;

namespace Samvad.Operations.Now;

/// <summary>What the control room looks at: who is without supply, what is being told, and what is out of order.</summary>
/// <param name="At">As of when.</param>
/// <param name="MoreOutages">Those that are not listed, the smallest.</param>
public sealed record NowView(
    DateTimeOffset At,
    int Consumers,
    int Without,
    IReadOnlyList<OfficeView> Offices,
    IReadOnlyList<OutageView> Outages,
    int MoreOutages,
    IReadOnlyList<StormView> Storms,
    IReadOnlyList<AnnouncementView> Announcing,
    IReadOnlyList<ChannelView> Channels,
    IReadOnlyList<FeedView> Feeds,
    IReadOnlyList<Alert> Alerts);

/// <summary>An office with all below it.</summary>
public sealed record OfficeView(string Code, int Consumers, int Without);

/// <summary>A running outage.</summary>
/// <param name="Due">When the standard of performance wants supply back, the first of its clocks.</param>
/// <param name="Late">People for whom that is over.</param>
/// <param name="Told">What people were told of it, the latest first.</param>
public sealed record OutageView(
    string Source,
    string ExternalId,
    OutageKind Kind,
    OutageState State,
    string? CauseCode,
    string? CauseText,
    DateTimeOffset Start,
    DateTimeOffset? Etr,
    IReadOnlyList<string> Offices,
    IReadOnlyList<string> Feeders,
    int Transformers,
    int Consumers,
    int Out,
    DateTimeOffset? Due,
    int Late,
    IReadOnlyList<ToldView> Told);

/// <summary>An announcement about an outage; without counts where it reaches beyond what the caller may see.</summary>
public sealed record ToldView(string Id, string Template, DateTimeOffset At, int? Audience, int? Sent);

/// <summary>An office whose outages are told by digests.</summary>
public sealed record StormView(string Office, DateTimeOffset? Since, int Outages, DateTimeOffset? DigestAt);

/// <summary>An announcement that is under way, or was within the last hours.</summary>
public sealed record AnnouncementView(
    string Id,
    string Reference,
    string Template,
    string Topic,
    string State,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? FinishedAt,
    int Groups,
    Counts Counts,
    double? PerSecond,
    DateTimeOffset? Eta);

/// <summary>How a sender number is.</summary>
public sealed record ChannelView(string Id, string State, string? Reason, string? Remedy, double MessagesPerSecond);

/// <summary>How a polled feed is.</summary>
public sealed record FeedView(string Name, DateTimeOffset? LastSuccess, string? LastError, int Failures);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(NowView))]
[JsonSerializable(typeof(OfficeNowView))]
internal sealed partial class NowJson : JsonSerializerContext;

/// <summary>One office: what hangs on its feeders.</summary>
public sealed record OfficeNowView(DateTimeOffset At, string Office, int Consumers, int Without, IReadOnlyList<FeederView> Feeders);

/// <summary>A feeder at one office; empty code: connections whose feeder is not known.</summary>
public sealed record FeederView(string Code, int Consumers, int Without, IReadOnlyList<TransformerView> Transformers);

/// <summary>A transformer (DTC); empty code: connections directly at the feeder.</summary>
public sealed record TransformerView(string Code, int Consumers, int Without);
