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
    private readonly Dictionary<string, HashSet<string>> _groups = [];
    private readonly Dictionary<string, List<string>> _standing = [];
    private readonly Dictionary<string, string> _offices;

    public StormTruth(SampleRegistry registry)
    {
        _offices = registry.Groups().ToDictionary(group => group.Id, group => group.Office);
        foreach (var member in registry.Members())
        {
            foreach (var asset in ((string[])[member.Transformer, member.Feeder]).Where(code => code.Length > 0))
            {
                Of(_groups, asset).Add(member.Group);
                if (member.ConsentOutage)
                    Of(_people, asset).Add("+91" + member.Phone);
            }

            // Who is connected nowhere, as the sarpanch, stands for the group and hears of all that hits it.
            if (member is { Transformer: "", ConsentOutage: true })
                Of(_standing, member.Group).Add("+91" + member.Phone);
        }
    }

    /// <summary>The office at which an outage of the asset counts: the one with most of its groups.</summary>
    public string OfficeOf(string asset) => _groups[asset].CountBy(group => _offices[group])
        .OrderByDescending(office => office.Value).ThenBy(office => office.Key, StringComparer.Ordinal).First().Key;

    public IReadOnlySet<string> PeopleOf(string asset) =>
        _groups[asset].SelectMany(group => Of(_standing, group)).Concat(Of(_people, asset)).ToHashSet();

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

    private static T Of<T>(Dictionary<string, T> all, string key)
        where T : new() => all.TryGetValue(key, out var known) ? known : all[key] = new T();
}
