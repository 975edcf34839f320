using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Samvad.Announcements;
using Samvad.Storage;

namespace Samvad.FanOut;

/// <summary>Takes shards off their queues, group by group in order.</summary>
public sealed partial class DeliverShards(ShardDelivery delivery, TimeProvider time, ILogger<DeliverShards> logger)
{
    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(1);

    [Function(nameof(DeliverUrgentShard))]
    public Task DeliverUrgentShard(
        [ServiceBusTrigger(QueueNames.ShardsUrgent, Connection = QueueNames.Connection, IsSessionsEnabled = true)]
        ServiceBusReceivedMessage message,
        CancellationToken cancellationToken) => DeliverAsync(message, cancellationToken);

    [Function(nameof(DeliverRoutineShard))]
    public Task DeliverRoutineShard(
        [ServiceBusTrigger(QueueNames.ShardsRoutine, Connection = QueueNames.Connection, IsSessionsEnabled = true)]
        ServiceBusReceivedMessage message,
        CancellationToken cancellationToken) => DeliverAsync(message, cancellationToken);

    private async Task DeliverAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken)
    {
        var shard = JsonSerializer.Deserialize(message.Body.ToMemory().Span, AnnouncementJson.Default.Shard)!;
        try
        {
            await delivery.DeliverAsync(shard, message.DeliveryCount > 1, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // The queue gives an abandoned message back at once; holding it gives the store time to recover.
            var hold = TimeSpan.FromSeconds(Math.Min(LongestHold.TotalSeconds, Math.Pow(2, message.DeliveryCount)));
            LogDelayed(failure, shard.Announcement, shard.Group, message.DeliveryCount, hold);
            await Task.Delay(hold, time, cancellationToken);
            throw;
        }
    }

    [LoggerMessage(EventIds.ShardDelayed, LogLevel.Warning,
        "Announcement {AnnouncementId}, group {GroupId}: delivery {DeliveryCount} of the shard broke off; again in {Hold}")]
    private partial void LogDelayed(Exception failure, string announcementId, string groupId, int deliveryCount, TimeSpan hold);
}
