using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Samvad.Consumers;

namespace Samvad.Access;

/// <summary>What a function knows of the change that it makes, for the audit: what about, at which offices, before and after.</summary>
public sealed class AuditNote
{
    private const int LongestText = 200;
    private const int LongestJson = 16 * 1024;
    private const int MostOffices = 50;
    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";

    // What people are told, write or are called, under any of its names.
    private static readonly HashSet<string> Private = new(StringComparer.OrdinalIgnoreCase)
    {
        "text", "body", "values", "message", "messages", "wording", "note", "description", "causeText", "memberName",
    };

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web)
    {
        // It stands in a table and in CSV, never in a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>Instead of the address of the request, where that says too little.</summary>
    public string? Subject { get; private set; }

    public IReadOnlyList<string> Offices { get; private set; } = [];

    public string? Before { get; private set; }

    public string? After { get; private set; }

    /// <summary>The note of a request.</summary>
    public static AuditNote Of(HttpRequest request)
    {
        if (request.HttpContext.Features.Get<AuditNote>() is { } known)
            return known;
        var note = new AuditNote();
        request.HttpContext.Features.Set(note);
        return note;
    }

    public AuditNote About(string subject)
    {
        Subject = AuditTrail.WithoutPhones(subject);
        return this;
    }

    /// <summary>At which offices it counts, so that who belongs there may read of it.</summary>
    public AuditNote At(params IEnumerable<string?> offices)
    {
        Offices = [.. Offices.Union(offices.OfType<string>()).Take(MostOffices)];
        return this;
    }

    /// <summary>Small records; texts of people are left out, long numbers masked.</summary>
    public AuditNote Changed(object? before, object? after)
    {
        Before = Write(before);
        After = Write(after);
        return this;
    }

    private static string? Write(object? value)
    {
        if (value is null || Clean(JsonSerializer.SerializeToNode(value, Web)) is not { } node)
            return null;
        var json = node.ToJsonString(Web);
        return json.Length <= LongestJson ? json : $$"""{"omitted":{{json.Length}}}""";
    }

    private static JsonNode? Clean(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, member) in members.ToList())
                {
                    if (Private.Contains(name) || member is null)
                        members.Remove(name);
                    else
                        members[name] = Clean(member)!.DeepClone();
                }

                return members;
            case JsonArray items:
                return new JsonArray([.. items.Select(item => Clean(item)?.DeepClone())]);
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                var full = text.GetValue<string>();
                // Times and ids hold long numbers too, and are nobody's.
                if (!DateTimeOffset.TryParseExact(full, Instant, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
                    && !Guid.TryParseExact(full, "n", out _))
                    full = Addresses.Mask(full)!;
                return full.Length <= LongestText ? full : full[..LongestText] + "…";
            default:
                return node;
        }
    }
}
