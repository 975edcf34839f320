using System.Text.Json.Serialization;
using Samvad.Consumers;
using Samvad.Outages;

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
    DateTimeOffset ExpiresAt);

/// <summary>One announcement for one group: one message on the queue.</summary>
/// <param name="Place">The name of the group's office.</param>
/// <param name="Whole">All members are meant, not only those at the affected assets.</param>
public sealed record Shard(string Announcement, string Group, Names Place, bool Whole);

/// <summary>The message that asks for an announcement to be planned.</summary>
public sealed record PlanRequest(string Announcement);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Announcement))]
[JsonSerializable(typeof(Shard))]
[JsonSerializable(typeof(PlanRequest))]
internal sealed partial class AnnouncementJson : JsonSerializerContext;
