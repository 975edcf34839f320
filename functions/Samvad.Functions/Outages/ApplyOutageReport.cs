using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Samvad.Storage;

namespace Samvad.Outages;

/// <summary>Works off the reports of one outage after the other.</summary>
public sealed class ApplyOutageReport(OutageLifecycle lifecycle)
{
    [Function(nameof(ApplyOutageReport))]
    public Task Run(
        [ServiceBusTrigger(QueueNames.OutageEvents, Connection = QueueNames.Connection, IsSessionsEnabled = true)]
        ServiceBusReceivedMessage message,
        CancellationToken cancellationToken) =>
        lifecycle.ApplyAsync(
            JsonSerializer.Deserialize(message.Body.ToMemory().Span, OutageJson.Default.OutageReport)!, cancellationToken);
}
