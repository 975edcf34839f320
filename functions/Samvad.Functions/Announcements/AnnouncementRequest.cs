using System.Text.RegularExpressions;
using Samvad.Consumers;
using Samvad.Outages;
using Samvad.WhatsApp;

namespace Samvad.Announcements;

/// <summary>What `POST /api/announcements` takes.</summary>
/// <param name="Values">
/// Per language, those of the template's parameters that are neither place nor reference, in order.
/// </param>
internal sealed partial record AnnouncementRequest(
    string? ExternalId,
    string? Topic,
    string? Template,
    IReadOnlyDictionary<string, IReadOnlyList<string?>?>? Values,
    IReadOnlyList<string?>? Offices,
    IReadOnlyList<string?>? Feeders,
    IReadOnlyList<string?>? Transformers,
    IReadOnlyList<string?>? ConsumerNumbers,
    string? ExpiresAt)
{
    private const string Place = "place";
    private const int MaxCodes = 10_000;
    private const int MaxValue = 200;
    private static readonly TimeSpan LongestExpiry = TimeSpan.FromDays(30);
    private static readonly string[] TopicNames = ["outage", "planned", "safety", "service"];

    /// <returns>The announcement, without an id yet; of no use where the check found faults.</returns>
    public Announcement ToAnnouncement(TemplateCatalogue catalogue, DateTimeOffset now, FieldCheck check)
    {
        var reference = check.Id("externalId", ExternalId);
        var topic = Enum.TryParse<Topics>(check.OneOf("topic", Topic, TopicNames), true, out var known)
            ? known
            : default;
        var name = check.OneOf("template", Template, [.. catalogue.Templates.Select(template => template.Name)]);
        var values = catalogue.Find(name) is { } template ? Compose(template, reference, check) : [];
        var audience = new Affected(
            Codes("offices", Offices, check),
            Codes("feeders", Feeders, check),
            Codes("transformers", Transformers, check),
            Codes("consumerNumbers", ConsumerNumbers, check));
        if ((Offices, Feeders, Transformers, ConsumerNumbers) is (null or [], null or [], null or [], null or []))
            check.Add("offices", null, "required", "At least one office, feeder, transformer or consumer number.");
        return new Announcement("", reference, topic, name, values, audience, "api", now, Expiry(now, check));
    }

    private Dictionary<string, IReadOnlyList<string?>> Compose(Template template, string reference, FieldCheck check)
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

    private static string[] Codes(string field, IReadOnlyList<string?>? codes, FieldCheck check)
    {
        if (codes?.Count > MaxCodes)
            check.Add(field, $"{codes.Count} codes", "count", $"At most {MaxCodes} codes.");
        return
        [
            .. (codes ?? []).Take(MaxCodes).Select((code, index) => check.Id($"{field}[{index}]", code)).Distinct(),
        ];
    }

    private DateTimeOffset Expiry(DateTimeOffset now, FieldCheck check)
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
