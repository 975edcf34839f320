using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Samvad.Operations;
using Samvad.Storage;

namespace Samvad.Announcements;

/// <summary>Plans the announcements of one outage after the other.</summary>
public sealed class PlanAnnouncement(Planning planning, Settlement settlement)
{
    [Function(nameof(PlanAnnouncement))]
    public Task Run(
        [ServiceBusTrigger(
            QueueNames.Announcements, Connection = QueueNames.Connection, IsSessionsEnabled = true, AutoCompleteMessages = false)]
        ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken) => settlement.SettleAsync(
            QueueNames.Announcements,
            message,
            actions,
            () => planning.PlanAsync(
                message.Read(AnnouncementJson.Default.PlanRequest, request => request.Announcement is { Length: > 0 }),
                cancellationToken),
            cancellationToken);
}
