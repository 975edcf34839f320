using System.Text.Json.Serialization;
using Samvad.Consumers;

namespace Samvad.WhatsApp;

/// <summary>What Meta charges and asks consent for: utility (outages) or marketing (tips).</summary>
public enum TemplateCategory
{
    Utility,
    Marketing,
    Authentication,
}

/// <summary>A message approved by Meta: a body per language (mr, hi, en) with numbered parameters {{1}}, {{2}} …</summary>
/// <param name="Parameters">Names of the parameters, in the order of their numbers.</param>
/// <param name="Samples">Sample values per language, as Meta asks for them at approval.</param>
/// <param name="Buttons">What people may answer by, at most three.</param>
public sealed record Template(
    string Name,
    TemplateCategory Category,
    IReadOnlyList<string> Parameters,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Samples,
    IReadOnlyDictionary<string, string> Bodies,
    IReadOnlyList<QuickReply>? Buttons = null)
{
    /// <summary>The parameter by which people, support and journals name what was told.</summary>
    public const string Reference = "reference";

    public IReadOnlyList<QuickReply> Buttons { get; } = Buttons ?? [];

    /// <summary>A line in bold above the body, at most 60 characters, without parameters.</summary>
    public Names? Header { get; init; }

    /// <summary>A picture above the body instead; WhatsApp fetches it from there.</summary>
    public Uri? Image { get; init; }

    /// <summary>A small line below the body, at most 60 characters.</summary>
    public Names? Footer { get; init; }

    /// <summary>Where among the values the reference stands.</summary>
    [JsonIgnore]
    public int ReferenceIndex { get; } = Parameters.ToList().IndexOf(Reference);

    /// <returns>What each button carries back from that announcement.</returns>
    public IReadOnlyList<string> Payloads(string announcement) => [.. Buttons.Select(button => button.PayloadOf(announcement))];

    /// <returns>The body in that language, or null.</returns>
    public string? Body(string language) => Bodies.GetValueOrDefault(language);

    /// <summary>Header, body and footer, as the person reads them.</summary>
    public string RenderWhole(string language, IReadOnlyList<string> values) => string.Join(
        '\n', new[] { Header?.In(language), Render(language, values), Footer?.In(language) }.Where(part => part is not null));

    /// <returns>The body as the person reads it.</returns>
    /// <exception cref="ArgumentException">There is no body in that language, or the values do not match the parameters.</exception>
    public string Render(string language, IReadOnlyList<string> values)
    {
        var text = Body(language) ?? throw new ArgumentException($"Template {Name} has no body in '{language}'.");
        if (values.Count != Parameters.Count)
            throw new ArgumentException($"Template {Name} takes {Parameters.Count} values, not {values.Count}.");
        for (var i = 0; i < values.Count; i++)
            text = text.Replace($"{{{{{i + 1}}}}}", values[i], StringComparison.Ordinal);
        return text;
    }
}

/// <summary>A button of a template.</summary>
/// <param name="Key">What the answer means: words of a-z with colons between them.</param>
/// <param name="Titles">What people read on it.</param>
public sealed record QuickReply(string Key, Names Titles)
{
    /// <summary>The answer and to what it was given; at most 128 characters.</summary>
    public string PayloadOf(string announcement) => $"{Key}:{announcement}";

    /// <returns>The announcement that was answered; null where the payload is of another button.</returns>
    public static string? AnnouncementOf(string? payload, string key) =>
        payload is not null && payload.Length > key.Length && payload[key.Length] == ':'
            && payload.StartsWith(key, StringComparison.Ordinal)
            ? payload[(key.Length + 1)..]
            : null;
}
