using System.Collections.Concurrent;
using System.Collections.Frozen;
using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.Outages;
using Samvad.Outages.Reliability;
using Samvad.Storage;

namespace Samvad.Access;

/// <summary>At which offices something counts: outages and announcements by whom they hit, groups by their own.</summary>
public sealed class AffectedOffices(Groups groups, Offices offices, ConnectedConsumers connected, TimeProvider time)
{
    private const int Remembered = 10_000;
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, (IReadOnlySet<string> Offices, long At)> _announcements = new();
    private Kept<FrozenDictionary<string, string>>? _ofGroups;

    /// <summary>The offices that are named with all below them, and those of the groups that are hit.</summary>
    public async Task<IReadOnlySet<string>> OfAsync(Affected affected, CancellationToken cancellationToken)
    {
        var tree = await offices.ReadTreeAsync(cancellationToken);
        var found = affected.Offices.SelectMany(tree.Subtree).ToHashSet();
        string[] assets = [.. affected.Feeders, .. affected.Transformers];
        if (assets.Length > 0)
            found.UnionWith((await groups.ByAssetsAsync(assets, cancellationToken)).Select(group => group.Office));
        if (affected.ConsumerNumbers.Count > 0)
        {
            found.UnionWith((await groups.ByConsumerNumbersAsync(affected.ConsumerNumbers, cancellationToken))
                .Select(group => group.Office));
        }

        foreach (var group in affected.Groups)
        {
            if (await OfGroupAsync(group, cancellationToken) is { } office)
                found.Add(office);
        }

        return found;
    }

    /// <summary>Those of an announcement; its audience is frozen, so they are looked up seldom.</summary>
    public async Task<IReadOnlySet<string>> OfAsync(Announcement announcement, CancellationToken cancellationToken)
    {
        if (_announcements.TryGetValue(announcement.Id, out var known) && time.GetElapsedTime(known.At) < TimeSpan.FromHours(1))
            return known.Offices;
        var found = await OfAsync(announcement.Audience, cancellationToken);
        if (_announcements.Count >= Remembered)
            _announcements.Clear();
        _announcements[announcement.Id] = (found, time.GetTimestamp());
        return found;
    }

    /// <summary>What of an outage lies within; null where nothing does.</summary>
    public async Task<Outage?> SeenAsync(Outage outage, OfficeScope scope, CancellationToken cancellationToken)
    {
        var hit = await OfAsync(outage.Report.Affected, cancellationToken);
        if (scope.Covers(hit))
            return outage;
        if (!scope.Touches(hit))
            return null;
        var report = outage.Report;
        return outage with
        {
            Report = report with
            {
                Affected = await SeenAsync(report.Affected, scope, cancellationToken),
                Restored = report.Restored is { } back ? await SeenAsync(back, scope, cancellationToken) : null,
            },
        };
    }

    private async Task<Affected> SeenAsync(Affected affected, OfficeScope scope, CancellationToken cancellationToken)
    {
        var network = await connected.ReadAsync(cancellationToken);
        var tree = await offices.ReadTreeAsync(cancellationToken);
        // Single consumers say not of which office they are; so they are shown to those who see all.
        return new Affected(
            [.. affected.Offices.Where(office => scope.Touches(tree.Subtree(office)))],
            [.. affected.Feeders.Where(feeder => IsWithin(Affected.Nothing with { Feeders = [feeder] }))],
            [.. affected.Transformers.Where(transformer => IsWithin(Affected.Nothing with { Transformers = [transformer] }))],
            []);

        bool IsWithin(Affected one) => network.At(one, tree).Any(connection => scope.Contains(connection.Office));
    }

    /// <summary>Null where there is no such group; at most half a minute old.</summary>
    public async ValueTask<string?> OfGroupAsync(string group, CancellationToken cancellationToken) =>
        (await OfGroupsAsync(cancellationToken)).GetValueOrDefault(group);

    /// <summary>The office of every group.</summary>
    public ValueTask<FrozenDictionary<string, string>> OfGroupsAsync(CancellationToken cancellationToken) =>
        (_ofGroups ??= new(LoadAsync, Age, time)).GetAsync(cancellationToken);

    private async Task<FrozenDictionary<string, string>> LoadAsync() =>
        (await groups.AllAsync(default)).ToFrozenDictionary(group => group.Id, group => group.Office);
}
