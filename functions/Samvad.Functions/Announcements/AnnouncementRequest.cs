using System.Text.RegularExpressions;
using Samvad.Announcements.Audiences;
using Samvad.Consumers;
using Samvad.WhatsApp;

namespace Samvad.Announcements;

/// <summary>What `POST /api/announcements` takes.</summary>
/// <param name="Item">Of the content library, in the place of topic and template.</param>
/// <param name="Values">
/// Per language, those of the template's parameters that are neither place nor reference, in order.
/// </param>
/// <param name="Offices">With feeders, transformers and consumer numbers, short for an audience of them alone.</param>
/// <param name="Emergency">Why an urgent matter cannot wait for the approval of a second person.</param>
internal sealed partial record AnnouncementRequest(
    string? ExternalId,
    string? Topic,
    string? Template,
    IReadOnlyDictionary<string, IReadOnlyList<string?>?>? Values,
    IReadOnlyList<string?>? Offices,
    IReadOnlyList<string?>? Feeders,
    IReadOnlyList<string?>? Transformers,
    IReadOnlyList<string?>? ConsumerNumbers,
    string? ExpiresAt,
    string? Item = null,
    AudienceBody? Audience = null,
    string? Emergency = null)
{
    private const string Place = "place";
    private const int MaxValue = 200;
    private static readonly TimeSpan LongestExpiry = TimeSpan.FromDays(30);
    private static readonly string[] TopicNames = ["outage", "planned", "safety", "service"];

    /// <summary>The audience and where in the request it stands.</summary>
    public (AudienceBody Body, string At) People => Audience is not null
        ? (Audience, "audience.")
        : (new AudienceBody(null, Offices, Feeders, Transformers, ConsumerNumbers), "");

    public Topics TopicOf(FieldCheck check) =>
        Enum.TryParse<Topics>(check.OneOf("topic", Topic, TopicNames), true, out var known) ? known : default;

    /// <returns>The template's values per language; null stands for the place.</returns>
    public Dictionary<string, IReadOnlyList<string?>> Compose(Template template, string reference, FieldCheck check)
    {
        foreach (var unknown in (Values?.Keys ?? []).Except(TemplateCatalogue.Languages))
        {
            var languages = string.Join(", ", TemplateCatalogue.Languages);
            check.Add($"values.{unknown}", null, "language", $"One of: {languages}.");
        }

        var asked = template.Parameters.Where(name => name is not (Place or WhatsApp.Template.Reference)).ToArray();
        var composed = new Dictionary<string, IReadOnlyList<string?>>();
        foreach (var language in TemplateCatalogue.Languages)
        {
            var given = Values?.GetValueOrDefault(language) ?? [];
            if (given.Count != asked.Length)
            {
                var names = asked.Length == 0 ? "none" : string.Join(", ", asked);
                check.Add($"values.{language}", $"{given.Count} values", "count", $"{asked.Length} values: {names}.");
                continue;
            }

            var next = 0;
            composed[language] = [.. template.Parameters.Select(name => name switch
            {
                Place => null,
                WhatsApp.Template.Reference => reference,
                _ => Value($"values.{language}[{next}]", given[next++], check),
            })];
        }

        return composed;
    }

    /// <summary>Meta lets a value hold no line break, tab or run of spaces.</summary>
    private static string Value(string field, string? value, FieldCheck check) =>
        check.Text(field, WhiteSpace().Replace(value ?? "", " "), MaxValue);

    public DateTimeOffset Expiry(DateTimeOffset now, FieldCheck check)
    {
        if (string.IsNullOrWhiteSpace(ExpiresAt))
            check.Add("expiresAt", null, "required", "When it is no news any more, as 2026-11-23T10:30:00Z.");
        else if (check.Date("expiresAt", ExpiresAt) is { } at)
        {
            if (at > now && at <= now + LongestExpiry)
                return at;
            check.Add("expiresAt", ExpiresAt, "range", $"Later than now, and within {LongestExpiry.TotalDays} days.");
        }

        return default;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
