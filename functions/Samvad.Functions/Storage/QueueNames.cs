using Azure.Messaging.ServiceBus;

namespace Samvad.Storage;

/// <summary>The queues, as bicep/queues.json defines them.</summary>
public static class QueueNames
{
    /// <summary>The setting prefix of the Service Bus connection.</summary>
    public const string Connection = "ServiceBus";

    /// <summary>Deliveries that every queue allows a message.</summary>
    public const int MaxDeliveryCount = 20;

    /// <summary>Outage reports; session = outage.</summary>
    public const string OutageEvents = "outage-events";

    /// <summary>Announcements to be planned; session = outage, so that they are planned in order.</summary>
    public const string Announcements = "announcements";

    /// <summary>Shards of outage announcements; session = group.</summary>
    public const string ShardsUrgent = "shards-urgent";

    /// <summary>Shards of tips and notices; session = group.</summary>
    public const string ShardsRoutine = "shards-routine";

    /// <summary>Statuses and inbound messages as the provider sends them.</summary>
    public const string ProviderEvents = "provider-events";

    /// <summary>What people wrote, one <see cref="WhatsApp.InboundEvent"/> each; session = person.</summary>
    public const string Inbound = "inbound";

    /// <summary>Imports to be run; session = one, so that imports do not race each other.</summary>
    public const string Imports = "imports";

    /// <summary>Dry runs to be made; session = one dry run.</summary>
    public const string DryRuns = "dry-runs";

    public static readonly IReadOnlyList<string> All =
        [OutageEvents, Announcements, ShardsUrgent, ShardsRoutine, ProviderEvents, Inbound, Imports, DryRuns];
}

/// <summary>Sending many messages in as few transfers as their sizes allow.</summary>
public static class ServiceBusSending
{
    /// <exception cref="InvalidOperationException">One message alone exceeds the size limit of the queue.</exception>
    public static async Task SendAllAsync(
        this ServiceBusSender sender, IEnumerable<ServiceBusMessage> messages, CancellationToken cancellationToken)
    {
        var batch = await sender.CreateMessageBatchAsync(cancellationToken);
        try
        {
            foreach (var message in messages)
            {
                if (batch.TryAddMessage(message))
                    continue;
                if (batch.Count > 0)
                {
                    await sender.SendMessagesAsync(batch, cancellationToken);
                    batch.Dispose();
                    batch = await sender.CreateMessageBatchAsync(cancellationToken);
                    if (batch.TryAddMessage(message))
                        continue;
                }

                throw new InvalidOperationException(
                    $"Message {message.MessageId} has {message.Body.ToMemory().Length} bytes, more than queue {sender.EntityPath} takes.");
            }

            if (batch.Count > 0)
                await sender.SendMessagesAsync(batch, cancellationToken);
        }
        finally
        {
            batch.Dispose();
        }
    }
}
