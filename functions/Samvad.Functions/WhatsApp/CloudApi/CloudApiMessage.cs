using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Samvad.WhatsApp.CloudApi;

/// <summary>
/// A message as the Cloud API takes it
/// (developers.facebook.com/docs/whatsapp/cloud-api/reference/messages).
/// </summary>
internal static class CloudApiMessage
{
    // Marathi stays Marathi: three bytes a letter, not six.
    private static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public static ReadOnlyMemory<byte> Write(in OutgoingMessage message)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(body, Readable))
        {
            json.WriteStartObject();
            json.WriteString("messaging_product"u8, "whatsapp"u8);
            json.WriteString("recipient_type"u8, "individual"u8);
            WriteRecipient(json, message.To);
            WriteContent(json, message.Content);
            if (message.Callback is { } callback)
                json.WriteString("biz_opaque_callback_data"u8, callback);
            json.WriteEndObject();
        }

        return body.WrittenMemory;
    }

    /// <summary>Digits without the plus; business-scoped user ids have a member of their own.</summary>
    private static void WriteRecipient(Utf8JsonWriter json, string to)
    {
        if (to.StartsWith('+'))
            json.WriteString("to"u8, to.AsSpan(1));
        else
            json.WriteString(char.IsAsciiDigit(to[0]) ? "to"u8 : "recipient"u8, to);
    }

    private static void WriteContent(Utf8JsonWriter json, MessageContent content)
    {
        switch (content)
        {
            case TemplateContent template:
                WriteTemplate(json, template);
                break;
            case TextContent text:
                Start(json, "text"u8);
                json.WriteString("body"u8, text.Text);
                break;
            case ImageContent image:
                Start(json, "image"u8);
                json.WriteString("link"u8, image.Image.AbsoluteUri);
                if (image.Caption is not null)
                    json.WriteString("caption"u8, image.Caption);
                break;
            case InteractiveContent interactive:
                WriteInteractive(json, interactive);
                break;
            default:
                throw new NotSupportedException($"The Cloud API is not sent {content.GetType().Name}.");
        }

        json.WriteEndObject();
    }

    private static void WriteTemplate(Utf8JsonWriter json, TemplateContent content)
    {
        Start(json, "template"u8);
        json.WriteString("name"u8, content.Template.Name);
        json.WriteStartObject("language"u8);
        json.WriteString("code"u8, content.Language);
        json.WriteEndObject();
        json.WriteStartArray("components"u8);
        if (content.Template.Image is { } image)
            WritePicture(json, image);
        json.WriteStartObject();
        json.WriteString("type"u8, "body"u8);
        json.WriteStartArray("parameters"u8);
        foreach (var value in content.Values)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "text"u8);
            json.WriteString("text"u8, value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        for (var i = 0; i < content.Payloads.Count; i++)
            WriteQuickReply(json, i, content.Payloads[i]);
        json.WriteEndArray();
    }

    private static void WritePicture(Utf8JsonWriter json, Uri image)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "header"u8);
        json.WriteStartArray("parameters"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "image"u8);
        json.WriteStartObject("image"u8);
        json.WriteString("link"u8, image.AbsoluteUri);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteQuickReply(Utf8JsonWriter json, int index, string payload)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "button"u8);
        json.WriteString("sub_type"u8, "quick_reply"u8);
        json.WriteString("index"u8, index.ToString(CultureInfo.InvariantCulture));
        json.WriteStartArray("parameters"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "payload"u8);
        json.WriteString("payload"u8, payload);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteInteractive(Utf8JsonWriter json, InteractiveContent content)
    {
        Start(json, "interactive"u8);
        json.WriteString("type"u8, "button"u8);
        json.WriteStartObject("body"u8);
        json.WriteString("text"u8, content.Text);
        json.WriteEndObject();
        json.WriteStartObject("action"u8);
        json.WriteStartArray("buttons"u8);
        foreach (var button in content.Buttons)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "reply"u8);
            json.WriteStartObject("reply"u8);
            json.WriteString("id"u8, button.Id);
            json.WriteString("title"u8, button.Title);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Start(Utf8JsonWriter json, ReadOnlySpan<byte> type)
    {
        json.WriteString("type"u8, type);
        json.WriteStartObject(type);
    }
}
