using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Samvad.Operations;
using Samvad.Storage;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>Takes what people write, one message of a person after the other.</summary>
public sealed class HearPeople(Conversing dialogue, Settlement settlement)
{
    [Function(nameof(HearPeople))]
    public Task Run(
        [ServiceBusTrigger(
            QueueNames.Inbound, Connection = QueueNames.Connection, IsSessionsEnabled = true, AutoCompleteMessages = false)]
        ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken) => settlement.SettleAsync(
            QueueNames.Inbound,
            message,
            actions,
            () => dialogue.HearAsync(Read(message), message.EnqueuedTime, cancellationToken),
            cancellationToken);

    private static InboundEvent Read(ServiceBusReceivedMessage message)
    {
        try
        {
            return InboundEvent.FromJson(message.Body.ToMemory().Span);
        }
        catch (JsonException)
        {
            throw new PoisonException(DeadLetterTable.Malformed, "The body is no inbound event.");
        }
    }
}
