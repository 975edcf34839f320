using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.Tracking;

namespace Samvad.FanOut;

/// <summary>Who of a group is meant by an announcement, and who of them wants to hear of it.</summary>
internal static class Audience
{
    /// <summary>
    /// One delivery per person, also for a person with several seats in the group. A member without a known feeder
    /// and transformer, such as the sarpanch, stands for the whole area and is told whatever in it is affected.
    /// </summary>
    public static IReadOnlyList<(Delivery Delivery, bool Shared)> Of(
        Announcement announcement, Shard shard, IReadOnlyList<Member> members, DateTimeOffset now)
    {
        var feeders = announcement.Audience.Feeders.ToHashSet(StringComparer.Ordinal);
        var transformers = announcement.Audience.Transformers.ToHashSet(StringComparer.Ordinal);
        var consumers = announcement.Audience.ConsumerNumbers.ToHashSet(StringComparer.Ordinal);
        var seats = new Dictionary<string, (Delivery Delivery, bool Shared)>(members.Count);
        foreach (var member in members)
        {
            if ((!shard.Whole && !IsAffected(member)) || IsExcepted(member) || !IsMeant(member))
                continue;
            var refusal = Judgement.Refusal(announcement, Standing.Of(member), now);
            seats.TryAdd(member.Address, (
                new Delivery
                {
                    Address = member.Address,
                    Member = member.Id,
                    Language = announcement.Values.ContainsKey(member.Language) ? member.Language : "mr",
                    Status = refusal is null ? DeliveryStatus.Queued : DeliveryStatus.Skipped,
                    Code = refusal,
                },
                member.Shared));
        }

        return [.. seats.Values];

        // Who stands for the whole area is told of it until the whole of it is over.
        bool IsExcepted(Member member) => announcement.Except is { } except
            && ((member.Feeder is not null && except.Feeders.Contains(member.Feeder))
                || (member.Transformer is not null && except.Transformers.Contains(member.Transformer))
                || (member.ConsumerNumber is not null && except.ConsumerNumbers.Contains(member.ConsumerNumber)));

        bool IsMeant(Member member) =>
            announcement.Only?.Includes(member) != false && announcement.Not?.Names(member) != true;

        bool IsAffected(Member member) =>
            (member.Feeder is not null && feeders.Contains(member.Feeder))
            || (member.Transformer is not null && transformers.Contains(member.Transformer))
            || (member.ConsumerNumber is not null && consumers.Contains(member.ConsumerNumber))
            || (member.Feeder is null && member.Transformer is null && feeders.Count + transformers.Count > 0);
    }
}
