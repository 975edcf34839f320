using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Samvad.Storage;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>Takes what people write, one message of a person after the other.</summary>
public sealed class HearPeople(ConsentDialogue dialogue)
{
    [Function(nameof(HearPeople))]
    public Task Run(
        [ServiceBusTrigger(QueueNames.Inbound, Connection = QueueNames.Connection, IsSessionsEnabled = true)]
        ServiceBusReceivedMessage message,
        CancellationToken cancellationToken) =>
        dialogue.HearAsync(
            InboundEvent.FromJson(message.Body.ToMemory().Span), message.EnqueuedTime, cancellationToken);
}
