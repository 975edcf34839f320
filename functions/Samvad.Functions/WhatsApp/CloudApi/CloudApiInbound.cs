using System.Text.Json;

namespace Samvad.WhatsApp.CloudApi;

/// <summary>One message that a person wrote, out of Meta's notification.</summary>
internal static class CloudApiInbound
{
    /// <exception cref="JsonException">The element is no message.</exception>
    public static ProviderEvent Read(JsonElement message, string? channel)
    {
        var id = message.Text("id");
        var type = message.Text("type");
        if (id is null || type is null)
            throw new JsonException("A message has no id or no type.");
        // A system message says that a person changed the number; nobody wrote.
        if (type == "system" || message.Address("from", "from_user_id") is not { } from)
            return new UnknownEvent(type);
        var said = message.Member(type);
        var reply = said.Member("button_reply") ?? said.Member("list_reply");
        return new InboundEvent(id, from, message)
        {
            Provider = CloudApiProvider.ProviderName,
            Channel = channel,
            Kind = Kind(type, said.Text("type")),
            Text = said.Text("body") ?? said.Text("caption") ?? said.Text("emoji"),
            ButtonPayload = said.Text("payload") ?? reply.Text("id"),
            ButtonText = type == "button" ? said.Text("text") : reply.Text("title"),
            MediaId = type is "reaction" or "location" ? null : said.Text("id"),
            MimeType = said.Text("mime_type"),
            RepliedTo = message.Member("context").Text("id") ?? said.Text("message_id"),
            Latitude = said.Number("latitude"),
            Longitude = said.Number("longitude"),
            At = CloudApiEvents.At(message),
        };
    }

    private static InboundKind Kind(string type, string? interactive) => type switch
    {
        "text" => InboundKind.Text,
        "button" => InboundKind.Button,
        "interactive" when interactive == "button_reply" => InboundKind.Button,
        "interactive" when interactive == "list_reply" => InboundKind.ListReply,
        "image" => InboundKind.Image,
        "document" => InboundKind.Document,
        "location" => InboundKind.Location,
        "reaction" => InboundKind.Reaction,
        _ => InboundKind.Unknown,
    };
}
