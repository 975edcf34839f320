using Samvad.Consumers;
using Samvad.Outages;

namespace Samvad.Announcements;

/// <summary>The groups in which an audience sits: of offices with all below them, of assets, of single consumers, and by name.</summary>
public sealed class AudienceGroups(Groups groups, Offices offices)
{
    /// <returns>The groups in which its people sit, each once, in the order of their ids.</returns>
    public async Task<IReadOnlyList<Group>> OfAsync(Announcement announcement, CancellationToken cancellationToken)
    {
        var found = await OfAsync(announcement.Audience, cancellationToken);
        var tree = await offices.ReadTreeAsync(cancellationToken);
        var within = announcement.Within?.SelectMany(office => tree.Subtree(office)).ToHashSet();
        var closed = (announcement.Except?.Offices ?? []).SelectMany(office => tree.Subtree(office)).ToHashSet();
        return [.. found.Where(group => within?.Contains(group.Office) != false
            && !closed.Contains(group.Office)
            && announcement.Except?.Groups.Contains(group.Id) != true
            && announcement.Only?.Includes(group, tree) != false
            && announcement.Not?.Names(group, tree) != true)];
    }

    private async Task<IReadOnlyList<Group>> OfAsync(Affected audience, CancellationToken cancellationToken)
    {
        var tree = await offices.ReadTreeAsync(cancellationToken);
        var whole = audience.Offices.SelectMany(office => tree.Subtree(office)).ToHashSet();
        var found = new SortedDictionary<string, Group>(StringComparer.Ordinal);
        if (whole.Count > 0)
            Take(await groups.InOfficesAsync(whole, cancellationToken));
        var assets = audience.Feeders.Concat(audience.Transformers).ToArray();
        if (assets.Length > 0)
            Take(await groups.ByAssetsAsync(assets, cancellationToken));
        if (audience.ConsumerNumbers.Count > 0)
            Take(await groups.ByConsumerNumbersAsync(audience.ConsumerNumbers, cancellationToken));
        foreach (var id in audience.Groups)
        {
            if (await groups.FindAsync(id, cancellationToken) is { } named)
                Take([named]);
        }

        return [.. found.Values];

        void Take(IEnumerable<Group> more)
        {
            foreach (var group in more)
                found[group.Id] = group;
        }
    }
}
