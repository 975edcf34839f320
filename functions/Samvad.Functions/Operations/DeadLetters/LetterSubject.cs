using Azure.Messaging.ServiceBus;
using Samvad.Announcements;
using Samvad.Outages;
using Samvad.Storage;

namespace Samvad.Operations;

/// <summary>What a dead letter is about, as far as it can be read and is no person's matter.</summary>
public sealed record LetterSubject(
    string? Announcement = null, string? Group = null, string? Outage = null, string? Import = null)
{
    private const int Longest = 128;

    internal static LetterSubject? Of(string queue, ServiceBusReceivedMessage letter)
    {
        try
        {
            return queue switch
            {
                QueueNames.ShardsUrgent or QueueNames.ShardsRoutine => OfShard(letter),
                QueueNames.Announcements => new(
                    letter.Read(AnnouncementJson.Default.PlanRequest, request => IsAnnouncement(request.Announcement)).Announcement),
                QueueNames.OutageEvents => new(
                    Outage: letter.Read(OutageJson.Default.OutageReport, report => report.Key.Length <= Longest).Key),
                QueueNames.Imports => Guid.TryParseExact(letter.Body.ToString(), "n", out var id)
                    ? new(Import: id.ToString("n")) : null,
                _ => null,
            };
        }
        catch (PoisonException)
        {
            return null;
        }
    }

    private static LetterSubject OfShard(ServiceBusReceivedMessage letter)
    {
        var shard = letter.Read(
            AnnouncementJson.Default.Shard, shard => IsAnnouncement(shard.Announcement) && shard.Group is { Length: <= Longest });
        return new(shard.Announcement, shard.Group);
    }

    private static bool IsAnnouncement(string? id) => id is not null && AnnouncementId.TryCreatedAt(id, out _);
}
