using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Samvad.Consumers;

/// <summary>Reads the JSON of a request; what is wrong with it becomes problem details.</summary>
internal static class RequestBody
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    public static async Task<(T? Body, IResult? Problem)> ReadAsync<T>(
        HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            if (await JsonSerializer.DeserializeAsync<T>(request.Body, Web, cancellationToken) is { } body)
                return (body, null);
            return (null, Invalid("body", "Send a JSON object."));
        }
        catch (JsonException fault)
        {
            return (null, Invalid(fault.Path ?? "body", "Send a JSON object with the documented fields."));
        }
    }

    /// <summary>The rules name fields as the files do (`name_mr`); requests write them as `nameMr`.</summary>
    public static IReadOnlyList<Fault> InCamelCase(IEnumerable<Fault> faults) =>
        faults.Select(fault => fault with { Field = CamelCase(fault.Field) }).ToList();

    private static string CamelCase(string field)
    {
        var words = field.Split('_');
        return string.Concat(
            words.Take(1).Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..])));
    }

    private static IResult Invalid(string field, string remedy) =>
        Problem.Invalid("The body cannot be read.", [new Fault(null, field, null, "json", remedy)]);
}
