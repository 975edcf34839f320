using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>The texts of the dialogue with their values in place.</summary>
public sealed class DialogueTexts(TemplateCatalogue catalogue)
{
    public string Say(string name, string language, params ReadOnlySpan<(string Key, string Value)> values)
    {
        var text = catalogue.Text(name).In(language);
        foreach (var (key, value) in values)
            text = text.Replace($"{{{key}}}", value, StringComparison.Ordinal);
        return text;
    }

    public string Time(DateTimeOffset at, string language) => catalogue.Time(at, language);

    public string Cause(string? code, string? text, string language) => catalogue.Cause(code, text).In(language);
}
