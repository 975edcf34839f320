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
public sealed record Template(
    string Name,
    TemplateCategory Category,
    IReadOnlyList<string> Parameters,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Samples,
    IReadOnlyDictionary<string, string> Bodies)
{
    /// <summary>The parameter by which people, support and journals name what was told.</summary>
    public const string Reference = "reference";

    /// <summary>Where among the values the reference stands.</summary>
    public int ReferenceIndex { get; } = Parameters.ToList().IndexOf(Reference);

    /// <returns>The body in that language, or null.</returns>
    public string? Body(string language) => Bodies.GetValueOrDefault(language);

    /// <returns>The text as the person reads it.</returns>
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
