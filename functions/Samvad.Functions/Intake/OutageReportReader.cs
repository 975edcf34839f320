using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Samvad.Outages;

namespace Samvad.Intake;

/// <summary>
/// Reads one outage report from JSON and finds everything that is wrong with it, not only the first thing.
/// </summary>
internal sealed partial class OutageReportReader(int index, List<Fault> errors)
{
    private const int MaxOffices = 200;
    private const int MaxAssets = 2_000;
    private const int MaxConsumerNumbers = 10_000;
    private static readonly string[] Known =
    [
        "source", "externalId", "revision", "kind", "state", "causeCode", "causeText", "start", "etr", "restoredAt",
        "offices", "feeders", "transformers", "consumerNumbers",
    ];

    /// <returns>The report, or null where something is wrong.</returns>
    public OutageReport? Read(JsonElement json, DateTimeOffset receivedAt)
    {
        var before = errors.Count;
        if (json.ValueKind != JsonValueKind.Object)
        {
            Add("", json.ValueKind.ToString(), "json", "an event is a JSON object");
            return null;
        }

        foreach (var property in json.EnumerateObject().Where(property => !Known.Contains(property.Name)))
            Add(property.Name, null, "unknown-field", "known fields: " + string.Join(", ", Known));
        var state = Choice<OutageState>(json, "state", required: true);
        var start = Time(json, "start", required: true);
        var etr = Time(json, "etr", required: false);
        var restoredAt = Time(json, "restoredAt", required: false);
        if (etr < start)
            Add("etr", json.GetProperty("etr").GetString(), "order", "not before start");
        if (restoredAt < start)
            Add("restoredAt", json.GetProperty("restoredAt").GetString(), "order", "not before start");
        if (start > receivedAt.AddYears(1))
            Add("start", json.GetProperty("start").GetString(), "future", "at most a year ahead");
        var affected = new Affected(
            Codes(json, "offices", MaxOffices),
            Codes(json, "feeders", MaxAssets),
            Codes(json, "transformers", MaxAssets),
            Codes(json, "consumerNumbers", MaxConsumerNumbers));
        if (affected.IsEmpty && state is not (OutageState.Restored or OutageState.Cancelled) && errors.Count == before)
            Add("feeders", null, "required", "at least one office, feeder, transformer or consumer number is affected");
        var report = new OutageReport(
            Key(json, "source", 40),
            Key(json, "externalId", 80),
            Revision(json),
            Choice<OutageKind>(json, "kind", required: false),
            state,
            Text(json, "causeCode", 64),
            Text(json, "causeText", 200),
            start ?? default,
            etr,
            restoredAt,
            affected,
            receivedAt);
        return errors.Count == before ? report : null;
    }

    private string Key(JsonElement json, string field, int limit)
    {
        if (!json.TryGetProperty(field, out var value) || value.ValueKind != JsonValueKind.String)
        {
            Add(field, Shown(value), "id", $"required: 1 to {limit} of A-Z a-z 0-9 . _ : -");
            return "";
        }

        var text = value.GetString()!;
        if (text.Length > limit || !KeyPattern().IsMatch(text))
            Add(field, Shown(value), "id", $"1 to {limit} of A-Z a-z 0-9 . _ : -");
        return text;
    }

    private long Revision(JsonElement json)
    {
        if (json.TryGetProperty("revision", out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out var revision) && revision >= 1)
        {
            return revision;
        }

        Add("revision", Shown(value), "revision", "required: a whole number from 1 that rises with each change");
        return 0;
    }

    private T Choice<T>(JsonElement json, string field, bool required) where T : struct, Enum
    {
        if (!Present(json, field, out var value) && !required)
            return default;
        if (value.ValueKind == JsonValueKind.String)
        {
            var text = value.GetString()!.Replace("-", "", StringComparison.Ordinal);
            foreach (var name in Enum.GetNames<T>())
            {
                if (name.Equals(text, StringComparison.OrdinalIgnoreCase))
                    return Enum.Parse<T>(name);
            }
        }

        var names = string.Join(", ", Enum.GetNames<T>().Select(name => WordBorder().Replace(name, "-").ToLowerInvariant()));
        Add(field, Shown(value), "one-of", (required ? "required: " : "") + "one of " + names);
        return default;
    }

    private DateTimeOffset? Time(JsonElement json, string field, bool required)
    {
        if (!Present(json, field, out var value) && !required)
            return null;
        if (value.ValueKind == JsonValueKind.String
            && OffsetPattern().IsMatch(value.GetString()!)
            && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return time;
        }

        Add(field, Shown(value), "time", (required ? "required: " : "") + "a time with offset, as 2026-06-12T14:05:00+05:30 (RFC 3339)");
        return null;
    }

    private string? Text(JsonElement json, string field, int limit)
    {
        if (!Present(json, field, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.String && value.GetString()!.Length <= limit)
        {
            // A template value may hold no line break, tab or run of spaces.
            var text = WhiteSpace().Replace(value.GetString()!, " ").Trim();
            return text.Length == 0 ? null : text;
        }

        Add(field, Shown(value), "text", $"a text of at most {limit} characters");
        return null;
    }

    private string[] Codes(JsonElement json, string field, int limit)
    {
        if (!Present(json, field, out var value))
            return [];
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > limit)
        {
            Add(field, Shown(value), "array", $"an array of at most {limit} codes");
            return [];
        }

        var codes = new List<string>(value.GetArrayLength());
        foreach (var (item, position) in value.EnumerateArray().Select((item, position) => (item, position)))
        {
            if (item.ValueKind == JsonValueKind.String && item.GetString()!.Length <= 64 && KeyPattern().IsMatch(item.GetString()!))
                codes.Add(item.GetString()!);
            else
                Add($"{field}[{position}]", Shown(item), "id", "1 to 64 of A-Z a-z 0-9 . _ : -");
        }

        return [.. codes.Distinct()];
    }

    private static bool Present(JsonElement json, string field, out JsonElement value) =>
        json.TryGetProperty(field, out value) && value.ValueKind != JsonValueKind.Null;

    private void Add(string field, string? value, string rule, string remedy) =>
        errors.Add(new Fault(null, field, value, rule, remedy) { Index = index });

    private static string? Shown(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            return null;
        var raw = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return raw.Length <= 60 ? raw : raw[..60] + "…";
    }

    [GeneratedRegex("^[A-Za-z0-9._:-]+$")]
    private static partial Regex KeyPattern();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,7})?)?(Z|[+-]\d\d:\d\d)$")]
    private static partial Regex OffsetPattern();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex WordBorder();
}
