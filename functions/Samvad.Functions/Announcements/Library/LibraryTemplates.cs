using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Samvad.Consumers;
using Samvad.WhatsApp;

namespace Samvad.Announcements.Library;

/// <summary>Turns items into templates: frame, settings and numbered parameters.</summary>
public sealed partial class LibraryTemplates(IOptions<LibraryOptions> options)
{
    private const string Place = "place";
    private static readonly LibraryFile File = Load();

    /// <summary>The items that the app brings.</summary>
    public static IReadOnlyList<LibraryItem> Brought => File.Items;

    private static readonly Names SamplePlace = new("सातारा शहर", "सातारा शहर", "Satara City");

    public Template Of(LibraryItem item)
    {
        string[] parameters = [Place, .. item.Parameters.Select(parameter => parameter.Name), Template.Reference];
        var frame = item.Kind == LibraryKind.Tip ? File.Frames.Tip : File.Frames.Notice;
        return new Template(
            item.TemplateName,
            item.Category,
            parameters,
            Each(language => (IReadOnlyList<string>)
                [SamplePlace.In(language), .. item.Parameters.Select(one => one.Samples.In(language)), $"{item.Id}-20261123"]),
            Each(language => Numbered(
                Filled(frame.In(language).Replace("{text}", item.Text.In(language), StringComparison.Ordinal), language),
                parameters)))
        {
            Header = item.Image is null ? Filled(item.Title) : null,
            Image = item.Image,
            Footer = Filled(File.Frames.Footer),
        };
    }

    /// <summary>What Meta or a reader would find wrong with it; empty where nothing is.</summary>
    public IReadOnlyList<string> Faults(LibraryItem item)
    {
        var template = Of(item);
        var faults = CatalogueRules.Faults(template).ToList();
        foreach (var language in TemplateCatalogue.Languages)
        {
            if (Unfilled().Match(template.Body(language)!) is { Success: true } left)
                faults.Add($"Template {template.Name}, {language}: {left.Value} is neither a parameter nor a setting.");
        }

        return faults;
    }

    private Names Filled(Names text) => new(Filled(text.Mr, "mr"), Filled(text.Hi, "hi"), Filled(text.En, "en"));

    private string Filled(string text, string language)
    {
        var known = options.Value;
        var utility = new Names(known.UtilityMr, known.UtilityHi, known.UtilityEn).In(language);
        return Setting().Replace(text, name => name.Groups[1].Value switch
        {
            "utility" => utility,
            "helpline" => known.Helpline,
            "website" => known.Website,
            "solar" => known.Solar,
            _ => name.Value,
        });
    }

    private static string Numbered(string text, string[] parameters) => Parameter().Replace(
        text,
        name => Array.IndexOf(parameters, name.Groups[1].Value) is >= 0 and var index ? $"{{{{{index + 1}}}}}" : name.Value);

    private static Dictionary<string, T> Each<T>(Func<string, T> of) => TemplateCatalogue.Languages.ToDictionary(language => language, of);

    private static LibraryFile Load()
    {
        using var stream = typeof(LibraryTemplates).Assembly.GetManifestResourceStream("Samvad.Announcements.Library.library.json")!;
        return JsonSerializer.Deserialize(stream, LibraryJson.Default.LibraryFile)!;
    }

    [GeneratedRegex(@"\{\{([A-Za-z]+)\}\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"(?<!\{)\{([a-z]+)\}(?!\})")]
    private static partial Regex Setting();

    [GeneratedRegex(@"\{\{?[A-Za-z]+\}?\}")]
    private static partial Regex Unfilled();
}
