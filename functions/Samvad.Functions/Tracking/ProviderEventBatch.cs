using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Samvad.Storage;
using Samvad.WhatsApp;
using Samvad.WhatsApp.Acs;

namespace Samvad.Tracking;

/// <summary>A batch of what the provider tells us: statuses to the ledger, inbound messages to their own queue.</summary>
public sealed partial class ProviderEventBatch(
    StatusIntake statuses,
    [FromKeyedServices(QueueNames.ProviderEvents)] ServiceBusSender again,
    [FromKeyedServices(QueueNames.Inbound)] ServiceBusSender inbound,
    TimeProvider time,
    ILogger<ProviderEventBatch> logger)
{
    private const string Attempt = "attempt";
    private const int EventsPerMessage = 100;

    /// <summary>A status may overtake the ledger's write by seconds; a redelivered shard, by minutes.</summary>
    private static readonly TimeSpan[] Delays =
        [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1)];

    /// <returns>The messages that can never be worked off, each with reason and description.</returns>
    public async Task<IReadOnlyList<(ServiceBusReceivedMessage Message, string Reason, string Description)>> ApplyAsync(
        IReadOnlyList<ServiceBusReceivedMessage> messages, CancellationToken cancellationToken)
    {
        var dead = new List<(ServiceBusReceivedMessage, string, string)>();
        var byAttempt = new SortedDictionary<int, List<StatusEvent>>();
        var letters = new List<InboundEvent>();
        var documents = new List<JsonDocument>(messages.Count);
        try
        {
            foreach (var message in messages)
            {
                var attempt = message.ApplicationProperties.TryGetValue(Attempt, out var count) ? Convert.ToInt32(count) : 0;
                if (attempt > Delays.Length)
                {
                    dead.Add((message, "Uncorrelated", "No ledger page holds the messages that these statuses are of."));
                    continue;
                }

                try
                {
                    var document = JsonDocument.Parse(message.Body.ToMemory());
                    documents.Add(document);
                    Sort(AcsEvents.Read(document), letters, byAttempt, attempt);
                }
                catch (JsonException malformed)
                {
                    dead.Add((message, "Malformed", malformed.Message));
                }
            }

            await inbound.SendAllAsync(letters.Select(ToMessage), cancellationToken);
            var unmatched = await ApplyAsync(byAttempt, cancellationToken);
            await TryLaterAsync(unmatched, byAttempt, cancellationToken);
            return dead;
        }
        finally
        {
            foreach (var document in documents)
                document.Dispose();
        }
    }

    private async Task<IReadOnlyList<StatusEvent>> ApplyAsync(
        SortedDictionary<int, List<StatusEvent>> byAttempt, CancellationToken cancellationToken)
    {
        var unmatched = new List<StatusEvent>();
        foreach (var kind in byAttempt.GroupBy(pair => pair.Key > 0, pair => pair.Value))
        {
            unmatched.AddRange(await statuses.ApplyAsync(
                [.. kind.SelectMany(list => list)], cancellationToken, again: kind.Key));
        }

        return unmatched;
    }

    private void Sort(
        IReadOnlyList<ProviderEvent> events, List<InboundEvent> letters, SortedDictionary<int, List<StatusEvent>> byAttempt, int attempt)
    {
        foreach (var one in events)
        {
            switch (one)
            {
                case StatusEvent status:
                    if (!byAttempt.TryGetValue(attempt, out var list))
                        byAttempt[attempt] = list = [];
                    list.Add(status);
                    break;
                case InboundEvent letter:
                    letters.Add(letter);
                    break;
                case UnknownEvent unknown:
                    LogUnknown(unknown.Type);
                    break;
            }
        }
    }

    private async Task TryLaterAsync(
        IReadOnlyList<StatusEvent> unmatched, SortedDictionary<int, List<StatusEvent>> byAttempt, CancellationToken cancellationToken)
    {
        if (unmatched.Count == 0)
            return;
        var open = unmatched.ToHashSet(ReferenceEqualityComparer.Instance);
        foreach (var (attempt, events) in byAttempt)
        {
            var left = events.Where(open.Contains).ToArray();
            if (left.Length == 0)
                continue;
            var delay = Delays[Math.Min(attempt, Delays.Length - 1)];
            LogUncorrelated(left.Length, attempt, delay);
            await again.SendAllAsync(left.Chunk(EventsPerMessage).Select(chunk => Later(chunk, attempt, delay)), cancellationToken);
        }
    }

    private ServiceBusMessage Later(StatusEvent[] events, int attempt, TimeSpan delay)
    {
        var body = new System.Buffers.ArrayBufferWriter<byte>(64 * 1024);
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
            ApplicationProperties = { [Attempt] = attempt + 1 },
        };
    }

    private static ServiceBusMessage ToMessage(InboundEvent letter) => new(BinaryData.FromBytes(letter.ToJson()))
    {
        // A business-scoped user id may be longer than a session id may be.
        SessionId = letter.From.Length <= 128 ? letter.From : NameBasedGuid.Of("person", letter.From).ToString(),
        MessageId = NameBasedGuid.Of("inbound", letter.Id).ToString(),
        ContentType = "application/json",
    };

    [LoggerMessage(EventIds.StatusesUncorrelated, LogLevel.Debug,
        "{Count} statuses match no ledger page at attempt {Attempt}; again in {Delay}")]
    private partial void LogUncorrelated(int count, int attempt, TimeSpan delay);

    [LoggerMessage(EventIds.EventUnknown, LogLevel.Information, "An event of type {EventType} is not acted on")]
    private partial void LogUnknown(string eventType);
}
