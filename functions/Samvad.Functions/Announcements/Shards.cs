using Samvad.Consumers;

namespace Samvad.Announcements;

/// <summary>Makes the shards of an announcement.</summary>
public sealed class Shards(Groups groups, Offices offices)
{
    /// <summary>Up to here single reads cost less than reading all groups.</summary>
    private const int FewGroups = 16;

    /// <param name="control">The announcement's control that they are queued under.</param>
    public async Task<IReadOnlyList<Shard>> OfAsync(
        Announcement announcement, IReadOnlyCollection<Group> audience, int control, CancellationToken cancellationToken)
    {
        var tree = await offices.ReadTreeAsync(cancellationToken);
        var whole = announcement.Audience.Offices.SelectMany(office => tree.Subtree(office)).ToHashSet();
        return [.. audience.Select(group => new Shard(
            announcement.Id,
            group.Id,
            group.Office,
            tree.Find(group.Office)?.Name ?? new Names(group.Name, group.Name, group.Name),
            whole.Contains(group.Office) || announcement.Audience.Groups.Contains(group.Id),
            control))];
    }

    /// <summary>Those of groups that are known to be of the audience; one that is gone has a shard too, to be put aside.</summary>
    public async Task<IReadOnlyList<Shard>> OfAsync(
        Announcement announcement, IReadOnlyCollection<string> ids, int control, CancellationToken cancellationToken)
    {
        var known = ids.Count > FewGroups
            ? (await groups.AllAsync(cancellationToken)).ToDictionary(group => group.Id)
            : [];
        var found = new List<Group>(ids.Count);
        foreach (var id in ids.Order(StringComparer.Ordinal))
        {
            var group = known.GetValueOrDefault(id) ?? await groups.FindAsync(id, cancellationToken);
            found.Add(group ?? new Group(id, "", id, false, null, 0));
        }

        return [.. (await OfAsync(announcement, found, control, cancellationToken)).Select(shard => shard with { Again = true })];
    }
}
