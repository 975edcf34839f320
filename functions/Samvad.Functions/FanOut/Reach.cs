using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.Tracking;

namespace Samvad.FanOut;

/// <summary>Whom of some people an announcement finds in their groups, by the rules of the fan-out itself.</summary>
public sealed class Reach(AudienceGroups audience, Shards shards, MemberPages members, TimeProvider time)
{
    /// <returns>The addresses of those who are of its audience and agreed to its topic.</returns>
    public async Task<IReadOnlySet<string>> OfAsync(
        Announcement announcement, IEnumerable<Person> people, CancellationToken cancellationToken)
    {
        var seated = people.Where(person => (person.Consent & announcement.Topic) == announcement.Topic)
            .SelectMany(person => person.Seats, (person, seat) => (person.Address, seat.Group)).Distinct()
            .ToLookup(seat => seat.Group, seat => seat.Address);
        var found = new HashSet<string>();
        if (seated.Count == 0)
            return found;
        var groups = (await audience.OfAsync(announcement, cancellationToken)).Where(group => seated.Contains(group.Id)).ToList();
        foreach (var shard in await shards.OfAsync(announcement, groups, control: 0, cancellationToken))
        {
            var meant = Audience.Of(announcement, shard, await members.ReadAsync(shard.Group, cancellationToken), time.GetUtcNow());
            found.UnionWith(meant.Where(seat => seat.Delivery.Code != SkipReason.NoConsent).Select(seat => seat.Delivery.Address)
                .Intersect(seated[shard.Group]));
        }

        return found;
    }
}
