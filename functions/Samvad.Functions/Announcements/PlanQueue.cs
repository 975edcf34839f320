using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using Samvad.Operations;
using Samvad.Storage;

namespace Samvad.Announcements;

/// <summary>Asks for announcements to be planned, or for their open groups to be taken up again.</summary>
public sealed class PlanQueue([FromKeyedServices(QueueNames.Announcements)] ServiceBusSender queue)
{
    /// <param name="session">What is asked for under one session is done in order.</param>
    public Task AskAsync(PlanRequest request, string session, CancellationToken cancellationToken) =>
        queue.SendMessageAsync(
            new ServiceBusMessage(BinaryData.FromBytes(
                JsonSerializer.SerializeToUtf8Bytes(request, AnnouncementJson.Default.PlanRequest)))
            {
                SessionId = session,
                MessageId = request.Occasion is null ? request.Announcement : $"{request.Announcement}~{request.Occasion}",
                ContentType = "application/json",
            }.Versioned(),
            cancellationToken);

    /// <summary>Queues all groups of an announcement that are not final again.</summary>
    public Task WakeAsync(AnnouncementHeader header, string occasion, CancellationToken cancellationToken) => AskAsync(
        new PlanRequest(header.Announcement.Id, Math.Max(1, header.Control.Version), occasion),
        header.Announcement.Id,
        cancellationToken);
}
