using Samvad.Consumers;
using Samvad.Outages.Reliability;

namespace Samvad.Outages;

/// <summary>A running outage with whom it keeps without supply.</summary>
/// <param name="Consumers">Whom it hit.</param>
/// <param name="Out">Of those, who is still without supply.</param>
/// <param name="Offices">Where they are, the most first.</param>
public sealed record RunningOutage(
    OutageReport Report, double Consumers, double Out, IReadOnlyList<string> Offices, IReadOnlyList<PerformanceClock> Clocks);

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
    private readonly Network _network;
    private readonly OfficeTree _tree;
    private SupplyCount _all;

    /// <param name="singleOffices">For outages that name consumer numbers: by their key, the office of those.</param>
    public WithoutSupply(
        IReadOnlyList<OutageReport> running,
        IReadOnlyDictionary<string, string> singleOffices,
        Network network,
        OfficeTree tree,
        DateTimeOffset now)
    {
        (_network, _tree) = (network, tree);
        Outages = [.. running.Select(report => Lay(report, singleOffices, now)).OrderByDescending(outage => outage.Out)];
        foreach (var connection in network.All)
            Count(connection.Office, new(connection.Consumers, connection.Consumers * _out.GetValueOrDefault(connection)));
    }

    public IReadOnlyList<RunningOutage> Outages { get; }

    /// <summary>All offices that have anybody, by code, each with all below it.</summary>
    public IReadOnlyDictionary<string, SupplyCount> Offices => _offices;

    public SupplyCount All => _all;

    /// <summary>The feeders and transformers of one office alone.</summary>
    public IEnumerable<(string? Feeder, string? Transformer, SupplyCount Count)> At(string office) => _network.All
        .Where(connection => connection.Office == office)
        .Select(one => (one.Feeder, one.Transformer, new SupplyCount(one.Consumers, one.Consumers * _out.GetValueOrDefault(one))));

    private RunningOutage Lay(OutageReport report, IReadOnlyDictionary<string, string> singleOffices, DateTimeOffset now)
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

        return new RunningOutage(
            report,
            total + (others?.Consumers ?? 0),
            parts.Sum(part => part.Consumers),
            parts.Count == 0 ? report.Affected.Offices : [.. parts.GroupBy(part => part.Office)
                .OrderByDescending(office => office.Sum(part => part.Consumers))
                .Select(office => office.Key).Where(code => code.Length > 0)],
            Clocks(report, parts, now));
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

    private static IReadOnlyList<PerformanceClock> Clocks(OutageReport report, List<Part> parts, DateTimeOffset now) =>
        PerformanceClock.Of(
            new Interruption(
                report.Source, report.ExternalId, report.Revision, report.Kind, report.State, report.CauseCode,
                report.FaultClass, report.Start, report.Etr, null, report.CustomersAffected,
                [.. parts.Where(part => part.Consumers > 0)]),
            now);

    private void Count(string office, SupplyCount count)
    {
        _all += count;
        _offices[office] = _offices.GetValueOrDefault(office) + count;
        foreach (var parent in _tree.Parents(office))
            _offices[parent.Code] = _offices.GetValueOrDefault(parent.Code) + count;
    }
}
