using System.Buffers;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Samvad.Storage;
using Samvad.Telemetry;
using Samvad.WhatsApp;

namespace Samvad.Tracking;

/// <summary>How statuses came: the how many-th time, and from which provider.</summary>
public readonly record struct StatusOrigin(int Attempt, string Provider);

/// <summary>Puts statuses that match nothing yet on the queue once more, later.</summary>
public sealed partial class StatusRetries(
    [FromKeyedServices(QueueNames.ProviderEvents)] ServiceBusSender again,
    TimeProvider time,
    ILogger<StatusRetries> logger)
{
    private const string Attempt = "attempt";
    private const int EventsPerMessage = 100;

    /// <summary>A status may overtake the ledger's write by seconds; a redelivered shard, by minutes.</summary>
    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10),
        TimeSpan.FromHours(1),
    ];

    public static int AttemptOf(ServiceBusReceivedMessage message) =>
        message.ApplicationProperties.TryGetValue(Attempt, out var count) ? Convert.ToInt32(count) : 0;

    /// <summary>It was tried after each of the delays.</summary>
    public static bool IsLast(int attempt) => attempt > Delays.Length;

    public async Task TryLaterAsync(
        StatusOrigin origin, IReadOnlyCollection<StatusEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
            return;
        var delay = Delays[Math.Min(origin.Attempt, Delays.Length - 1)];
        LogUncorrelated(events.Count, origin.Attempt, delay);
        await again.SendAllAsync(
            events.Chunk(EventsPerMessage).Select(chunk => Later(chunk, origin, delay)), cancellationToken);
    }

    private ServiceBusMessage Later(StatusEvent[] events, StatusOrigin origin, TimeSpan delay)
    {
        var body = new ArrayBufferWriter<byte>(64 * 1024);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartArray();
            foreach (var status in events)
                status.Source.WriteTo(json);
            json.WriteEndArray();
        }

        return new ServiceBusMessage(body.WrittenMemory)
        {
            ScheduledEnqueueTime = time.GetUtcNow() + delay,
            ApplicationProperties =
            {
                [Attempt] = origin.Attempt + 1, [ProviderEventBatch.Provider] = origin.Provider,
            },
        }.Traced();
    }

    [LoggerMessage(EventIds.StatusesUncorrelated, LogLevel.Debug,
        "{Count} statuses match no ledger page at attempt {Attempt}; again in {Delay}")]
    private partial void LogUncorrelated(int count, int attempt, TimeSpan delay);
}
