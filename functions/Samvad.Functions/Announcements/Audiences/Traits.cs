using System.Text.Json.Serialization;
using Samvad.Consumers;

namespace Samvad.Announcements.Audiences;

/// <summary>What people have in common wherever they live; an empty list says nothing.</summary>
/// <param name="GroupKinds">Of <see cref="GroupKind"/>.</param>
/// <param name="Categories">Of members, as an import names them.</param>
/// <param name="Languages">mr, hi, en.</param>
/// <param name="Areas">urban, rural.</param>
public sealed record Traits(
    IReadOnlyList<string> GroupKinds,
    IReadOnlyList<string> Categories,
    IReadOnlyList<string> Languages,
    IReadOnlyList<string> Areas)
{
    public static readonly Traits None = new([], [], [], []);

    [JsonIgnore]
    public bool IsEmpty => GroupKinds.Count + Categories.Count + Languages.Count + Areas.Count == 0;

    /// <summary>Every list that says something says it of the member.</summary>
    public bool Includes(Member member) =>
        (Categories.Count == 0 || Categories.Contains(member.Category))
        && (Languages.Count == 0 || Languages.Contains(member.Language));

    /// <inheritdoc cref="Includes(Member)"/>
    public bool Includes(Group group, OfficeTree tree) =>
        (GroupKinds.Count == 0 || GroupKinds.Contains(GroupKind.Of(group, tree)))
        && (Areas.Count == 0 || Areas.Contains(GroupKind.AreaOf(group)));

    /// <summary>Some list says something of the member.</summary>
    public bool Names(Member member) => Categories.Contains(member.Category) || Languages.Contains(member.Language);

    /// <inheritdoc cref="Names(Member)"/>
    public bool Names(Group group, OfficeTree tree) =>
        GroupKinds.Contains(GroupKind.Of(group, tree)) || Areas.Contains(GroupKind.AreaOf(group));
}

/// <summary>Whose group it is: a Janamitra's, or that of the head of an office, by the office's level.</summary>
public static class GroupKind
{
    public const string Janamitra = "janamitra";

    public static readonly IReadOnlyList<string> All =
        [Janamitra, .. Enum.GetNames<OfficeLevel>().Select(level => level.ToLowerInvariant())];

    public static readonly IReadOnlyList<string> Areas = ["urban", "rural"];

    public static string Of(Group group, OfficeTree tree) => group.Lineman is not null
        ? Janamitra
        : (tree.Find(group.Office)?.Level ?? OfficeLevel.Section).ToString().ToLowerInvariant();

    public static string AreaOf(Group group) => group.Urban ? "urban" : "rural";
}
