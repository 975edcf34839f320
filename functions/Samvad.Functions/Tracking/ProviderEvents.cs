using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Samvad.Storage;

namespace Samvad.Tracking;

/// <summary>Takes the provider's events off their queue, in batches.</summary>
public sealed class ProviderEvents(ProviderEventBatch batch)
{
    [Function(nameof(ProviderEvents))]
    public async Task Run(
        [ServiceBusTrigger(QueueNames.ProviderEvents, Connection = QueueNames.Connection, IsBatched = true, AutoCompleteMessages = false)]
        ServiceBusReceivedMessage[] messages,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken)
    {
        var dead = await batch.ApplyAsync(messages, cancellationToken);
        foreach (var (message, reason, description) in dead)
            await actions.DeadLetterMessageAsync(message, null, reason, description, cancellationToken);
        var gone = dead.Select(letter => letter.Message.SequenceNumber).ToHashSet();
        await Task.WhenAll(messages
            .Where(message => !gone.Contains(message.SequenceNumber))
            .Select(message => actions.CompleteMessageAsync(message, cancellationToken)));
    }
}
