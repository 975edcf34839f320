using System.Text.Json.Serialization;

namespace Samvad.Outages;

/// <summary>What people are told of an outage.</summary>
public enum Notice
{
    /// <summary>Supply is off; for planned work by plan.</summary>
    Off,
    EtrChanged,

    /// <summary>The time that was told has passed, and another is not known yet.</summary>
    Delayed,
    PartlyRestored,
    Restored,

    /// <summary>There was no outage; for planned work: there will be none.</summary>
    Cancelled,

    /// <summary>Somebody is still without supply after it was restored around them.</summary>
    StillOut,

    /// <summary>Planned work to come, or at another time than told.</summary>
    Planned,
    Reminder,
    Extended,
}

/// <summary>One thing that was decided to be told.</summary>
/// <param name="Id">Of the announcement.</param>
/// <param name="Revision">The newest revision then.</param>
/// <param name="Report">What was known then, as far as it is told.</param>
/// <param name="Etr">The time of restoration, or the end of planned work, that is told.</param>
/// <param name="Supersedes">The announcement that this one makes stale.</param>
/// <param name="Office">The office whose announcements are planned one after the other with this one.</param>
public sealed record Said(
    string Id,
    Notice Notice,
    long Revision,
    DateTimeOffset At,
    DateTimeOffset? Etr,
    Affected To,
    Affected Except,
    string? Supersedes,
    string? Office)
{
    /// <summary>The latest change by hand to that revision.</summary>
    public DateTimeOffset? AmendedAt { get; init; }

    /// <summary>It is told to those only whom the outage reached after it was told to the others.</summary>
    public bool Widened { get; init; }

    /// <summary>What is told to some only makes nothing stale that was told to all.</summary>
    [JsonIgnore]
    public bool ToSome => Widened || Notice == Notice.PartlyRestored;
}

/// <summary>What people know of an outage by us.</summary>
/// <param name="Told">They were told that supply is off or will be.</param>
/// <param name="Ended">They were told of the end, or there is nothing to be told of it.</param>
/// <param name="Start">The beginning of planned work that was told.</param>
/// <param name="Etr">The time of restoration that was told.</param>
/// <param name="Delayed">They were told that it has passed.</param>
/// <param name="Off">Planned: they were told that it began.</param>
/// <param name="Restored">Who was told that supply is back, or was back before anything was told.</param>
/// <param name="Lead">How long ahead planned work was told.</param>
/// <param name="Momentary">It ended before anybody was to be told.</param>
/// <param name="Overdue">The engineer was alerted that its time of restoration has passed.</param>
/// <param name="Office">The office at which it counts for a storm.</param>
/// <param name="People">Who was told that supply is off or will be; a later report may name more of them, or fewer.</param>
/// <param name="Again">It goes on after its end; another end is news only after another beginning.</param>
public sealed record Known(
    bool Told = false,
    bool Ended = false,
    DateTimeOffset? Start = null,
    DateTimeOffset? Etr = null,
    bool Delayed = false,
    bool Reminded = false,
    bool Off = false,
    Affected? Restored = null,
    TimeSpan? Lead = null,
    bool Momentary = false,
    bool Overdue = false,
    string? Office = null,
    Affected? People = null,
    bool Again = false);
