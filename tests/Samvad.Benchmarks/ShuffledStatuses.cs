using System.Buffers;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Samvad.LocalHost;
using Samvad.LocalHost.Simulator;
using Samvad.LocalHost.Simulator.Acs;
using Samvad.Storage;

namespace Samvad.Benchmarks;

/// <summary>The statuses of all messages as a provider sends them at its worst: in no order, some twice.</summary>
internal sealed class ShuffledStatuses
{
    private const int DuplicateOf = 10;
    private static readonly StatusKind[] Life = [StatusKind.Sent, StatusKind.Delivered, StatusKind.Read];
    private readonly StatusEvent[] _events;

    private ShuffledStatuses(StatusEvent[] events) => _events = events;

    public int Count => _events.Length;

    public static ShuffledStatuses Of(IEnumerable<JsonElement> messages, int seed)
    {
        var at = TimeProvider.System.GetUtcNow();
        var random = new Random(seed);
        var events = messages
            .SelectMany(message => Life, (message, kind) => new StatusEvent(
                message.GetProperty("messageId").GetGuid(), message.GetProperty("person").GetString()!,
                message.GetProperty("channel").GetString()!, kind, null, at.AddSeconds((int)kind)))
            .SelectMany(status => Enumerable.Repeat(status, random.Next(DuplicateOf) == 0 ? 2 : 1))
            .ToArray();
        random.Shuffle(events);
        return new(events);
    }

    /// <summary>Puts them on the queue, so many to a message.</summary>
    public async Task EnqueueAsync(string dataDirectory, int batch, CancellationToken cancellationToken)
    {
        using var lease = HostLease.Acquire(dataDirectory, "bench");
        await using var broker = Wiring.Broker(dataDirectory, lease);
        await using var sender = broker.CreateSender(QueueNames.ProviderEvents);
        await sender.SendAllAsync(_events.Chunk(batch).Select(Message), cancellationToken);
    }

    private static ServiceBusMessage Message(StatusEvent[] events)
    {
        var body = new ArrayBufferWriter<byte>(events.Length * 700);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartArray();
            foreach (var status in events)
                AcsEvents.WriteStatus(json, in status);
            json.WriteEndArray();
        }

        return new ServiceBusMessage(body.WrittenMemory) { MessageId = Guid.NewGuid().ToString() };
    }
}
