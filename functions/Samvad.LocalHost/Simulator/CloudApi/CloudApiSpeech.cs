using System.Text.Json;

namespace Samvad.LocalHost.Simulator.CloudApi;

/// <summary>What a person writes, from the words of the control interface to those of Meta.</summary>
internal static class CloudApiSpeech
{
    public static void Write(Utf8JsonWriter json, JsonElement said)
    {
        if (said.TryGetProperty("button", out var button))
            Write(json, "button", button);
        else if (said.TryGetProperty("interactive", out var interactive))
            Write(json, "interactive", interactive);
        else if (said.TryGetProperty("reaction", out var reaction))
            Write(json, "reaction", reaction);
        else if (said.TryGetProperty("location", out var location))
            Write(json, "location", location);
        else if (said.TryGetProperty("media", out var media))
            Write(json, said.TryGetProperty("messageType", out var type) ? type.GetString()! : "image", media);
        else
            WriteText(json, said);
    }

    private static void WriteText(Utf8JsonWriter json, JsonElement said)
    {
        json.WriteString("type"u8, "text"u8);
        json.WriteStartObject("text"u8);
        json.WriteString("body"u8, said.TryGetProperty("text", out var text) ? text.GetString() : "");
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string type, JsonElement content)
    {
        json.WriteString("type"u8, type);
        json.WritePropertyName(type);
        WriteInSnakeCase(json, content);
    }

    // `buttonReply` and `mimeType` are `button_reply` and `mime_type` at Meta, also where they are values.
    private static void WriteInSnakeCase(Utf8JsonWriter json, JsonElement content)
    {
        json.WriteStartObject();
        foreach (var member in content.EnumerateObject())
        {
            json.WritePropertyName(JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name));
            if (member.Value.ValueKind is JsonValueKind.Object)
                WriteInSnakeCase(json, member.Value);
            else if (member.NameEquals("type"))
                json.WriteStringValue(JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Value.GetString()!));
            else
                member.Value.WriteTo(json);
        }

        json.WriteEndObject();
    }
}
