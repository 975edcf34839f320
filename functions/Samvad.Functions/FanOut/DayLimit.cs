using Samvad.Announcements;
using Samvad.Outages;
using Samvad.Tracking;

namespace Samvad.FanOut;

/// <summary>
/// How many messages about outages a person gets in an Indian day: the last one is a digest, and what would come after it is
/// not sent. What is counted are announcements, so a shard that is begun again counts nobody twice.
/// </summary>
public sealed class DayLimit(Feed feed, OutageOptions options)
{
    /// <summary>Notes in the group's feed that it gets the announcement, and counts it for its own people.</summary>
    /// <param name="own">Those who sit in no other group.</param>
    /// <returns>The announcement before it, where another process may have sent that one.</returns>
    internal async Task<string?> HeedAsync(
        Announcement announcement, string group, IReadOnlyList<Delivery> own, CancellationToken cancellationToken)
    {
        var counted = Counts(announcement) ? own : [];
        var (before, places) = await feed.AddAsync(
            group, announcement.Id, [.. counted.Select(delivery => delivery.Address)], Most, cancellationToken);
        foreach (var delivery in counted)
            Heed(delivery, places[delivery.Address]);
        return before;
    }

    internal int Most => options.MostPerDay;

    /// <param name="place">The how-manieth of the day it is for the person.</param>
    internal void Heed(Delivery delivery, int place)
    {
        delivery.Digest = place == Most;
        if (place > Most)
            delivery.Skip(SkipReason.DayLimit);
    }

    internal bool Counts(Announcement announcement) => announcement.Outage is not null && Most > 0;

    /// <summary>Who of a group's own people would be told too much by this today; nothing is counted.</summary>
    internal async Task<IReadOnlySet<string>> RefusedAsync(
        string group, Announcement announcement, IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        if (!Counts(announcement) || addresses.Count == 0)
            return new HashSet<string>();
        var told = await feed.ToldTodayAsync(group, cancellationToken);
        return addresses.Where(address => told.TryGetValue(address, out var announcements)
            && Refuses(announcements, announcement)).ToHashSet();
    }

    internal bool Refuses(IReadOnlyList<string> told, Announcement announcement) =>
        Feed.PlaceOf(told, announcement.Id) > Most;
}
