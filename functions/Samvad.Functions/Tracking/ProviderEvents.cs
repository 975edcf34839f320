using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Samvad.Operations;
using Samvad.Storage;

namespace Samvad.Tracking;

/// <summary>Takes the provider's events off their queue, in batches.</summary>
public sealed class ProviderEvents(ProviderEventBatch batch, Settlement settlement)
{
    [Function(nameof(ProviderEvents))]
    public Task Run(
        [ServiceBusTrigger(QueueNames.ProviderEvents, Connection = QueueNames.Connection, IsBatched = true, AutoCompleteMessages = false)]
        ServiceBusReceivedMessage[] messages,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken) => settlement.SettleBatchAsync(
            QueueNames.ProviderEvents,
            messages,
            actions,
            () => batch.ApplyAsync(messages, cancellationToken),
            cancellationToken);
}
