using System.Text.Json.Serialization;
using Samvad.Consumers;

namespace Samvad.Announcements.DryRuns;

/// <summary>What a channel would have to do.</summary>
/// <param name="Queued">What is queued for it already.</param>
/// <param name="Minutes">Of sending, behind what is queued, at its pace; null where it is unthrottled.</param>
/// <param name="EndsAt">With quiet hours and the daily limit; null where it is unthrottled and nothing holds it.</param>
/// <param name="Headroom">People it may still write to in the moving day; null is unlimited.</param>
/// <param name="Shortfall">People above that, who wait for the window to move.</param>
public sealed record ChannelFigures(
    string Channel,
    string Provider,
    int People,
    double MessagesPerSecond,
    int Queued,
    double? Minutes,
    DateTimeOffset? EndsAt,
    int DailyLimit,
    int? Headroom,
    int Shortfall);

/// <summary>What the messages of a provider cost, if all are delivered.</summary>
public sealed record Cost(string Provider, string Category, string Currency, int Messages, decimal PerMessage, decimal Amount);

/// <summary>Something to look at before it is sent.</summary>
/// <param name="People">Whom it concerns; null where it concerns all.</param>
public sealed record Warning(string Code, string Text, int? People = null);

public sealed record OfficeView(string Office, Names? Name, int People, int Shared);

/// <summary>Whom an announcement would be told, through what, for how much and in which words.</summary>
/// <param name="Groups">Of the audience; those looked at so far are <paramref name="GroupsDone"/>.</param>
/// <param name="Audience">Lines of the ledger; people are of it, and the skipped.</param>
/// <param name="Texts">The whole message in each language, as somebody of the first group would read it.</param>
public sealed record DryRunView(
    string Template,
    string? Category,
    DateTimeOffset ExpiresAt,
    int Groups,
    int GroupsDone,
    int Audience,
    int People,
    IReadOnlyDictionary<string, int> Skipped,
    IReadOnlyDictionary<string, int> Languages,
    IReadOnlyList<OfficeView> Offices,
    IReadOnlyList<ChannelFigures> Channels,
    IReadOnlyList<Cost> Costs,
    IReadOnlyList<Warning> Warnings,
    IReadOnlyDictionary<string, string> Texts);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(DryRunView))]
internal sealed partial class DryRunJson : JsonSerializerContext;
