using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Samvad.Consumers;

namespace Samvad.WhatsApp;

/// <summary>
/// Every text that people read: templates, free texts, causes and the way times are said. Read from Templates/templates.json
/// and checked when it is loaded.
/// </summary>
public sealed class TemplateCatalogue
{
    private readonly Dictionary<string, Template> _templates;
    private readonly Dictionary<string, Names> _texts;
    private readonly Dictionary<string, Names> _causes;
    private readonly Dictionary<string, Clock> _clocks;

    private TemplateCatalogue(Source source)
    {
        _templates = source.Templates.ToDictionary(template => template.Name);
        _texts = source.Texts;
        _causes = new(source.Causes, StringComparer.OrdinalIgnoreCase);
        _clocks = source.Clock;
    }

    /// <summary>The languages that every text exists in.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["mr", "hi", "en"];

    public IEnumerable<Template> Templates => _templates.Values;

    /// <summary>The cause codes that have a text; CIM's causeKind and those of an Indian distribution network.</summary>
    public IEnumerable<string> CauseCodes => _causes.Keys;

    /// <exception cref="InvalidOperationException">The catalogue has faults; the message lists all of them.</exception>
    public static TemplateCatalogue Load()
    {
        using var stream = typeof(TemplateCatalogue).Assembly
            .GetManifestResourceStream("Samvad.WhatsApp.Templates.templates.json")!;
        return Read(stream);
    }

    /// <inheritdoc cref="Load"/>
    public static TemplateCatalogue Read(Stream json)
    {
        var source = JsonSerializer.Deserialize(json, CatalogueJson.Default.Source)
            ?? throw new InvalidOperationException("The template catalogue is empty.");
        var faults = CatalogueRules.Faults(source).ToArray();
        return faults.Length == 0
            ? new TemplateCatalogue(source)
            : throw new InvalidOperationException("The template catalogue has faults:\n" + string.Join('\n', faults));
    }

    public Template? Find(string name) => _templates.GetValueOrDefault(name);

    /// <summary>The template that an announcement is told with.</summary>
    public Template Of(Announcements.Announcement announcement) => announcement.Own ?? this[announcement.Template];

    /// <exception cref="KeyNotFoundException">There is no such template.</exception>
    public Template this[string name] => _templates[name];

    /// <summary>A text that may be sent within 24 hours after the person wrote.</summary>
    /// <param name="name">Of <see cref="TextNames"/>.</param>
    public Names Text(string name) => _texts[name];

    public bool KnowsCause(string code) => _causes.ContainsKey(code);

    /// <summary>The cause in each language; the source's own words where the code has none; "unknown" where there is neither.</summary>
    public Names Cause(string? code, string? text) =>
        code is not null && _causes.TryGetValue(code, out var names) ? names
        : text is not null ? new Names(text, text, text)
        : _causes["unknown"];

    /// <summary>A time as people of that language say it, in Indian Standard Time.</summary>
    public string Time(DateTimeOffset at, string language)
    {
        var local = at.ToOffset(IndianTime.Offset);
        var clock = _clocks[language];
        var part = clock.Parts.Last(part => part.Key <= local.Hour).Value;
        return clock.Format
            .Replace("{day}", local.Day.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{month}", clock.Months[local.Month - 1], StringComparison.Ordinal)
            .Replace("{part}", part, StringComparison.Ordinal)
            .Replace("{hour}", ((local.Hour + 11) % 12 + 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{minute}", local.ToString("mm", CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    internal sealed record Clock(string Format, IReadOnlyList<string> Months, SortedDictionary<int, string> Parts);

    internal sealed record Source(
        IReadOnlyList<Template> Templates,
        Dictionary<string, Names> Texts,
        Dictionary<string, Names> Causes,
        Dictionary<string, Clock> Clock);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TemplateCatalogue.Source))]
internal sealed partial class CatalogueJson : JsonSerializerContext;
