using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using Samvad.LocalHost.Simulator.Acs;

namespace Samvad.LocalHost.Simulator.CloudApi;

/// <summary>The renditions by the hash of the JSON that asked for them, so that each is read once.</summary>
internal sealed class CloudApiRenditions(TemplateBook templates)
{
    private readonly ConcurrentDictionary<UInt128, Rendition> _known = [];

    public void Learn(IEnumerable<Rendition> renditions)
    {
        foreach (var rendition in renditions)
            _known.TryAdd(rendition.Key, rendition);
    }

    public void Clear() => _known.Clear();

    /// <exception cref="CloudApiException">The content is not as the kind demands.</exception>
    public Rendition Get(string kind, JsonElement content)
    {
        var key = AcsRequest.HashOf(JsonMarshal.GetRawUtf8Value(content)) ^ Draw.Hash(kind);
        return _known.TryGetValue(key, out var known) ? known : _known.GetOrAdd(key, kind switch
        {
            "template" => Template(key, content),
            "text" => Said(key, kind, Required(content, "body", 4096)),
            "image" => Said(key, kind, Picture(content)),
            "interactive" => Interactive(key, content),
            _ => throw new CloudApiException("131051", $"Messages of type {kind} are not simulated."),
        });
    }

    private Rendition Template(UInt128 key, JsonElement template)
    {
        var name = Required(template, "name", 512);
        var language = Text(Member(template, "language"), "code")
            ?? throw new CloudApiException("131008", "language.code is required.");
        var body = Items(template, "components").FirstOrDefault(part => Text(part, "type") is "body" or "BODY");
        var parameters = Items(body, "parameters").ToArray();
        var known = templates.NamesOf(name);
        var names = new string[parameters.Length];
        for (var i = 0; i < names.Length; i++)
            names[i] = Text(parameters[i], "parameter_name") ?? (i < known.Count ? known[i] : $"{i + 1}");
        var values = parameters.Select(parameter => Required(parameter, "text", 1024)).ToArray();
        var reference = Array.IndexOf(names, "reference");
        return new Rendition
        {
            Key = key,
            Kind = "template",
            Template = string.Intern(name),
            Language = string.Intern(language),
            Names = names,
            Values = values,
            BodyCount = values.Length,
            Payloads = Payloads(template),
            Reference = reference < 0 ? null : values[reference],
        };
    }

    private static IReadOnlyList<string> Payloads(JsonElement template)
    {
        var buttons = Items(template, "components").Where(part => Text(part, "type") is "button" or "BUTTON").ToArray();
        if (buttons.Any(button => Text(button, "sub_type") is not ("quick_reply" or "QUICK_REPLY")))
            throw new CloudApiException("131009", "Of a template's buttons, quick_reply is simulated.");
        return
        [
            .. buttons.OrderBy(button => Required(button, "index", 1), StringComparer.Ordinal)
                .Select(button => Required(Items(button, "parameters").FirstOrDefault(), "payload", 128)),
        ];
    }

    private static Rendition Said(UInt128 key, string kind, string text) =>
        new() { Key = key, Kind = kind, Text = text };

    private static string Picture(JsonElement image)
    {
        var link = Required(image, "link", 2048);
        return Text(image, "caption") is { } caption ? $"{caption}\n{link}" : link;
    }

    /// <summary>The values are the titles of the buttons.</summary>
    private static Rendition Interactive(UInt128 key, JsonElement interactive)
    {
        var text = Required(Member(interactive, "body"), "text", 1024);
        var buttons = Items(Member(interactive, "action"), "buttons").Select(button => Member(button, "reply"))
            .Select(button => (Id: Required(button, "id", 256), Title: Required(button, "title", 20))).ToArray();
        if (Text(interactive, "type") != "button" || buttons.Length is < 1 or > 3)
            throw new CloudApiException("131009", "Of what is interactive, 1 to 3 reply buttons are simulated.");
        return new()
        {
            Key = key,
            Kind = "interactive",
            Text = string.Join('\n', buttons.Select(button => $"[{button.Title}]").Prepend(text)),
            Names = [.. buttons.Select((_, index) => $"button{index + 1}")],
            Values = [.. buttons.Select(button => button.Title)],
            Payloads = [.. buttons.Select(button => button.Id)],
        };
    }

    private static string Required(JsonElement element, string name, int longest) => Text(element, name) switch
    {
        null or "" => throw new CloudApiException("131008", $"{name} is required."),
        { } text when text.Length > longest =>
            throw new CloudApiException("131009", $"{name} is longer than {longest}."),
        { } text => text,
    };

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    private static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
