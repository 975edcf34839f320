using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Samvad.Announcements;
using Samvad.Operations;
using Samvad.Storage;

namespace Samvad.FanOut;

/// <summary>Takes shards off their queues, group by group in order.</summary>
public sealed class DeliverShards(ShardDelivery delivery, Settlement settlement)
{
    [Function(nameof(DeliverUrgentShard))]
    public Task DeliverUrgentShard(
        [ServiceBusTrigger(
            QueueNames.ShardsUrgent, Connection = QueueNames.Connection, IsSessionsEnabled = true, AutoCompleteMessages = false)]
        ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken) => DeliverAsync(QueueNames.ShardsUrgent, message, actions, cancellationToken);

    [Function(nameof(DeliverRoutineShard))]
    public Task DeliverRoutineShard(
        [ServiceBusTrigger(
            QueueNames.ShardsRoutine, Connection = QueueNames.Connection, IsSessionsEnabled = true, AutoCompleteMessages = false)]
        ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken) => DeliverAsync(QueueNames.ShardsRoutine, message, actions, cancellationToken);

    private Task DeliverAsync(
        string queue, ServiceBusReceivedMessage message, ServiceBusMessageActions actions, CancellationToken cancellationToken) =>
        settlement.SettleAsync(
            queue,
            message,
            actions,
            () => delivery.DeliverAsync(
                message.Read(AnnouncementJson.Default.Shard, IsWhole), message.DeliveryCount > 1, cancellationToken),
            cancellationToken);

    private static bool IsWhole(Shard shard) => shard is { Announcement.Length: > 0, Group.Length: > 0, Place: not null };
}
