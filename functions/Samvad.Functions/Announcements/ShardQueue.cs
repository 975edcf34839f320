using System.Globalization;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using Samvad.Operations;
using Samvad.Storage;

namespace Samvad.Announcements;

/// <summary>Puts shards on the queue of their priority.</summary>
public sealed class ShardQueue(
    [FromKeyedServices(QueueNames.ShardsUrgent)] ServiceBusSender urgent,
    [FromKeyedServices(QueueNames.ShardsRoutine)] ServiceBusSender routine)
{
    /// <summary>Shards that are to come back about the same time come back once.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromSeconds(10);

    /// <param name="occasion">Tells apart the times at which the same shard is queued.</param>
    public Task SendAsync(
        Priority priority, IEnumerable<Shard> shards, string? occasion, CancellationToken cancellationToken) =>
        Sender(priority).SendAllAsync(shards.Select(shard => ToMessage(shard, occasion)), cancellationToken);

    /// <summary>Lets the shard come again, to look at what it has to leave for now.</summary>
    public Task SendLaterAsync(Priority priority, Shard shard, DateTimeOffset due, CancellationToken cancellationToken)
    {
        var at = new DateTimeOffset((due.UtcTicks / Grain.Ticks + 1) * Grain.Ticks, TimeSpan.Zero);
        var message = ToMessage(
            shard with { Again = true }, at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        message.ScheduledEnqueueTime = at;
        return Sender(priority).SendMessageAsync(message, cancellationToken);
    }

    private ServiceBusSender Sender(Priority priority) => priority == Priority.Urgent ? urgent : routine;

    private static ServiceBusMessage ToMessage(Shard shard, string? occasion) => new ServiceBusMessage(
        BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(shard, AnnouncementJson.Default.Shard)))
    {
        SessionId = shard.Group,
        MessageId = occasion is null
            ? $"{shard.Announcement}~{shard.Group}"
            : $"{shard.Announcement}~{shard.Group}~{occasion}",
        ContentType = "application/json",
    }.Versioned();
}
