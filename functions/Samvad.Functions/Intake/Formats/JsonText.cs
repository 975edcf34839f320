using System.Text.Json;
using System.Text.Unicode;

namespace Samvad.Intake.Formats;

/// <summary>JSON within limits: after this, every name and text of the document can be read.</summary>
internal static class JsonText
{
    private const int MaxDepth = 32;
    private const int MaxValues = 1_000_000;
    private const int MaxMembers = 200;

    /// <returns>Null where something is wrong.</returns>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> body, FaultList faults)
    {
        if (body.Span.StartsWith("\uFEFF"u8))
            body = body[3..];
        if (!Utf8.IsValid(body.Span))
        {
            faults.Add(null, "", null, "json", "JSON in UTF-8; some bytes are no UTF-8");
            return null;
        }

        try
        {
            if (Excess(body.Span) is { } excess)
            {
                faults.Add(null, "", null, "json", excess);
                return null;
            }

            return JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
        }
        catch (JsonException malformed)
        {
            faults.Add(null, "", null, "json", Where(malformed));
            return null;
        }
        catch (InvalidOperationException)
        {
            // An escape as \ud800 without its other half is well-formed JSON and no text.
            faults.Add(null, "", null, "json", "texts in which every \\u escape is a whole character");
            return null;
        }
    }

    private static string? Excess(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        Span<int> members = stackalloc int[MaxDepth + 1];
        for (var values = 0; reader.Read(); values++)
        {
            if (values > MaxValues)
                return $"at most {MaxValues} values";
            if (reader.TokenType == JsonTokenType.StartObject)
                members[reader.CurrentDepth] = 0;
            if (reader.TokenType == JsonTokenType.PropertyName && ++members[reader.CurrentDepth - 1] > MaxMembers)
                return $"at most {MaxMembers} members in an object";
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String && reader.ValueIsEscaped)
                _ = reader.GetString();
        }

        return null;
    }

    private static string Where(JsonException malformed) => malformed.LineNumber is null
        ? "JSON without repeated members"
        : $"JSON, at most {MaxDepth} deep; refused at line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}";
}
