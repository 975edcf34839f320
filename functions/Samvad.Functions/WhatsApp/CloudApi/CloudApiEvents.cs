using System.Globalization;
using System.Text.Json;

namespace Samvad.WhatsApp.CloudApi;

/// <summary>
/// What Meta posts to the webhook
/// (developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages).
/// </summary>
public static class CloudApiEvents
{
    /// <param name="body">A notification, or an array of statuses out of notifications.</param>
    /// <exception cref="JsonException">The body is neither.</exception>
    public static IReadOnlyList<ProviderEvent> Read(JsonDocument body)
    {
        var root = body.RootElement;
        var events = new List<ProviderEvent>();
        if (root.ValueKind == JsonValueKind.Array)
        {
            foreach (var status in root.EnumerateArray())
                events.Add(Status(status));
            return events;
        }

        if (root.Text("object") != "whatsapp_business_account")
            throw new JsonException("The body is no notification of a WhatsApp business account.");
        foreach (var entry in root.Items("entry"))
        {
            foreach (var change in entry.Items("changes"))
                ReadChange(change, events);
        }

        return events;
    }

    private static void ReadChange(JsonElement change, List<ProviderEvent> events)
    {
        var field = change.Text("field") ?? throw new JsonException("A change has no field.");
        var value = change.Member("value") ?? throw new JsonException("A change has no value.");
        if (field != "messages")
        {
            events.Add(new UnknownEvent(field));
            return;
        }

        var channel = value.Member("metadata").Text("phone_number_id");
        foreach (var status in value.OptionalItems("statuses"))
            events.Add(Status(status));
        foreach (var message in value.OptionalItems("messages"))
            events.Add(CloudApiInbound.Read(message, channel));
        foreach (var _ in value.OptionalItems("errors"))
            events.Add(new UnknownEvent("errors"));
    }

    private static ProviderEvent Status(JsonElement status)
    {
        var id = status.Text("id");
        var kind = status.Text("status");
        if (id is null || kind is null)
            throw new JsonException("A status has no id or no status.");
        if (kind is not ("sent" or "delivered" or "read" or "failed"))
            return new UnknownEvent(kind);
        var errors = status.OptionalItems("errors");
        var code = errors.Count > 0 && errors[0].Number("code") is { } number
            ? number.ToString(CultureInfo.InvariantCulture)
            : null;
        return new StatusEvent(id, status.Address("recipient_id", "recipient_user_id"), Capital(kind), code, At(status), status)
        {
            Callback = status.Text("biz_opaque_callback_data"),
        };
    }

    /// <summary>Seconds since 1970, as text.</summary>
    internal static DateTimeOffset At(JsonElement element) =>
        long.TryParse(element.Text("timestamp"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : default;

    private static string Capital(string kind) => string.Concat(char.ToUpperInvariant(kind[0]).ToString(), kind.AsSpan(1));
}
