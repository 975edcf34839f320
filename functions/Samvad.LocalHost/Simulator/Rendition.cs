namespace Samvad.LocalHost.Simulator;

/// <summary>What was said: a template with its values, or free text. Kept once, however many people got it.</summary>
internal sealed class Rendition
{
    public required UInt128 Key { get; init; }
    public required string Kind { get; init; }
    public string? Template { get; init; }
    public string? Language { get; init; }
    public string? Text { get; init; }

    /// <summary>The values by name: those of the body first, in the order {{1}}, {{2}} and so on.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    public IReadOnlyList<string> Values { get; init; } = [];
    public int BodyCount { get; init; }

    /// <summary>What the template's buttons carry back, in their order.</summary>
    public IReadOnlyList<string> Payloads { get; init; } = [];

    /// <summary>The announcement: the value named `reference`.</summary>
    public string? Reference { get; init; }

    public ulong Hash => Reference is null ? (ulong)Key : _hash ??= Draw.Hash(Reference);

    /// <summary>Places in the journal, given when it is first accepted.</summary>
    public int Index { get; set; } = -1;

    public int Announcement { get; set; } = -1;

    private ulong? _hash;
}

/// <summary>What the simulator needs of a template.</summary>
/// <param name="Names">Of the parameters, for a protocol that gives them by their places.</param>
/// <param name="Buttons">Their titles, by language.</param>
internal sealed record KnownTemplate(
    int Parameters,
    Func<string, bool> Speaks,
    Func<string, IReadOnlyList<string>, string> Render,
    IReadOnlyList<string>? Names = null,
    Func<string, IReadOnlyList<string>>? Buttons = null);

/// <summary>The approved templates; without a catalogue every template counts as approved.</summary>
internal sealed class TemplateBook(Func<string, KnownTemplate?>? find)
{
    /// <summary>132001, 132000 or null (facts from Meta's error codes).</summary>
    public string? FailureOf(Rendition rendition)
    {
        if (find is null || rendition.Template is null)
            return null;
        var template = find(rendition.Template);
        if (template is null || !template.Speaks(rendition.Language!))
            return "132001";
        return template.Parameters == rendition.BodyCount && ButtonsOf(rendition).Count == rendition.Payloads.Count
            ? null
            : "132000";
    }

    /// <summary>The titles of the buttons that the person sees.</summary>
    public IReadOnlyList<string> ButtonsOf(Rendition rendition) =>
        rendition.Template is { } name && find?.Invoke(name)?.Buttons is { } buttons
            ? buttons(rendition.Language!)
            : rendition.Kind == "interactive" ? rendition.Values
            : [.. rendition.Payloads.Select((_, index) => $"{index + 1}")];

    public IReadOnlyList<string> NamesOf(string template) => find?.Invoke(template)?.Names ?? [];

    public string TextOf(Rendition rendition)
    {
        if (rendition.Template is null)
            return rendition.Text ?? "";
        var body = rendition.Values.Take(rendition.BodyCount).ToArray();
        return find?.Invoke(rendition.Template) is { } template && FailureOf(rendition) is null
            ? string.Join('\n', ButtonsOf(rendition).Select(title => $"[{title}]").Prepend(template.Render(rendition.Language!, body)))
            : $"{rendition.Template} [{rendition.Language}]: {string.Join(" | ", body)}";
    }
}
