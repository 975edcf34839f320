using System.Text.Json;

namespace Samvad.LocalHost.Simulator.Acs;

/// <summary>
/// Events in the Event Grid schema of
/// https://learn.microsoft.com/azure/event-grid/communication-services-advanced-messaging-events.
/// </summary>
internal static class AcsEvents
{
    private const string Topic =
        "/subscriptions/local/resourceGroups/local/providers/microsoft.communication/communicationservices/simulator";

    public static void WriteStatus(Utf8JsonWriter json, in StatusEvent status)
    {
        Span<char> subject = stackalloc char[80];
        subject.TryWrite($"advancedMessage/{status.MessageId}/status/{status.Kind}", out var length);
        Start(json, Guid.NewGuid(), subject[..length]);
        json.WriteString("messageId"u8, status.MessageId);
        json.WriteString("status"u8, NameOf(status.Kind));
        json.WriteString("channelType"u8, "whatsapp"u8);
        json.WriteString("from"u8, status.Channel);
        json.WriteString(IsPhone(status.Person) ? "to"u8 : "toBSUID"u8, status.Person);
        json.WriteString("receivedTimestamp"u8, status.At);
        if (status.Code is { } code)
        {
            json.WriteStartObject("error"u8);
            json.WriteString("channelCode"u8, code);
            json.WriteString("channelMessage"u8, FailureCodes.MessageOf(code));
            json.WriteEndObject();
        }

        End(json, "Microsoft.Communication.AdvancedMessageDeliveryStatusUpdated"u8, status.At);
    }

    /// <summary>A person writes: text, button or any other member of the schema, as given.</summary>
    public static void WriteReceived(
        Utf8JsonWriter json, string person, string channel, Guid messageId, string? repliedTo, JsonElement said,
        DateTimeOffset at)
    {
        Start(json, Guid.NewGuid(), $"advancedMessage/sender/{person}/recipient/{channel}");
        json.WriteString("channelType"u8, "whatsapp"u8);
        json.WriteString("messageId"u8, messageId);
        json.WriteString("messageType"u8, TypeOf(said));
        json.WriteString(IsPhone(person) ? "from"u8 : "fromBSUID"u8, person);
        json.WriteString("to"u8, channel);
        json.WriteString("receivedTimestamp"u8, at);
        if (repliedTo is { } id)
        {
            json.WriteStartObject("context"u8);
            json.WriteString("from"u8, channel);
            json.WriteString("id"u8, id);
            json.WriteEndObject();
        }

        foreach (var member in said.EnumerateObject())
            if (member.Name is "text" or "content")
                json.WriteString("content"u8, member.Value.GetString());
            else if (member.Name is "button" or "interactive" or "reaction" or "media")
                member.WriteTo(json);
        End(json, "Microsoft.Communication.AdvancedMessageReceived"u8, at);
    }

    private static string TypeOf(JsonElement said)
    {
        if (said.TryGetProperty("messageType", out var type))
            return type.GetString() ?? "text";
        foreach (var name in (string[])["button", "interactive", "reaction"])
            if (said.TryGetProperty(name, out _))
                return name;
        return said.TryGetProperty("media", out _) ? "image" : "text";
    }

    private static bool IsPhone(string person) => char.IsAsciiDigit(person[0]);

    private static void Start(Utf8JsonWriter json, Guid id, ReadOnlySpan<char> subject)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("topic"u8, Topic);
        json.WriteString("subject"u8, subject);
        json.WriteStartObject("data"u8);
    }

    private static void End(Utf8JsonWriter json, ReadOnlySpan<byte> eventType, DateTimeOffset at)
    {
        json.WriteEndObject();
        json.WriteString("eventType"u8, eventType);
        json.WriteString("dataVersion"u8, "1.0"u8);
        json.WriteString("metadataVersion"u8, "1"u8);
        json.WriteString("eventTime"u8, at.UtcDateTime);
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> NameOf(StatusKind kind) => kind switch
    {
        StatusKind.Sent => "Sent"u8,
        StatusKind.Delivered => "Delivered"u8,
        StatusKind.Read => "Read"u8,
        _ => "Failed"u8,
    };
}
