using System.Text.Json;
using Samvad.Consumers;
using Samvad.Storage;

namespace Samvad.Operations;

/// <summary>Which dead letters a caller wants replayed: `{"queue":…,"code":…}` with one of them or both, or `{"all":true}`.</summary>
internal sealed record ReplayBody(JsonElement? Queue, JsonElement? Code, JsonElement? All)
{
    public LetterFilter? Read(FieldCheck check)
    {
        var queue = Text(check, "queue", Queue);
        if (queue is not null)
            check.OneOf("queue", queue, [.. QueueNames.All]);
        var code = Text(check, "code", Code);
        if (All is { ValueKind: not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null) })
            check.Add("all", $"{All}", "true-or-false", "true, or leave it out.");
        var all = All is { ValueKind: JsonValueKind.True };
        if (all && (Queue ?? Code) is not null)
            check.Add("all", "true", "one-of", "Either all, or queue and code.");
        if (!all && queue is null && code is null && check.Faults.Count == 0)
            check.Add("", null, "required", "Give queue, code, or both; or all: true.");
        return check.Faults.Count == 0 ? new LetterFilter(queue, code) : null;
    }

    private static string? Text(FieldCheck check, string field, JsonElement? given)
    {
        if (given is null or { ValueKind: JsonValueKind.Null })
            return null;
        if (given is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 and <= 100 } value)
            return value;
        check.Add(field, $"{given}", "text", "A text of 1 to 100 characters.");
        return null;
    }
}
