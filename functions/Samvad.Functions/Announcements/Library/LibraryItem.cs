using System.Text.Json.Serialization;
using Samvad.Consumers;
using Samvad.WhatsApp;

namespace Samvad.Announcements.Library;

/// <summary>What an item is about; people agree to each by itself.</summary>
public enum LibraryKind
{
    /// <summary>Electrical safety.</summary>
    Tip,

    /// <summary>The utility's services.</summary>
    Notice,
}

/// <summary>When an item is news.</summary>
public enum Season
{
    AllYear,
    Monsoon,
    KiteFestival,
    Harvest,
    Diwali,
    SummerLoad,
}

/// <summary>A value that is filled in when the item is sent.</summary>
/// <param name="Samples">As Meta asks for them at approval.</param>
public sealed record LibraryParameter(string Name, Names Samples);

/// <summary>A safety tip or service notice in three languages.</summary>
/// <param name="Text">What it says, with parameters as `{{days}}`, and `{helpline}` for what the settings name.</param>
/// <param name="Parameters">Beside place and reference, which every message has.</param>
/// <param name="Image">A picture in the place of the title; WhatsApp fetches it from there.</param>
/// <param name="Enabled">A schedule may choose it.</param>
/// <param name="Version">Rises when what WhatsApp has to approve changes: it is another template then.</param>
public sealed record LibraryItem(
    string Id,
    LibraryKind Kind,
    TemplateCategory Category,
    IReadOnlyList<Season> Seasons,
    Names Title,
    Names Text,
    IReadOnlyList<LibraryParameter> Parameters,
    Uri? Image = null,
    bool Enabled = true,
    int Version = 1)
{
    /// <summary>Null where it is as the app brought it.</summary>
    public Hand? ChangedBy { get; init; }

    public DateTimeOffset? ChangedAt { get; init; }

    [JsonIgnore]
    public Topics Topic => Kind == LibraryKind.Tip ? Topics.Safety : Topics.Service;

    [JsonIgnore]
    public string TemplateName =>
        $"{Kind.ToString().ToLowerInvariant()}_{Id.Replace('-', '_').ToLowerInvariant()}{(Version > 1 ? $"_v{Version}" : "")}";

    /// <summary>Whether a schedule can fill in all that it asks for.</summary>
    [JsonIgnore]
    public bool FillsItself => Parameters.Count == 0;

    /// <summary>It has a season that holds on that day (IST).</summary>
    public bool IsInSeason(DateOnly day) => Seasons.Count == 0 || Seasons.Any(season => Holds(season, day));

    private static bool Holds(Season season, DateOnly day) => season switch
    {
        Season.Monsoon => day.Month is >= 6 and <= 9,
        // Makar Sankranti is on 14 January; kites fly from Christmas on.
        Season.KiteFestival => day is { Month: 12, Day: >= 20 } or { Month: 1, Day: <= 31 },
        // Kharif crops and sugarcane come in from October, rabi crops in March.
        Season.Harvest => day.Month is >= 10 or <= 3,
        // The new moon of Diwali falls between mid-October and mid-November.
        Season.Diwali => day is { Month: 10 } or { Month: 11, Day: <= 20 },
        Season.SummerLoad => day.Month is >= 3 and <= 6,
        _ => true,
    };
}

/// <summary>What surrounds the texts of a kind: greeting, reference and closing; `{text}` is the item's.</summary>
internal sealed record LibraryFrames(Names Tip, Names Notice, Names Footer);

internal sealed record LibraryFile(LibraryFrames Frames, IReadOnlyList<LibraryItem> Items);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LibraryFile))]
[JsonSerializable(typeof(LibraryItem))]
internal sealed partial class LibraryJson : JsonSerializerContext;
