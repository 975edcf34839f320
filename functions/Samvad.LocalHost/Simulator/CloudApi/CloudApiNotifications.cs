using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Samvad.LocalHost.Simulator.CloudApi;

/// <summary>
/// Notifications as Meta posts them
/// (https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages).
/// </summary>
internal static class CloudApiNotifications
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public static ReadOnlyMemory<byte> OfStatuses(string channel, IEnumerable<StatusEvent> statuses) => Write(channel, json =>
    {
        json.WriteStartArray("statuses"u8);
        foreach (var status in statuses)
            WriteStatus(json, status);
        json.WriteEndArray();
    });

    /// <summary>A person writes: text, button, interactive, reaction, media or location, as the control interface gives it.</summary>
    public static ReadOnlyMemory<byte> OfMessage(
        string channel, string person, string id, string? repliedTo, JsonElement said, DateTimeOffset at) =>
        Write(channel, json =>
        {
            json.WriteStartArray("messages"u8);
            json.WriteStartObject();
            json.WriteString(IsPhone(person) ? "from"u8 : "from_user_id"u8, person);
            json.WriteString("id"u8, id);
            json.WriteString("timestamp"u8, Seconds(at));
            if (repliedTo is not null)
            {
                json.WriteStartObject("context"u8);
                json.WriteString("from"u8, channel);
                json.WriteString("id"u8, repliedTo);
                json.WriteEndObject();
            }

            CloudApiSpeech.Write(json, said);
            json.WriteEndObject();
            json.WriteEndArray();
        });

    private static ReadOnlyMemory<byte> Write(string channel, Action<Utf8JsonWriter> events)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(body, Options))
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "whatsapp_business_account"u8);
            json.WriteStartArray("entry"u8);
            json.WriteStartObject();
            json.WriteString("id"u8, "200000000000001"u8);
            json.WriteStartArray("changes"u8);
            json.WriteStartObject();
            json.WriteStartObject("value"u8);
            json.WriteString("messaging_product"u8, "whatsapp"u8);
            json.WriteStartObject("metadata"u8);
            json.WriteString("display_phone_number"u8, channel);
            json.WriteString("phone_number_id"u8, channel);
            json.WriteEndObject();
            events(json);
            json.WriteEndObject();
            json.WriteString("field"u8, "messages"u8);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return body.WrittenMemory;
    }

    private static void WriteStatus(Utf8JsonWriter json, in StatusEvent status)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, CloudApiNumber.Wamid(status.MessageId));
        json.WriteString("status"u8, status.Kind.ToString().ToLowerInvariant());
        json.WriteString("timestamp"u8, Seconds(status.At));
        json.WriteString(IsPhone(status.Person) ? "recipient_id"u8 : "recipient_user_id"u8, status.Person);
        if (status.Callback is { } callback)
            json.WriteString("biz_opaque_callback_data"u8, callback);
        if (status.Code is { } code)
        {
            json.WriteStartArray("errors"u8);
            json.WriteStartObject();
            json.WriteNumber("code"u8, int.Parse(code, CultureInfo.InvariantCulture));
            json.WriteString("title"u8, FailureCodes.MessageOf(code));
            json.WriteString("message"u8, FailureCodes.MessageOf(code));
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static bool IsPhone(string person) => char.IsAsciiDigit(person[0]);

    private static string Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
