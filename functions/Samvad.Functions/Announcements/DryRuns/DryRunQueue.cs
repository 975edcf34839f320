using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using Samvad.Operations;
using Samvad.Storage;

namespace Samvad.Announcements.DryRuns;

/// <summary>Asks for dry runs.</summary>
public sealed class DryRunQueue([FromKeyedServices(QueueNames.DryRuns)] ServiceBusSender queue, DryRunStore store)
{
    /// <summary>Keeps the question, then queues it; the same id again is the same dry run.</summary>
    public async Task AskAsync(string id, Announcement announcement, string? approval, CancellationToken cancellationToken)
    {
        await store.AddAsync(id, announcement, approval, cancellationToken);
        await queue.SendMessageAsync(
            new ServiceBusMessage(BinaryData.FromString(id)) { SessionId = id, MessageId = id }.Versioned(), cancellationToken);
    }
}
