using System.Text.Json.Serialization;
using Azure;

namespace Samvad.Announcements.Approvals;

/// <summary>How far a request for approval is.</summary>
public enum ApprovalState
{
    /// <summary>Its dry run counts the people.</summary>
    Counting,
    Waiting,
    Approved,
    Rejected,

    /// <summary>Nobody decided in time.</summary>
    Expired,

    /// <summary>By its maker.</summary>
    Withdrawn,

    /// <summary>The dry run found no more people than need none.</summary>
    NotNeeded,
}

/// <summary>Who did what to a request, the oldest first.</summary>
/// <param name="By">Null where the app did.</param>
public sealed record ApprovalStep(DateTimeOffset At, Hand? By, ApprovalState State, string? Reason);

/// <summary>A request of a maker that a second person decides on: an announcement, or a schedule and all its runs.</summary>
/// <param name="Announcement">To be made; of a schedule, its next run.</param>
/// <param name="Schedule">The schedule's id and the version that is asked for.</param>
/// <param name="DryRun">That the decision is based on.</param>
/// <param name="People">As that dry run counted them; null until then.</param>
/// <param name="Made">The announcement that came of it.</param>
public sealed record Approval(
    string Id,
    ApprovalState State,
    Announcement Announcement,
    ScheduleVersion? Schedule,
    Hand Maker,
    string DryRun,
    int? People,
    DateTimeOffset AskedAt,
    DateTimeOffset ExpiresAt,
    string? Made,
    IReadOnlyList<ApprovalStep> History)
{
    [JsonIgnore]
    internal ETag ETag { get; init; }

    [JsonIgnore]
    public bool IsOpen => State is ApprovalState.Counting or ApprovalState.Waiting;

    /// <summary>It may be done, and perhaps is not yet.</summary>
    [JsonIgnore]
    public bool IsGranted => State is ApprovalState.Approved or ApprovalState.NotNeeded;

    public Approval Then(ApprovalState state, Hand? by, string? reason, DateTimeOffset at) => this with
    {
        State = state, History = [.. History, new(at, by, state, reason)],
    };
}

public sealed record ScheduleVersion(string Id, int Version);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Approval))]
internal sealed partial class ApprovalJson : JsonSerializerContext;
