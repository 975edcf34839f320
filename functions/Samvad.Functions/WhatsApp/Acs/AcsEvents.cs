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
            return new InboundEvent(Text(data, "messageId") ?? id, from, element);
        return new UnknownEvent(type);
    }

    private static string? Address(JsonElement data, string number, string bsuid)
    {
        if (Text(data, number) is not { Length: > 0 } text)
            return Text(data, bsuid) is { Length: > 0 } id ? id : null;
        return char.IsAsciiDigit(text[0]) ? "+" + text : text;
    }

    private static string? ErrorCode(JsonElement data) =>
        data.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object ? Text(error, "channelCode") : null;

    private static DateTimeOffset At(JsonElement element, JsonElement data) =>
        data.TryGetProperty("receivedTimestamp", out var received) && received.TryGetDateTimeOffset(out var at) ? at
        : element.TryGetProperty("eventTime", out var time) && time.TryGetDateTimeOffset(out at) ? at
        : default;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
