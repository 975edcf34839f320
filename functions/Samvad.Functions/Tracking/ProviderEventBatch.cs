using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Samvad.Dialogue;
using Samvad.Operations;
using Samvad.Storage;
using Samvad.Telemetry;
using Samvad.WhatsApp;
using Samvad.WhatsApp.Acs;
using Samvad.WhatsApp.CloudApi;

namespace Samvad.Tracking;

/// <summary>A batch of what providers tell us: statuses to the ledger, inbound messages to their own queue.</summary>
public sealed partial class ProviderEventBatch(
    StatusIntake statuses,
    StatusRetries retries,
    Answers answers,
    [FromKeyedServices(QueueNames.Inbound)] ServiceBusSender inbound,
    ILogger<ProviderEventBatch> logger)
{
    /// <summary>The property that names the provider; Event Grid, which sets none, brings those of ACS.</summary>
    public const string Provider = "provider";

    /// <summary>Events that are worked on at once, in bytes of their messages: a thousand may be 250 MB.</summary>
    private const int SliceBytes = 12 * 1024 * 1024;

    /// <returns>The messages that can never be worked off, each with reason and description.</returns>
    public async Task<IReadOnlyList<(ServiceBusReceivedMessage Message, string Reason, string Description)>> ApplyAsync(
        IReadOnlyList<ServiceBusReceivedMessage> messages, CancellationToken cancellationToken)
    {
        var dead = new List<(ServiceBusReceivedMessage, string, string)>();
        for (int from = 0, to = 0; from < messages.Count; from = to)
        {
            for (long bytes = 0; to < messages.Count && bytes < SliceBytes; to++)
                bytes += messages[to].Body.ToMemory().Length;
            await ApplySliceAsync(messages.Skip(from).Take(to - from), dead, cancellationToken);
        }

        return dead;
    }

    private async Task ApplySliceAsync(
        IEnumerable<ServiceBusReceivedMessage> messages,
        List<(ServiceBusReceivedMessage, string, string)> dead,
        CancellationToken cancellationToken)
    {
        var byOrigin = new Dictionary<StatusOrigin, List<StatusEvent>>();
        var letters = new List<InboundEvent>();
        var documents = new List<JsonDocument>();
        try
        {
            foreach (var message in messages)
            {
                var origin = new StatusOrigin(StatusRetries.AttemptOf(message), ProviderOf(message));
                if (StatusRetries.IsLast(origin.Attempt))
                {
                    dead.Add((message, DeadLetterTable.Uncorrelated, "No ledger page holds the messages that these statuses are of."));
                    continue;
                }

                try
                {
                    var document = JsonDocument.Parse(message.Body.ToMemory());
                    documents.Add(document);
                    Sort(Read(document, origin.Provider), letters, byOrigin, origin);
                }
                catch (JsonException malformed)
                {
                    dead.Add((message, DeadLetterTable.Malformed, $"No JSON from byte {malformed.BytePositionInLine + 1} on."));
                }
            }

            await inbound.SendAllAsync(letters.Select(ToMessage), cancellationToken);
            Metrics.MessagesHeard.Add(letters.Count);
            await ApplyAsync(byOrigin, cancellationToken);
        }
        finally
        {
            foreach (var document in documents)
                document.Dispose();
        }
    }

    private static IReadOnlyList<ProviderEvent> Read(JsonDocument document, string provider) =>
        provider == CloudApiProvider.ProviderName ? CloudApiEvents.Read(document) : AcsEvents.Read(document);

    private static string ProviderOf(ServiceBusReceivedMessage message) =>
        message.ApplicationProperties.TryGetValue(Provider, out var name) ? (string)name : AcsProvider.ProviderName;

    private void Sort(
        IReadOnlyList<ProviderEvent> events,
        List<InboundEvent> letters,
        Dictionary<StatusOrigin, List<StatusEvent>> byOrigin,
        StatusOrigin origin)
    {
        foreach (var one in events)
        {
            switch (one)
            {
                case StatusEvent status:
                    if (!byOrigin.TryGetValue(origin, out var list))
                        byOrigin[origin] = list = [];
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

    private async Task ApplyAsync(
        Dictionary<StatusOrigin, List<StatusEvent>> byOrigin, CancellationToken cancellationToken)
    {
        foreach (var kind in byOrigin.GroupBy(pair => pair.Key.Attempt > 0))
        {
            var all = kind.SelectMany(pair => pair.Value).ToList();
            var unmatched = await statuses.ApplyAsync(
                [.. await answers.SiftAsync(all, cancellationToken)], cancellationToken, again: kind.Key);
            if (unmatched.Count == 0)
                continue;
            // A letter of another instance is asked for at the second attempt, so that the first stays cheap.
            var open = (kind.Key ? await answers.WithoutAnswersAsync(unmatched, cancellationToken) : unmatched)
                .ToHashSet(ReferenceEqualityComparer.Instance);
            foreach (var (origin, events) in kind)
                await retries.TryLaterAsync(origin, [.. events.Where(open.Contains)], cancellationToken);
        }
    }

    private static ServiceBusMessage ToMessage(InboundEvent letter) => new ServiceBusMessage(BinaryData.FromBytes(letter.ToJson()))
    {
        // A business-scoped user id may be longer than a session id may be.
        SessionId = letter.From.Length <= 128 ? letter.From : NameBasedGuid.Of("person", letter.From).ToString(),
        MessageId = NameBasedGuid.Of("inbound", letter.Id).ToString(),
        ContentType = "application/json",
        ApplicationProperties = { [Provider] = letter.Provider ?? AcsProvider.ProviderName },
    }.Traced();

    [LoggerMessage(EventIds.EventUnknown, LogLevel.Information, "An event of type {EventType} is not acted on")]
    private partial void LogUnknown(string eventType);
}
