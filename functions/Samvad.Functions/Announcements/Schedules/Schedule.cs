using System.Text.Json.Serialization;
using Azure;
using Samvad.Announcements.Audiences;

namespace Samvad.Announcements.Schedules;

/// <summary>Whether a schedule runs.</summary>
public enum ScheduleState
{
    /// <summary>For the approval of a second person.</summary>
    Waiting,
    Active,
    Paused,

    /// <summary>The approval was refused, withdrawn or not given in time.</summary>
    Refused,
}

/// <summary>What is sent when to whom.</summary>
/// <param name="Version">Rises with each change; an approval is of one version.</param>
/// <param name="Within">The offices of whoever changed it; null is everywhere.</param>
public sealed record Schedule(
    string Id,
    string Name,
    int Version,
    Timetable When,
    Content What,
    Selection Whom,
    IReadOnlyList<string>? Within,
    Hand ChangedBy,
    DateTimeOffset ChangedAt);

/// <summary>A schedule with where it stands.</summary>
/// <param name="NextDue">Null where nothing is due any more.</param>
public sealed record ScheduleRow(Schedule Schedule, ScheduleState State, DateTimeOffset? NextDue, Sent Sent)
{
    [JsonIgnore]
    internal ETag ETag { get; init; }
}

/// <summary>What became of a run.</summary>
public enum RunState
{
    /// <summary>Decided on; its announcement is being made.</summary>
    Begun,
    Announced,

    /// <summary>Nothing was up to make it before its window closed.</summary>
    Missed,

    /// <summary>No item of the library could be chosen.</summary>
    NothingToSend,
}

/// <summary>A run of a schedule: one for each due time, whoever begins it.</summary>
public sealed record ScheduleRun(
    string Schedule, DateTimeOffset Due, RunState State, string? Item, string? Announcement, DateTimeOffset At);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Schedule))]
[JsonSerializable(typeof(Sent))]
internal sealed partial class ScheduleJson : JsonSerializerContext;
