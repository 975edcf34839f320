using System.Buffers;
using System.Text.Json;

namespace Samvad.WhatsApp.CloudApi;

/// <summary>
/// Cuts a notification to what a queue's message carries: Meta sends up to 3 MB, Service Bus (Standard) takes 256 KB.
/// </summary>
internal static class NotificationParts
{
    /// <summary>Leaves room for the message's properties.</summary>
    private const int Largest = 190 * 1024;

    /// <returns>Notifications that together say the same: the whole where it is small enough.</returns>
    /// <exception cref="JsonException">One event alone is larger than a message may be.</exception>
    public static IEnumerable<ReadOnlyMemory<byte>> Of(JsonDocument notification, ReadOnlyMemory<byte> body)
    {
        if (body.Length <= Largest)
            return [body];
        return notification.RootElement.Items("entry")
            .SelectMany(entry => entry.Items("changes"))
            .SelectMany(change => change.Text("field") == "messages" ? Cut(change.Member("value")!.Value) : []);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Cut(JsonElement value)
    {
        foreach (var list in (string[])["statuses", "messages"])
        {
            var events = new List<JsonElement>();
            var size = 0;
            foreach (var one in value.OptionalItems(list))
            {
                var bytes = System.Text.Encoding.UTF8.GetByteCount(one.GetRawText());
                if (bytes > Largest)
                    throw new JsonException("One event alone is larger than a message of the queue.");
                if (size + bytes > Largest)
                {
                    yield return Write(value, list, events);
                    events.Clear();
                    size = 0;
                }

                events.Add(one);
                size += bytes;
            }

            if (events.Count > 0)
                yield return Write(value, list, events);
        }
    }

    private static ReadOnlyMemory<byte> Write(JsonElement value, string list, List<JsonElement> events)
    {
        var part = new ArrayBufferWriter<byte>(Largest);
        using (var json = new Utf8JsonWriter(part))
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "whatsapp_business_account"u8);
            json.WriteStartArray("entry"u8);
            json.WriteStartObject();
            json.WriteStartArray("changes"u8);
            json.WriteStartObject();
            json.WriteString("field"u8, "messages"u8);
            json.WriteStartObject("value"u8);
            if (value.Member("metadata") is { } metadata)
            {
                json.WritePropertyName("metadata"u8);
                metadata.WriteTo(json);
            }

            json.WriteStartArray(list);
            foreach (var one in events)
                json.WriteRawValue(one.GetRawText(), skipInputValidation: true);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return part.WrittenMemory;
    }
}
