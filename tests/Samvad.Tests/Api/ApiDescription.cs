using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;

namespace Samvad.Tests.Api;

/// <summary>openapi.json, and whether answers are as it says.</summary>
internal sealed class ApiDescription
{
    private readonly JsonObject _api;
    private readonly Dictionary<JsonNode, JsonSchema> _schemas = new(ReferenceEqualityComparer.Instance);
    private readonly List<(string Method, Regex Path, JsonNode Operation)> _operations = [];

    private ApiDescription(JsonObject api)
    {
        _api = api;
        foreach (var (path, methods) in api["paths"]!.AsObject())
        {
            // The plain path before the one with a parameter in the same place.
            var pattern = new Regex("^/api" + Regex.Replace(Regex.Replace(path, "\\{\\*[^}]+\\}", ".*"), "\\{[^}]+\\}", "[^/]+") + "$");
            foreach (var (method, operation) in methods!.AsObject())
                _operations.Add((method.ToUpperInvariant(), pattern, operation!));
        }

        _operations.Sort((one, other) => one.Path.ToString().Split("[^/]+").Length.CompareTo(other.Path.ToString().Split("[^/]+").Length));
    }

    // With all forms in it, so that its references lead within itself.
    private JsonSchema Compile(JsonNode schema)
    {
        var whole = schema.DeepClone().AsObject();
        whole["$defs"] = _api["components"]!["schemas"]!.DeepClone();
        return JsonSchema.FromText(
            whole.ToJsonString().Replace("#/components/schemas/", "#/$defs/"), new BuildOptions { SchemaRegistry = new() });
    }

    public static ApiDescription Read() =>
        new(JsonNode.Parse(Repository.Read("functions", "Samvad.Functions", "Api", "openapi.json"))!.AsObject());

    public JsonObject Whole => _api;

    public IEnumerable<JsonNode> Operations => _operations.Select(one => one.Operation);

    /// <returns>The operation's name and what is not as described; null where all is.</returns>
    public (string Operation, string? Fault) Check(string method, string path, int status, string? type, string body)
    {
        var found = _operations.FirstOrDefault(one => one.Method == method && one.Path.IsMatch(path));
        if (found.Operation is null)
            return ("", $"{method} {path} is not described.");
        var name = $"{found.Operation["operationId"]}";
        if (found.Operation["responses"]![$"{status}"] is not { } response)
            return (name, $"{status} is not described: {body}");
        if (response["content"] is not JsonObject content)
            return (name, body.Length == 0 ? null : $"{status} has a body that is not described: {body}");
        if (content[type ?? ""] is not { } form)
            return (name, $"{status} comes as '{type}', which is not described: {body}");
        if (form["schema"] is not { } schema || !type!.EndsWith("json"))
            return (name, null);
        if (!_schemas.TryGetValue(schema, out var compiled))
            _schemas[schema] = compiled = Compile(schema);
        using var answer = JsonDocument.Parse(body);
        var result = compiled.Evaluate(answer.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        var faults = (result.Details ?? []).Where(one => one.Errors is { Count: > 0 })
            .SelectMany(one => one.Errors!.Select(error => $"{one.InstanceLocation} {error.Value}")).Take(5);
        return (name, result.IsValid ? null : $"{status} {string.Join("; ", faults)}: {body}");
    }
}
