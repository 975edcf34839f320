using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Messaging.ServiceBus;
using Samvad.LocalHost.Simulator.Acs;
using Samvad.LocalHost.Simulator.CloudApi;

namespace Samvad.LocalHost.Simulator;

/// <summary>
/// People who write: each becomes an event on the queue or, where the channel is a number of the Cloud API, a call of
/// the webhook, as the provider would send it.
/// </summary>
internal sealed class Inbound(
    EventsSender events, Webhooks webhooks, Journal journal, TemplateBook templates, MediaShelf shelf, TimeProvider time)
{
    private const string DefaultChannel = "11111111-1111-1111-1111-111111111111";

    /// <summary>
    /// Takes `{person, text | press | button{text,payload} | interactive | reaction | media | location, channel?,
    /// messageId?, replyTo?}` or an array of them; `press` is the title of a button of the last message with buttons
    /// that the person got; `media` is `{mimeType, caption?, fileName?, data (Base64)?, size?, id?}`, see <see cref="MediaShelf"/>.
    /// Answers the ids of the messages.
    /// </summary>
    /// <exception cref="JsonException">The body is not of that form.</exception>
    public async Task<IReadOnlyList<string>> WriteAsync(JsonElement body, CancellationToken cancellationToken)
    {
        var items = body.ValueKind is JsonValueKind.Array ? body.EnumerateArray().ToArray() : [body];
        var buffer = new ArrayBufferWriter<byte>();
        var ids = new List<string>();
        var queued = 0;
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var said in items.Select(Pressed))
            {
                var channel = Text(said, "channel") ?? DefaultChannel;
                var item = Shelved(said, CloudApiNumber.Is(channel));
                queued += CloudApiNumber.Is(channel) ? 0 : 1;
                ids.Add(CloudApiNumber.Is(channel) ? Post(channel, item) : Write(json, channel, item));
            }

            json.WriteEndArray();
        }

        if (queued > 0 && events.Sender is { } sender)
        {
            var message = new ServiceBusMessage(buffer.WrittenMemory)
            {
                MessageId = Guid.NewGuid().ToString("n"),
                ContentType = "application/json",
            };
            await sender.SendMessageAsync(message, cancellationToken);
        }

        return ids;
    }

    private string Post(string channel, JsonElement item)
    {
        var person = PersonOf(item);
        var id = Text(item, "messageId") ?? CloudApiNumber.Wamid(Guid.NewGuid());
        var repliedTo = Text(item, "replyTo") ?? (item.TryGetProperty("button", out _) ? LastTo(person) : null);
        webhooks.Post(CloudApiNotifications.OfMessage(channel, person, id, repliedTo, item, time.GetUtcNow()), 1, webhooks.Generation);
        return id;
    }

    private string Write(Utf8JsonWriter json, string channel, JsonElement item)
    {
        var person = PersonOf(item);
        var id = Guid.TryParse(Text(item, "messageId"), out var given) ? given : Guid.NewGuid();
        var repliedTo = Guid.TryParse(Text(item, "replyTo"), out var reply) ? reply.ToString()
            : item.TryGetProperty("button", out _) ? LastTo(person) : null;
        AcsEvents.WriteReceived(json, person, channel, id, repliedTo, item, time.GetUtcNow());
        return id.ToString();
    }

    /// <summary>The event tells of the file what the provider does; its bytes are fetched by its id.</summary>
    private JsonElement Shelved(JsonElement item, bool cloud)
    {
        if (item.ValueKind is not JsonValueKind.Object || !item.TryGetProperty("media", out var media))
            return item;
        var id = shelf.Put(media, () => cloud
            ? (BitConverter.ToUInt64(Guid.NewGuid().ToByteArray()) >> 4).ToString(CultureInfo.InvariantCulture)
            : Guid.NewGuid().ToString());
        var said = JsonSerializer.Deserialize<JsonObject>(item)!;
        var told = said["media"]!.AsObject();
        told["id"] = id;
        told.Remove("data");
        told.Remove("size");
        return JsonSerializer.SerializeToElement(said);
    }

    private static string PersonOf(JsonElement item) => Text(item, "person") is { Length: > 1 } person
        ? person.TrimStart('+')
        : throw new JsonException("person is required.");

    // What is pressed comes back with what the button carries, on the channel that the message came by.
    private JsonElement Pressed(JsonElement item)
    {
        if (Text(item, "press") is not { } title)
            return item;
        var person = PersonOf(item);
        lock (journal.Gate)
        {
            var index = journal.PersonOf(person);
            for (var i = journal.Entries.Count - 1; i >= 0 && index >= 0; i--)
            {
                var rendition = journal.Renditions[journal.Entries[i].Rendition];
                if (journal.Entries[i].Person != index || rendition.Payloads.Count == 0)
                    continue;
                var place = templates.ButtonsOf(rendition).ToList().IndexOf(title);
                if (place < 0 || place >= rendition.Payloads.Count)
                    break;
                var channel = journal.Channels[journal.Entries[i].Channel];
                var head = new
                {
                    person,
                    channel,
                    messageId = Text(item, "messageId"),
                    replyTo = CloudApiNumber.MessageId(channel, journal.MessageId(i)),
                };
                var id = rendition.Payloads[place];
                return rendition.Kind == "interactive"
                    ? JsonSerializer.SerializeToElement(new
                    {
                        head.person, head.channel, head.messageId, head.replyTo,
                        interactive = new { type = "buttonReply", buttonReply = new { id, title } },
                    })
                    : JsonSerializer.SerializeToElement(new
                    {
                        head.person, head.channel, head.messageId, head.replyTo, button = new { text = title, payload = id },
                    });
            }
        }

        throw new JsonException("No message of the person has such a button.");
    }

    // A button belongs to a message: the last one that the person got.
    private string? LastTo(string person)
    {
        lock (journal.Gate)
        {
            var index = journal.PersonOf(person);
            for (var i = journal.Entries.Count - 1; i >= 0 && index >= 0; i--)
                if (journal.Entries[i].Person == index)
                    return CloudApiNumber.MessageId(journal.Channels[journal.Entries[i].Channel], journal.MessageId(i));
            return null;
        }
    }

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind is JsonValueKind.Object && item.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
