using System.Text.Json;

namespace Samvad.WhatsApp.Acs;

/// <summary>
/// Event Grid events of ACS Advanced Messaging
/// (learn.microsoft.com/azure/event-grid/communication-services-advanced-messaging-events).
/// </summary>
public static class AcsEvents
{
    private const string StatusType = "Microsoft.Communication.AdvancedMessageDeliveryStatusUpdated";
    private const string ReceivedType = "Microsoft.Communication.AdvancedMessageReceived";

    /// <param name="body">One event or an array of them.</param>
    /// <exception cref="JsonException">The body is not what Event Grid sends.</exception>
    public static IReadOnlyList<ProviderEvent> Read(JsonDocument body)
    {
        var root = body.RootElement;
        if (root.ValueKind == JsonValueKind.Object)
            return [ReadOne(root)];
        if (root.ValueKind != JsonValueKind.Array)
            throw new JsonException("The body is neither an event nor an array of events.");
        var events = new List<ProviderEvent>(root.GetArrayLength());
        foreach (var element in root.EnumerateArray())
            events.Add(ReadOne(element));
        return events;
    }

    private static ProviderEvent ReadOne(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object
            || Text(element, "eventType") is not { } type
            || !element.TryGetProperty("data", out var data)
            || data.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("An event has no eventType or no data.");
        }

        if (type == StatusType && Text(data, "messageId") is { } messageId && Text(data, "status") is { } status)
            return new StatusEvent(messageId, Address(data, "to", "toBSUID"), status, ErrorCode(data), At(element, data), element);
        if (type == ReceivedType && Address(data, "from", "fromBSUID") is { } from && Text(element, "id") is { } id)
            return Inbound(Text(data, "messageId") ?? id, from, element, data);
        return new UnknownEvent(type);
    }

    private static InboundEvent Inbound(string id, string from, JsonElement element, JsonElement data)
    {
        var type = Text(data, "messageType");
        var button = Member(data, "button");
        var interactive = Member(data, "interactive");
        var reply = Member(interactive, "buttonReply") ?? Member(interactive, "listReply");
        var media = Member(data, "media");
        var reaction = Member(data, "reaction");
        return new InboundEvent(id, from, element)
        {
            Provider = AcsProvider.ProviderName,
            Channel = Text(data, "to"),
            Kind = Kind(type, Text(interactive, "type")),
            Text = Text(data, "content") ?? Text(media, "caption") ?? Text(reaction, "emoji"),
            ButtonPayload = Text(button, "payload") ?? Text(reply, "id"),
            ButtonText = Text(button, "text") ?? Text(reply, "title"),
            MediaId = Text(media, "id"),
            MimeType = Text(media, "mimeType"),
            RepliedTo = Text(Member(data, "context"), "id") ?? Text(reaction, "messageId"),
            At = At(element, data),
        };
    }

    private static InboundKind Kind(string? type, string? interactive) => type switch
    {
        null or "text" => InboundKind.Text,
        "button" => InboundKind.Button,
        "interactive" when interactive == "listReply" => InboundKind.ListReply,
        "interactive" => InboundKind.Button,
        "image" => InboundKind.Image,
        "document" => InboundKind.Document,
        "reaction" => InboundKind.Reaction,
        _ => InboundKind.Unknown,
    };

    private static string? Address(JsonElement data, string number, string bsuid)
    {
        if (Text(data, number) is not { Length: > 0 } text)
            return Text(data, bsuid) is { Length: > 0 } id ? id : null;
        return char.IsAsciiDigit(text[0]) ? "+" + text : text;
    }

    private static string? ErrorCode(JsonElement data) =>
        Text(Member(data, "error"), "channelCode");

    private static DateTimeOffset At(JsonElement element, JsonElement data) =>
        data.TryGetProperty("receivedTimestamp", out var received) && received.TryGetDateTimeOffset(out var at) ? at
        : element.TryGetProperty("eventTime", out var time) && time.TryGetDateTimeOffset(out at) ? at
        : default;

    private static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } parent
        && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static string? Text(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } parent
        && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
