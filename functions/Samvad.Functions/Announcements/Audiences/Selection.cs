using System.Text.Json.Serialization;
using Samvad.Outages;

namespace Samvad.Announcements.Audiences;

/// <summary>
/// Whom a broadcast is meant for. Places are added up, traits narrow them down; of what is excluded, each by itself
/// keeps somebody out.
/// </summary>
public sealed record Selection(Affected Places, Traits Only, Affected Except, Traits Not)
{
    public Announcement For(Announcement announcement) => announcement with
    {
        Audience = Places,
        Only = Only.IsEmpty ? null : Only,
        Except = Except.IsEmpty ? null : Except,
        Not = Not.IsEmpty ? null : Not,
    };

    public static Selection Of(Announcement announcement) => new(
        announcement.Audience, announcement.Only ?? Traits.None, announcement.Except ?? Affected.Nothing, announcement.Not ?? Traits.None);
}

/// <summary>A selection that is kept under a name.</summary>
/// <param name="Within">The offices of whoever made it; null is everywhere.</param>
public sealed record SavedAudience(
    string Id, string Name, Selection Selection, IReadOnlyList<string>? Within, Hand ChangedBy, DateTimeOffset ChangedAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SavedAudience))]
internal sealed partial class AudienceJson : JsonSerializerContext;
