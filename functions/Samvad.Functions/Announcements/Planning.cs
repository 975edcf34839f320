using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Samvad.Consumers;
using Samvad.Operations;
using Samvad.Storage;
using Samvad.Tracking;

namespace Samvad.Announcements;

/// <summary>Finds the groups of an announcement's audience and puts a shard per group on the queue.</summary>
public sealed partial class Planning(
    AnnouncementStore announcements,
    Groups groups,
    Offices offices,
    Progress progress,
    [FromKeyedServices(QueueNames.ShardsUrgent)] ServiceBusSender urgent,
    [FromKeyedServices(QueueNames.ShardsRoutine)] ServiceBusSender routine,
    ILogger<Planning> logger)
{
    public async Task PlanAsync(string id, CancellationToken cancellationToken)
    {
        var header = await announcements.FindHeaderAsync(id, cancellationToken)
            ?? throw new PoisonException(DeadLetterTable.AnnouncementMissing, $"There is no announcement {id}.");
        if (header.State != AnnouncementState.Accepted)
            return;
        var announcement = header.Announcement;
        var tree = await offices.ReadTreeAsync(cancellationToken);
        var whole = announcement.Audience.Offices.SelectMany(office => tree.Subtree(office)).ToHashSet();
        var audience = await GroupsAsync(announcement, whole, cancellationToken);
        await progress.PlanAsync(id, audience.Select(group => (group.Id, group.Members)), cancellationToken);
        var queue = announcement.Topic is Topics.Outage or Topics.Planned ? urgent : routine;
        await queue.SendAllAsync(audience.Select(group => ToMessage(id, group, tree, whole)), cancellationToken);
        await announcements.PlannedAsync(header, audience.Count, cancellationToken);
        if (audience.Count == 0)
            LogNobody(id, announcement.Reference);
        else
            LogPlanned(id, announcement.Reference, audience.Count);
    }

    private async Task<IReadOnlyList<Group>> GroupsAsync(
        Announcement announcement, HashSet<string> whole, CancellationToken cancellationToken)
    {
        var found = new SortedDictionary<string, Group>(StringComparer.Ordinal);
        if (whole.Count > 0)
            Take(await groups.InOfficesAsync(whole, cancellationToken));
        var assets = announcement.Audience.Feeders.Concat(announcement.Audience.Transformers).ToArray();
        if (assets.Length > 0)
            Take(await groups.ByAssetsAsync(assets, cancellationToken));
        if (announcement.Audience.ConsumerNumbers.Count > 0)
            Take(await groups.ByConsumerNumbersAsync(announcement.Audience.ConsumerNumbers, cancellationToken));
        return [.. found.Values];

        void Take(IEnumerable<Group> more)
        {
            foreach (var group in more)
                found[group.Id] = group;
        }
    }

    private static ServiceBusMessage ToMessage(string id, Group group, OfficeTree tree, HashSet<string> whole)
    {
        var place = tree.Find(group.Office)?.Name ?? new Names(group.Name, group.Name, group.Name);
        var shard = new Shard(id, group.Id, place, whole.Contains(group.Office));
        return new ServiceBusMessage(BinaryData.FromBytes(
            JsonSerializer.SerializeToUtf8Bytes(shard, AnnouncementJson.Default.Shard)))
        {
            SessionId = group.Id,
            MessageId = $"{id}~{group.Id}",
            ContentType = "application/json",
        }.Versioned();
    }

    [LoggerMessage(EventIds.AnnouncementPlanned, LogLevel.Information,
        "Announcement {AnnouncementId} ({Reference}) planned for {Groups} groups")]
    private partial void LogPlanned(string announcementId, string reference, int groups);

    [LoggerMessage(EventIds.AnnouncementWithoutAudience, LogLevel.Warning,
        "Announcement {AnnouncementId} ({Reference}): no group has an affected office, feeder, transformer or consumer number")]
    private partial void LogNobody(string announcementId, string reference);
}
