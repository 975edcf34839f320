using System.Text.Json;
using System.Text.RegularExpressions;
using Samvad.Operations;
using Samvad.WhatsApp;

namespace Samvad.Tests.Page;

public sealed partial class DictionaryTests
{
    private static readonly Dictionary<string, Dictionary<string, string>> s_languages = TemplateCatalogue.Languages
        .ToDictionary(language => language, language => JsonSerializer.Deserialize<Dictionary<string, string>>(Read($"i18n/{language}.json"))!);

    [Fact]
    public void Every_language_has_every_text_with_the_same_values()
    {
        foreach (var (language, words) in s_languages)
        {
            Assert.Equal(s_languages["en"].Keys.Order(), words.Keys.Order());
            foreach (var (name, text) in words)
            {
                Assert.True(Values(text).SetEquals(Values(s_languages["en"][name])), $"{language} {name}: {text}");
                Assert.NotEqual("", text.Trim());
            }
        }
    }

    [Fact]
    public void Marathi_and_Hindi_are_written_in_their_script()
    {
        string[] alike = ["CAIDI", "MAIFI", "SAIDI", "SAIFI"];
        foreach (var language in (string[])["mr", "hi"])
        {
            var latin = s_languages[language].Where(word => !Devanagari().IsMatch(word.Value))
                .Select(word => word.Value).Where(text => Letters().IsMatch(Braces().Replace(text, ""))).Except(alike);
            Assert.Empty(latin);
        }
    }

    [Fact]
    public void Every_text_that_a_module_asks_for_is_there()
    {
        var asked = Modules().SelectMany(module => Asked().Matches(module).Select(match => match.Groups[1].Value)).Distinct();
        Assert.Empty(asked.Except(s_languages["en"].Keys));
    }

    [Fact]
    public void Every_template_cause_and_reason_has_a_name()
    {
        var catalogue = TemplateCatalogue.Load();
        string[] wanted =
        [
            .. catalogue.Templates.Select(template => $"template.{template.Name}"),
            .. catalogue.CauseCodes.Select(cause => $"cause.{cause}"),
            .. typeof(Samvad.Tracking.SkipReason).GetFields().Where(field => field.IsLiteral).Select(field => $"skip.{field.GetRawConstantValue()}"),
            .. typeof(Samvad.Tracking.HoldReason).GetFields().Where(field => field.IsLiteral).Select(field => $"held.{field.GetRawConstantValue()}"),
        ];
        Assert.Empty(wanted.Except(s_languages["en"].Keys));
    }

    private static HashSet<string> Values(string text) => [.. Braces().Matches(text).Select(match => match.Value)];

    private static IEnumerable<string> Modules() => typeof(SettingsFunctions).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith("Page/", StringComparison.Ordinal) && name.EndsWith(".js", StringComparison.Ordinal))
        .Select(name => Read(name["Page/".Length..]));

    private static string Read(string path)
    {
        using var reader = new StreamReader(typeof(SettingsFunctions).Assembly.GetManifestResourceStream("Page/" + path)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Braces();

    [GeneratedRegex(@"\p{IsDevanagari}")]
    private static partial Regex Devanagari();

    [GeneratedRegex("[A-Za-z]")]
    private static partial Regex Letters();

    [GeneratedRegex(@"\bt\('([^']+)'")]
    private static partial Regex Asked();
}
