using Samvad.Consumers;
using Samvad.Outages.Reliability;

namespace Samvad.Outages;

/// <summary>A running outage with whom it keeps without supply.</summary>
/// <param name="Hit">Whom it hit, by office; empty code where the register knows nobody.</param>
/// <param name="Parts">Of those, who is still without supply.</param>
internal sealed record RunningOutage(OutageReport Report, IReadOnlyDictionary<string, double> Hit, IReadOnlyList<Part> Parts)
{
    public double Consumers => Hit.Values.Sum();

    public double Out => Parts.Sum(part => part.Consumers);

    /// <summary>Where they are, the most first.</summary>
    public IReadOnlyList<string> Offices => Parts.Count == 0 ? Report.Affected.Offices : [.. Parts.GroupBy(part => part.Office)
        .OrderByDescending(office => office.Sum(part => part.Consumers)).Select(office => office.Key).Where(code => code.Length > 0)];

    /// <summary>What of it somebody of some offices may see; null where nothing is.</summary>
    public RunningOutage? Within(Func<string, bool> sees)
    {
        if (!Offices.Any(sees))
            return null;
        var parts = Parts.Where(part => sees(part.Office)).ToList();
        var feeders = parts.Select(part => part.Feeder).OfType<string>().ToHashSet();
        var affected = Affected.Nothing with
        {
            Offices = [.. Report.Affected.Offices.Where(sees)],
            Feeders = [.. Report.Affected.Feeders.Where(feeders.Contains)],
        };
        return new(Report with { Affected = affected }, Hit.Where(at => sees(at.Key)).ToDictionary(), parts);
    }

    public IReadOnlyList<PerformanceClock> ClocksAt(DateTimeOffset now) => PerformanceClock.Of(
        new Interruption(
            Report.Source, Report.ExternalId, Report.Revision, Report.Kind, Report.State, Report.CauseCode, Report.FaultClass,
            Report.Start, Report.Etr, null, Report.CustomersAffected, [.. Parts.Where(part => part.Consumers > 0)]),
        now);
}

/// <summary>An office with all below it, or a feeder or transformer.</summary>
/// <param name="Without">Of the consumers, those without supply; who is hit by two outages counts once.</param>
public readonly record struct SupplyCount(double Consumers, double Without)
{
    public static SupplyCount operator +(SupplyCount one, SupplyCount other) =>
        new(one.Consumers + other.Consumers, one.Without + other.Without);
}

/// <summary>
/// Who is without supply just now, by connection: the running outages laid over the register. What the register knows
/// nobody at counts as the source reports it.
/// </summary>
internal sealed class WithoutSupply
{
    private readonly Dictionary<Connection, double> _out = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, SupplyCount> _offices = [];
    private readonly Dictionary<string, SupplyCount> _own = [];
    private readonly Network _network;
    private readonly OfficeTree _tree;
    private SupplyCount _all;

    /// <param name="singleOffices">For outages that name consumer numbers: by their key, the office of those.</param>
    public WithoutSupply(
        IReadOnlyList<OutageReport> running,
        IReadOnlyDictionary<string, string> singleOffices,
        Network network,
        OfficeTree tree)
    {
        (_network, _tree) = (network, tree);
        Outages = [.. running.Select(report => Lay(report, singleOffices)).OrderByDescending(outage => outage.Out)];
        foreach (var connection in network.All)
            Count(connection.Office, new(connection.Consumers, connection.Consumers * _out.GetValueOrDefault(connection)));
    }

    public IReadOnlyList<RunningOutage> Outages { get; }

    /// <summary>All offices that have anybody, by code, each with all below it.</summary>
    public IReadOnlyDictionary<string, SupplyCount> Offices => _offices;

    public SupplyCount All => _all;

    /// <summary>Of some offices alone, each without what is below it.</summary>
    public SupplyCount Within(Func<string, bool> sees)
    {
        var sum = new SupplyCount();
        foreach (var (_, count) in _own.Where(office => sees(office.Key)))
            sum += count;
        return sum;
    }

    /// <summary>The feeders and transformers of one office alone.</summary>
    public IEnumerable<(string? Feeder, string? Transformer, SupplyCount Count)> At(string office) => _network.All
        .Where(connection => connection.Office == office)
        .Select(one => (one.Feeder, one.Transformer, new SupplyCount(one.Consumers, one.Consumers * _out.GetValueOrDefault(one))));

    private RunningOutage Lay(OutageReport report, IReadOnlyDictionary<string, string> singleOffices)
    {
        var hit = _network.At(report.Affected, _tree);
        var back = report.Restored is { IsEmpty: false } restored ? _network.At(restored, _tree).ToHashSet() : [];
        var total = hit.Sum(connection => connection.Consumers);
        // A source that tells how many are back, but not where, means everywhere alike.
        var share = back.Count == 0 && report.CustomersRestored is { } some
            ? Math.Clamp(1 - some / (double)Math.Max(report.CustomersAffected ?? total, 1), 0, 1)
            : 1;
        var parts = hit.Where(connection => !back.Contains(connection)).Select(connection => new Part(
            connection.Office, connection.Feeder, null, connection.Consumers * share, connection.Urban * share,
            connection.HighTension * share)).ToList();
        foreach (var connection in hit.Where(connection => !back.Contains(connection)))
            _out[connection] = Math.Max(_out.GetValueOrDefault(connection), share);
        var others = Others(report, total, singleOffices);
        if (others is not null)
        {
            parts.Add(others with { Consumers = others.Consumers * share });
            Count(others.Office, new(0, others.Consumers * share));
        }

        var at = hit.GroupBy(connection => connection.Office)
            .ToDictionary(office => office.Key, office => (double)office.Sum(connection => connection.Consumers));
        if (others is not null)
            at[others.Office] = at.GetValueOrDefault(others.Office) + others.Consumers;
        return new RunningOutage(report, at, parts);
    }

    private static Part? Others(OutageReport report, int known, IReadOnlyDictionary<string, string> singleOffices)
    {
        var office = report.Affected.Offices.FirstOrDefault() ?? "";
        if (report.Affected.ConsumerNumbers.Count is > 0 and var singles)
            return new Part(singleOffices.GetValueOrDefault(report.Key, office), null, null, singles, 0, 0);
        return known == 0 && report.CustomersAffected is { } reported
            ? new Part(office, report.Affected.Feeders.FirstOrDefault(), null, reported, 0, 0)
            : null;
    }

    private void Count(string office, SupplyCount count)
    {
        _all += count;
        _own[office] = _own.GetValueOrDefault(office) + count;
        _offices[office] = _offices.GetValueOrDefault(office) + count;
        foreach (var parent in _tree.Parents(office))
            _offices[parent.Code] = _offices.GetValueOrDefault(parent.Code) + count;
    }
}
