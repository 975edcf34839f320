using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Samvad.Storage;

namespace Samvad.Announcements;

/// <summary>Plans the announcements of one outage after the other.</summary>
public sealed class PlanAnnouncement(Planning planning)
{
    [Function(nameof(PlanAnnouncement))]
    public Task Run(
        [ServiceBusTrigger(QueueNames.Announcements, Connection = QueueNames.Connection, IsSessionsEnabled = true)]
        ServiceBusReceivedMessage message,
        CancellationToken cancellationToken)
    {
        var request = JsonSerializer.Deserialize(message.Body.ToMemory().Span, AnnouncementJson.Default.PlanRequest)!;
        return planning.PlanAsync(request, cancellationToken);
    }
}
