using System.Collections.Concurrent;
using System.Text.Json;

namespace Samvad.LocalHost.Simulator.Acs;

/// <summary>The renditions by the hash of the JSON that asked for them, so that each is parsed once.</summary>
internal sealed class AcsRenditions
{
    private readonly ConcurrentDictionary<UInt128, Rendition> _known = [];

    public void Learn(IEnumerable<Rendition> renditions)
    {
        foreach (var rendition in renditions)
            _known.TryAdd(rendition.Key, rendition);
    }

    public void Clear() => _known.Clear();

    public Rendition? Get(string kind, ReadOnlySpan<byte> content, ReadOnlySpan<byte> caption, out string? fault)
    {
        var key = AcsRequest.HashOf(content) ^ (UInt128)(uint)kind.Length;
        if (caption.Length > 0)
            key ^= AcsRequest.HashOf(caption);
        fault = null;
        if (_known.TryGetValue(key, out var known))
            return known;
        var json = JsonDocument.Parse(content.ToArray());
        using (json)
        {
            fault = kind is "template" ? FaultOf(json.RootElement)
                : json.RootElement.ValueKind is JsonValueKind.String ? null
                : "content and mediaUri must be strings.";
            if (fault is not null)
                return null;
            return _known.GetOrAdd(key, kind is "template"
                ? Template(key, json.RootElement)
                : new Rendition { Key = key, Kind = kind, Text = Said(json.RootElement.GetString()!, caption) });
        }
    }

    private static string Said(string content, ReadOnlySpan<byte> caption) =>
        caption.Length > 0 ? $"{JsonSerializer.Deserialize<string>(caption)}\n{content}" : content;

    private static string? FaultOf(JsonElement template)
    {
        if (template.ValueKind is not JsonValueKind.Object
            || Text(template, "name") is null || Text(template, "language") is null)
            return "template must have a name and a language.";
        var values = Items(template, "values").ToArray();
        if (values.Any(value => Text(value, "name") is null || Text(value, "kind") is null))
            return "Each of template.values must have a name and a kind.";
        string[] places = ["header", "body", "footer", "buttons"];
        var unknown = places.SelectMany(place => Bindings(template, place))
            .FirstOrDefault(name => values.All(value => Text(value, "name") != name));
        return unknown is null ? null : $"A binding refers to the value '{unknown}', which is not given.";
    }

    private static Rendition Template(UInt128 key, JsonElement template)
    {
        var values = new Dictionary<string, string>();
        foreach (var value in Items(template, "values"))
            values[Text(value, "name")!] = Text(value, "text") ?? Text(value, "payload") ?? Text(value, "url") ?? "";
        var body = Bindings(template, "body").Select(name => name!).ToArray();
        var names = body.Concat(values.Keys.Except(body)).Select(string.Intern).ToArray();
        return new Rendition
        {
            Key = key,
            Kind = "template",
            Template = string.Intern(Text(template, "name")!),
            Language = string.Intern(Text(template, "language")!),
            Names = names,
            Values = names.Select(name => values[name]).ToArray(),
            BodyCount = body.Length,
            Payloads = [.. Bindings(template, "buttons").Select(name => values[name!])],
            Reference = values.GetValueOrDefault("reference"),
        };
    }

    private static IEnumerable<string?> Bindings(JsonElement template, string place) =>
        template.TryGetProperty("bindings", out var bindings)
            ? Items(bindings, place).Select(item => Text(item, "refValue"))
            : [];

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out var items) && items.ValueKind is JsonValueKind.Array
            ? items.EnumerateArray()
            : [];

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
