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
        if (element.Text("eventType") is not { } type || element.Member("data") is not { } data)
            throw new JsonException("An event has no eventType or no data.");

        if (type == StatusType && data.Text("messageId") is { } messageId && data.Text("status") is { } status)
        {
            var code = data.Member("error").Text("channelCode");
            return new StatusEvent(messageId, data.Address("to", "toBSUID"), status, code, At(element, data), element);
        }

        if (type == ReceivedType && data.Address("from", "fromBSUID") is { } from && element.Text("id") is { } id)
            return Inbound(data.Text("messageId") ?? id, from, element, data);
        return new UnknownEvent(type);
    }

    private static InboundEvent Inbound(string id, string from, JsonElement element, JsonElement data)
    {
        var type = data.Text("messageType");
        var button = data.Member("button");
        var interactive = data.Member("interactive");
        var reply = interactive.Member("buttonReply") ?? interactive.Member("listReply");
        var media = data.Member("media");
        var reaction = data.Member("reaction");
        return new InboundEvent(id, from, element)
        {
            Provider = AcsProvider.ProviderName,
            Channel = data.Text("to"),
            Kind = Kind(type, interactive.Text("type")),
            Text = data.Text("content") ?? media.Text("caption") ?? reaction.Text("emoji"),
            ButtonPayload = button.Text("payload") ?? reply.Text("id"),
            ButtonText = button.Text("text") ?? reply.Text("title"),
            MediaId = media.Text("id"),
            MimeType = media.Text("mimeType"),
            RepliedTo = data.Member("context").Text("id") ?? reaction.Text("messageId"),
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

    private static DateTimeOffset At(JsonElement element, JsonElement data) =>
        Time(data, "receivedTimestamp") ?? Time(element, "eventTime") ?? default;

    private static DateTimeOffset? Time(JsonElement element, string name) =>
        element.TryGetProperty(name, out var time) && time.ValueKind == JsonValueKind.String
            && time.TryGetDateTimeOffset(out var at) ? at : null;
}
