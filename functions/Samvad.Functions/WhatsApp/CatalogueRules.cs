using System.Text.RegularExpressions;

namespace Samvad.WhatsApp;

/// <summary>What Meta would refuse, and what would leave a person with half a text.</summary>
internal static partial class CatalogueRules
{
    /// <summary>Characters of a body (Meta: 1,024).</summary>
    private const int BodyLimit = 1024;

    /// <summary>Characters of a header or a footer (Meta: 60).</summary>
    private const int EdgeLimit = 60;

    /// <summary>Characters of a free text (Meta: 4,096).</summary>
    private const int TextLimit = 4096;

    public static IEnumerable<string> Faults(TemplateCatalogue.Source source)
    {
        foreach (var twice in source.Templates.GroupBy(template => template.Name).Where(same => same.Count() > 1))
            yield return $"Template {twice.Key} is there twice.";
        foreach (var template in source.Templates)
        {
            foreach (var fault in Faults(template))
                yield return fault;
        }

        foreach (var name in TextNames.All)
        {
            if (!source.Texts.TryGetValue(name, out var text))
                yield return $"There is no text '{name}'.";
            else if (TemplateCatalogue.Languages.Any(language => text.In(language).Length is 0 or > TextLimit))
                yield return $"Text {name} is empty or longer than {TextLimit} characters in one of the languages.";
        }

        if (!source.Causes.ContainsKey("unknown"))
            yield return "There is no cause 'unknown'.";
        foreach (var language in TemplateCatalogue.Languages)
        {
            if (!source.Clock.TryGetValue(language, out var clock))
                yield return $"There is no clock in {language}.";
            else if (clock.Months.Count != 12 || !clock.Parts.ContainsKey(0))
                yield return $"The clock in {language} needs 12 months and a part of the day that starts at 0.";
        }
    }

    public static IEnumerable<string> Faults(Template template)
    {
        if (!NamePattern().IsMatch(template.Name))
            yield return $"Template name '{template.Name}' has characters other than a-z, 0-9 and _.";
        if (template.ReferenceIndex < 0)
            yield return $"Template {template.Name} has no parameter '{Template.Reference}', so nobody could ask about it.";
        foreach (var fault in ButtonFaults(template))
            yield return $"Template {template.Name}: {fault}";
        foreach (var language in TemplateCatalogue.Languages)
        {
            foreach (var fault in BodyFaults(template, language))
                yield return $"Template {template.Name}, {language}: {fault}";
            if (template.Header?.In(language).Length is 0 or > EdgeLimit || template.Footer?.In(language).Length is 0 or > EdgeLimit)
                yield return $"Template {template.Name}, {language}: header or footer is empty or longer than {EdgeLimit} characters.";
        }
    }

    private static IEnumerable<string> BodyFaults(Template template, string language)
    {
        if (template.Body(language) is not { } body)
        {
            yield return "there is no body.";
            yield break;
        }

        var used = Placeholder().Matches(body).Select(match => int.Parse(match.Groups[1].Value)).ToHashSet();
        for (var number = 1; number <= template.Parameters.Count; number++)
        {
            if (!used.Remove(number))
                yield return $"parameter {number} ({template.Parameters[number - 1]}) is not in the body.";
        }

        foreach (var number in used)
            yield return $"{{{{{number}}}}} is in the body but is no parameter.";
        if (body.StartsWith("{{", StringComparison.Ordinal) || body.EndsWith("}}", StringComparison.Ordinal))
            yield return "a body may not start or end with a parameter.";
        if (!template.Samples.TryGetValue(language, out var samples) || samples.Count != template.Parameters.Count)
            yield return "there is not one sample value for each parameter.";
        else if (template.Render(language, samples).Length > BodyLimit)
            yield return $"the body with its samples is longer than {BodyLimit} characters.";
    }

    private static IEnumerable<string> ButtonFaults(Template template)
    {
        if (template.Buttons.Count > Button.Most)
            yield return $"there are {template.Buttons.Count} buttons, more than {Button.Most}.";
        foreach (var twice in template.Buttons.GroupBy(button => button.Key).Where(same => same.Count() > 1))
            yield return $"button '{twice.Key}' is there twice.";
        foreach (var button in template.Buttons)
        {
            if (!KeyPattern().IsMatch(button.Key))
                yield return $"button key '{button.Key}' is not words of a-z with colons between them.";
            foreach (var language in TemplateCatalogue.Languages)
            {
                if (button.Titles.In(language).Length is 0 or > Button.LongestTitle)
                    yield return $"button '{button.Key}', {language}: the title is empty or longer than {Button.LongestTitle} characters.";
            }
        }
    }

    [GeneratedRegex("^[a-z]+(:[a-z]+)*$")]
    private static partial Regex KeyPattern();

    [GeneratedRegex("^[a-z0-9_]{1,512}$")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\{\{(\d+)\}\}")]
    private static partial Regex Placeholder();
}
