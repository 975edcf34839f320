using System.Text.Json.Serialization;
using Samvad.Announcements.Audiences;
using Samvad.Consumers;
using Samvad.Outages;
using Samvad.WhatsApp;

namespace Samvad.Announcements;

/// <summary>How far an announcement is.</summary>
public enum AnnouncementState
{
    /// <summary>Made; its groups are being found.</summary>
    Accepted,

    /// <summary>A shard per group is on the queue.</summary>
    Planned,

    /// <summary>Every person of the audience has a final row in the ledger.</summary>
    Finished,
}

/// <summary>One thing to be told to one audience. It is frozen when it is made: what follows only delivers it.</summary>
/// <param name="Id">See <see cref="AnnouncementId"/>.</param>
/// <param name="Reference">The name of it that people read in the message.</param>
/// <param name="Topic">The purpose that a person must have agreed to.</param>
/// <param name="Values">The template's values per language; null stands for the name of the person's own office.</param>
/// <param name="ExpiresAt">News until then; later it is not sent any more.</param>
public sealed record Announcement(
    string Id,
    string Reference,
    Topics Topic,
    string Template,
    IReadOnlyDictionary<string, IReadOnlyList<string?>> Values,
    Affected Audience,
    string Source,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt)
{
    /// <summary>The earlier announcement of the same outage, which this one makes stale.</summary>
    public string? Supersedes { get; init; }

    /// <summary>Of the audience, who is not told.</summary>
    public Affected? Except { get; init; }

    /// <summary>The key of the outage that it tells of; null where it tells of none.</summary>
    public string? Outage { get; init; }

    /// <summary>How the supply is, for whom this is the last message of the day.</summary>
    public Names? Latest { get; init; }

    /// <summary>Of the audience, who is meant; null means all.</summary>
    public Traits? Only { get; init; }

    /// <summary>Of the audience, who is not.</summary>
    public Traits? Not { get; init; }

    /// <summary>The offices below which its maker may tell people; null is everywhere.</summary>
    public IReadOnlyList<string>? Within { get; init; }

    /// <summary>Its template where that is of the content library, which may change meanwhile.</summary>
    public Template? Own { get; init; }

    /// <summary>Against which of a person's weekly numbers it counts; null counts against none.</summary>
    public Frequency? Frequency { get; init; }

    /// <summary>Who made it; null where a machine did.</summary>
    public Hand? By { get; init; }

    /// <summary>Why it was sent without the approval of a second person.</summary>
    public string? Emergency { get; init; }

    /// <summary>Outages and their restoration, planned ones too, and hazards go before tips and notices.</summary>
    [JsonIgnore]
    public Priority Priority => Topic is Topics.Outage or Topics.Planned ? Priority.Urgent : Priority.Routine;
}

/// <summary>A caller whose deed is kept: the stable id, and the name that people know.</summary>
public sealed record Hand(string Id, string Name);

/// <summary>What is counted apart when a person is not to be told too much in a week.</summary>
public enum Frequency
{
    Routine,
    Marketing,
}

/// <summary>Who waits for whom at a channel.</summary>
public enum Priority
{
    Urgent,
    Routine,
}

/// <summary>One announcement for one group: one message on the queue.</summary>
/// <param name="Place">The name of the group's office.</param>
/// <param name="Office">The group's office, by which a channel is chosen.</param>
/// <param name="Whole">All members are meant, not only those at the affected assets.</param>
/// <param name="Control">The announcement's control that the shard was queued under; an older one is not to be believed.</param>
/// <param name="Again">The ledger may hold pages of it.</param>
public sealed record Shard(
    string Announcement, string Group, string Office, Names Place, bool Whole, int Control = 0, bool Again = false);

/// <summary>The message that asks for an announcement to be planned, or for its groups to be taken up again.</summary>
/// <param name="Control">0 plans; else what is not final is queued again under this control.</param>
/// <param name="Occasion">Tells apart the times at which the same is asked for.</param>
public sealed record PlanRequest(string Announcement, int Control = 0, string? Occasion = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Announcement))]
[JsonSerializable(typeof(Shard))]
[JsonSerializable(typeof(PlanRequest))]
internal sealed partial class AnnouncementJson : JsonSerializerContext;
