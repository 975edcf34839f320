using Samvad.Consumers;
using Samvad.WhatsApp;

namespace Samvad.Announcements.Library;

internal sealed record NamesBody(string? Mr, string? Hi, string? En);

internal sealed record LibraryParameterBody(string? Name, NamesBody? Samples);

/// <summary>An item as a caller writes it.</summary>
/// <param name="Version">The version that the caller changed; another one since is a conflict.</param>
internal sealed record LibraryBody(
    string? Id,
    string? Kind,
    string? Category,
    IReadOnlyList<string?>? Seasons,
    NamesBody? Title,
    NamesBody? Text,
    IReadOnlyList<LibraryParameterBody?>? Parameters,
    string? Image,
    bool? Enabled,
    int? Version)
{
    private const int LongestTitle = 60;
    private const int LongestText = 800;
    private const int LongestSample = 200;
    private const int MostParameters = 5;

    public LibraryItem ToItem(string at, string? id, FieldCheck check) => new(
        check.Id(at + "id", id ?? Id),
        EnumOf<LibraryKind>(at + "kind", Kind, check),
        check.OneOf(at + "category", Category, ["utility", "marketing"]) == "utility"
            ? TemplateCategory.Utility : TemplateCategory.Marketing,
        [.. (Seasons ?? []).Select((season, index) => EnumOf<Season>($"{at}seasons[{index}]", season, check)).Distinct()],
        Text3(at + "title", Title, LongestTitle, check),
        Text3(at + "text", Text, LongestText, check),
        ParametersOf(at, check),
        ImageOf(at, check),
        Enabled ?? true);

    private LibraryParameter[] ParametersOf(string at, FieldCheck check)
    {
        var given = Parameters ?? [];
        if (given.Count > MostParameters)
            check.Add(at + "parameters", $"{given.Count} parameters", "count", $"At most {MostParameters}.");
        return [.. given.Take(MostParameters).Select((one, index) => new LibraryParameter(
            Name($"{at}parameters[{index}].name", one?.Name, check),
            Text3($"{at}parameters[{index}].samples", one?.Samples, LongestSample, check)))];
    }

    private static string Name(string field, string? name, FieldCheck check)
    {
        name = name?.Trim() ?? "";
        if (name.Length is 0 or > 32 || !name.All(char.IsAsciiLetter) || name is "place" or Template.Reference)
            check.Add(field, name, "name", "1 to 32 letters a-z; place and reference are there by themselves.");
        return name;
    }

    private Uri? ImageOf(string at, FieldCheck check)
    {
        if (string.IsNullOrWhiteSpace(Image))
            return null;
        if (Uri.TryCreate(Image, UriKind.Absolute, out var image) && image.Scheme == Uri.UriSchemeHttps)
            return image;
        check.Add(at + "image", Image, "https", "An https address that WhatsApp can fetch a JPEG or PNG from, or nothing.");
        return null;
    }

    private static Names Text3(string field, NamesBody? text, int longest, FieldCheck check) => new(
        check.Text(field + ".mr", text?.Mr, longest), check.Text(field + ".hi", text?.Hi, longest), check.Text(field + ".en", text?.En, longest));

    private static T EnumOf<T>(string field, string? value, FieldCheck check) where T : struct, Enum =>
        Enum.TryParse<T>(check.OneOf(field, value, KebabCase.Names<T>()).Replace("-", ""), true, out var known) ? known : default;
}
