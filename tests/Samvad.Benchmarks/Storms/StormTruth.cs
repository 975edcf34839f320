using Samvad.LocalHost.Sample;

namespace Samvad.Benchmarks.Storms;

/// <summary>What the digest of an office must say, and to whom.</summary>
internal sealed record ExpectedDigest(string Reference, int Outages, IReadOnlySet<string> People);

/// <summary>
/// Whom the storm concerns, computed from the register alone. Which outages were told one by one before an office's storm
/// was seen depends on the order in which they were worked off; that is read from the phones.
/// </summary>
internal sealed class StormTruth
{
    private readonly Dictionary<string, HashSet<string>> _people = [];
    private readonly Dictionary<string, Dictionary<string, int>> _groups = [];

    public StormTruth(SampleRegistry registry)
    {
        var offices = registry.Groups().ToDictionary(group => group.Id, group => group.Office);
        var seen = new HashSet<(string Asset, string Group)>();
        foreach (var member in registry.Members().Where(member => member.Transformer.Length > 0))
        {
            foreach (var asset in (string[])[member.Transformer, member.Feeder])
            {
                if (seen.Add((asset, member.Group)))
                {
                    var counts = _groups.TryGetValue(asset, out var known) ? known : _groups[asset] = [];
                    counts[offices[member.Group]] = counts.GetValueOrDefault(offices[member.Group]) + 1;
                }

                if (member.ConsentOutage)
                    (_people.TryGetValue(asset, out var people) ? people : _people[asset] = []).Add("+91" + member.Phone);
            }
        }
    }

    /// <summary>The office at which an outage of the asset counts: the one with most of its groups.</summary>
    public string OfficeOf(string asset) => _groups[asset]
        .OrderByDescending(office => office.Value).ThenBy(office => office.Key, StringComparer.Ordinal).First().Key;

    public IReadOnlySet<string> PeopleOf(string asset) => _people.TryGetValue(asset, out var people) ? people : [];

    /// <param name="single">The outages that were told by messages of their own.</param>
    /// <param name="most">Outages of one office that are not a storm yet.</param>
    /// <param name="faults">Offices where more or fewer were told singly than must be.</param>
    public IReadOnlyList<ExpectedDigest> Digests(StormPlan plan, IReadOnlySet<string> single, int most, out int faults)
    {
        faults = 0;
        var digests = new List<ExpectedDigest>();
        foreach (var office in plan.Last.GroupBy(outage => OfficeOf(outage.Asset)))
        {
            if (office.Count(outage => single.Contains(outage.ExternalId)) != Math.Min(most, office.Count()))
                faults++;
            var open = office.Where(outage => outage.State != "restored").ToArray();
            var people = open.Where(outage => !single.Contains(outage.ExternalId)).SelectMany(outage => PeopleOf(outage.Asset)).ToHashSet();
            if (office.Count() > most && people.Count > 0)
                digests.Add(new ExpectedDigest($"STORM-{office.Key}.1", open.Length, people));
        }

        return digests;
    }
}
