using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Samvad.Api;

/// <summary>
/// The description as one page that needs nothing else: no script, no picture, no other host. Its policy lets it have
/// its own style and nothing more.
/// </summary>
internal sealed record ApiPage(string Html, string SecurityPolicy)
{
    private const string Style = """
        :root{color-scheme:light dark;--line:#8884}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}
        nav a{margin-right:1rem}h2{border-bottom:1px solid var(--line);margin-top:2.5rem}details{border:1px solid var(--line);border-radius:.4rem;margin:.5rem 0;padding:.5rem .8rem}
        summary{cursor:pointer;overflow-wrap:anywhere}.m{display:inline-block;min-width:4.2rem;font-weight:700;text-transform:uppercase}
        code,pre{font:14px/1.45 ui-monospace,monospace}pre{overflow:auto;padding:.6rem;border:1px solid var(--line);border-radius:.3rem}
        table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid var(--line);padding:.25rem .5rem .25rem 0;text-align:left;vertical-align:top}
        """;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <param name="description">OpenAPI 3.1, as JSON.</param>
    public static ApiPage Of(ReadOnlySpan<byte> description)
    {
        var api = JsonNode.Parse(description)!;
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
            .Append($"<title>{Text(api["info"]!["title"])} – interface</title><style>{Style}</style></head><body><main>")
            .Append($"<h1>{Text(api["info"]!["title"])}</h1><p>{Text(api["info"]!["summary"])}</p>")
            .Append($"<p>{Text(api["info"]!["description"])} For machines: <a href=\"openapi.json\">openapi.json</a>. ")
            .Append("Where an operation does not say otherwise it asks for a key in the header <code>x-functions-key</code>.</p><nav>");
        var tags = api["tags"]!.AsArray();
        foreach (var tag in tags)
            page.Append($"<a href=\"#{Text(tag!["name"])}\">{Text(tag["name"])}</a> ");
        page.Append("<a href=\"#schemas\">Forms</a></nav>");
        foreach (var tag in tags)
            Write(page, api, tag!);
        page.Append("<h2 id=\"schemas\">Forms</h2>");
        foreach (var (name, schema) in api["components"]!["schemas"]!.AsObject())
            page.Append($"<details id=\"{Text(name)}\"><summary><code>{Text(name)}</code></summary>{Schema(schema!)}</details>");
        page.Append("</main></body></html>");
        var style = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));
        return new(
            page.ToString(),
            $"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    }

    private static void Write(StringBuilder page, JsonNode api, JsonNode tag)
    {
        page.Append($"<h2 id=\"{Text(tag["name"])}\">{Text(tag["name"])}</h2><p>{Text(tag["description"])}.</p>");
        foreach (var (path, methods) in api["paths"]!.AsObject())
        {
            foreach (var (method, operation) in methods!.AsObject())
            {
                if (operation!["tags"]![0]!.GetValue<string>() == tag["name"]!.GetValue<string>())
                    Write(page, $"/api{path}", method, operation);
            }
        }
    }

    private static void Write(StringBuilder page, string path, string method, JsonNode operation)
    {
        page.Append($"<details id=\"{Text(operation["operationId"])}\"><summary><span class=\"m\">{Text(method)}</span> ")
            .Append($"<code>{Text(path)}</code> {Text(operation["summary"])}</summary>");
        if (operation["security"] is JsonArray { Count: 0 })
            page.Append("<p>Needs no key.</p>");
        if (operation["parameters"] is JsonArray { Count: > 0 } parameters)
        {
            page.Append("<table><tr><th>parameter</th><th>in</th><th>is</th></tr>");
            foreach (var parameter in parameters)
            {
                var values = parameter!["schema"]?["enum"] is JsonArray list ? " One of: " + string.Join(", ", list.Select(one => $"{one}")) + "." : "";
                page.Append($"<tr><td><code>{Text(parameter["name"])}</code></td><td>{Text(parameter["in"])}</td>")
                    .Append($"<td>{Text(parameter["description"])}.{Text(values)}</td></tr>");
            }

            page.Append("</table>");
        }

        foreach (var (type, body) in operation["requestBody"]?["content"]?.AsObject() ?? [])
            page.Append($"<p>Body, <code>{Text(type)}</code>:</p>{Schema(body!["schema"]!)}");
        page.Append("<table><tr><th>answer</th><th>is</th><th>form</th></tr>");
        foreach (var (status, answer) in operation["responses"]!.AsObject())
        {
            var forms = (answer!["content"]?.AsObject() ?? []).Select(content => $"{Text(content.Key)} {Link(content.Value?["schema"])}");
            page.Append($"<tr><td>{Text(status)}</td><td>{Text(answer["description"])}</td><td>{string.Join("<br>", forms)}</td></tr>");
        }

        page.Append("</table></details>");
    }

    private static string Schema(JsonNode schema) =>
        schema["$ref"] is null ? $"<pre>{Text(schema.ToJsonString(Indented))}</pre>" : Link(schema);

    private static string Link(JsonNode? schema) => schema?["$ref"]?.GetValue<string>().Split('/')[^1] is { } name
        ? $"<a href=\"#{Text(name)}\">{Text(name)}</a>"
        : schema?["type"] is null ? "" : Schema(schema);

    private static string Text(JsonNode? node) => Text($"{node}");

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
