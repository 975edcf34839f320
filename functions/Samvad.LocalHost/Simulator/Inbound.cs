using System.Buffers;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Samvad.LocalHost.Simulator.Acs;

namespace Samvad.LocalHost.Simulator;

/// <summary>People who write: each becomes an event on the queue, as the provider would send it.</summary>
internal sealed class Inbound(EventsSender events, Journal journal, TimeProvider time)
{
    private const string DefaultChannel = "11111111-1111-1111-1111-111111111111";

    /// <summary>
    /// Takes `{person, text | button{text,payload} | interactive | reaction | media, channel?, messageId?,
    /// replyTo?}` or
    /// an array of them. Answers the ids of the messages.
    /// </summary>
    /// <exception cref="JsonException">The body is not of that form.</exception>
    public async Task<IReadOnlyList<string>> WriteAsync(JsonElement body, CancellationToken cancellationToken)
    {
        var items = body.ValueKind is JsonValueKind.Array ? body.EnumerateArray().ToArray() : [body];
        var buffer = new ArrayBufferWriter<byte>();
        var ids = new List<string>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var item in items)
                ids.Add(Write(json, item));
            json.WriteEndArray();
        }

        if (events.Sender is { } sender)
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

    private string Write(Utf8JsonWriter json, JsonElement item)
    {
        if (Text(item, "person") is not { Length: > 1 } person)
            throw new JsonException("person is required.");
        person = person.TrimStart('+');
        var id = Guid.TryParse(Text(item, "messageId"), out var given) ? given : Guid.NewGuid();
        var repliedTo = Guid.TryParse(Text(item, "replyTo"), out var reply) ? reply
            : item.TryGetProperty("button", out _) ? LastTo(person) : null;
        AcsEvents.WriteReceived(
            json, person, Text(item, "channel") ?? DefaultChannel, id, repliedTo, item, time.GetUtcNow());
        return id.ToString();
    }

    // A button belongs to a message: the last one that the person got.
    private Guid? LastTo(string person)
    {
        lock (journal.Gate)
        {
            var index = journal.PersonOf(person);
            for (var i = journal.Entries.Count - 1; i >= 0 && index >= 0; i--)
                if (journal.Entries[i].Person == index)
                    return journal.MessageId(i);
            return null;
        }
    }

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind is JsonValueKind.Object && item.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
