using Samvad.Consumers;

namespace Samvad.Outages.Reliability;

/// <summary>
/// Reads from an outage's revisions who was without supply until when. A prediction and a plan interrupt nobody, and a
/// cancelled outage did not. The register says how many are connected at what failed; only where it knows nobody there
/// counts what the source says.
/// </summary>
internal sealed class InterruptionHistory
{
    private readonly List<Part> _parts = [];
    private readonly Network _network;
    private readonly OfficeTree _tree;
    private readonly Dictionary<Connection, double> _out;
    private readonly double _all;

    private InterruptionHistory(IReadOnlyCollection<Connection> connections, Network network, OfficeTree tree)
    {
        (_network, _tree) = (network, tree);
        _out = new Dictionary<Connection, double>(
            connections.Select(connection => KeyValuePair.Create(connection, 1.0)), ReferenceEqualityComparer.Instance);
        _all = connections.Sum(connection => connection.Consumers);
    }

    /// <param name="reports">The accepted revisions, the oldest first; at least one.</param>
    /// <param name="singles">How many consumer numbers the outage names, by their office.</param>
    public static Interruption Of(
        IReadOnlyList<OutageReport> reports, IReadOnlyDictionary<string, int> singles, Network network, OfficeTree tree)
    {
        var last = reports[^1];
        var affected = AffectedOf(reports);
        var history = new InterruptionHistory(
            Connections(reports, affected, singles, network, tree), network, tree);
        if (!Interrupted(reports))
            history._out.Clear();
        foreach (var report in reports)
            history.Heed(report);
        history.End(null);
        return new Interruption(
            last.Source, last.ExternalId, last.Revision, last.Kind, last.State,
            last.CauseCode ?? reports.LastOrDefault(report => report.CauseCode is not null)?.CauseCode,
            reports.LastOrDefault(report => report.FaultClass is not null)?.FaultClass,
            last.Start, last.Etr, EndOf(last),
            reports.LastOrDefault(report => report.CustomersAffected is not null)?.CustomersAffected,
            history._parts);
    }

    /// <summary>What the newest revision that names anything names.</summary>
    public static Affected AffectedOf(IReadOnlyList<OutageReport> reports) =>
        reports.LastOrDefault(report => !report.Affected.IsEmpty)?.Affected ?? Affected.Nothing;

    private static bool Interrupted(IReadOnlyList<OutageReport> reports) =>
        reports[^1].State != OutageState.Cancelled
        && reports.Any(report => report.State is not (OutageState.Predicted or OutageState.Scheduled));

    private static DateTimeOffset? EndOf(OutageReport last) =>
        last.State is OutageState.Restored or OutageState.Cancelled ? last.RestoredAt ?? last.ReceivedAt : null;

    private static IReadOnlyCollection<Connection> Connections(
        IReadOnlyList<OutageReport> reports,
        Affected affected,
        IReadOnlyDictionary<string, int> singles,
        Network network,
        OfficeTree tree)
    {
        List<Connection> found =
        [
            .. network.At(affected, tree),
            .. singles.Select(single => new Connection(single.Key, null, null, 0, single.Value, 0)),
        ];
        if (found.Sum(connection => connection.Consumers) == 0
            && reports.Max(report => report.CustomersAffected) is { } reported)
        {
            found.Add(new Connection(
                affected.Offices.FirstOrDefault() ?? "", affected.Feeders.FirstOrDefault(), null, 0, reported, 0));
        }

        return found;
    }

    private void Heed(OutageReport report)
    {
        var at = report.RestoredAt ?? report.ReceivedAt;
        if (report.State == OutageState.Restored)
            End(at);
        else if (report is { State: OutageState.PartiallyRestored, Restored.IsEmpty: false })
            Return(_network.At(report.Restored, _tree), at);
        else if (report is { State: OutageState.PartiallyRestored, CustomersRestored: { } back })
            ReturnSome(back / (double)(report.CustomersAffected ?? Math.Max(_all, 1)), at);
    }

    private void End(DateTimeOffset? at) => Return([.. _out.Keys], at);

    private void Return(IReadOnlyCollection<Connection> connections, DateTimeOffset? at)
    {
        foreach (var connection in connections)
        {
            if (_out.Remove(connection, out var share))
                Note(connection, share, at);
        }
    }

    /// <summary>So many of all are back by now; where is not known, so everywhere alike.</summary>
    private void ReturnSome(double share, DateTimeOffset at)
    {
        var still = _out.Sum(pair => pair.Key.Consumers * pair.Value);
        var goal = Math.Max(0, _all * (1 - share));
        if (still <= goal || still == 0)
            return;
        foreach (var (connection, before) in _out.ToList())
        {
            _out[connection] = before * goal / still;
            Note(connection, before - _out[connection], at);
        }
    }

    private void Note(Connection connection, double share, DateTimeOffset? until)
    {
        var part = new Part(
            connection.Office, connection.Feeder, until, connection.Consumers * share, connection.Urban * share,
            connection.HighTension * share);
        var same = _parts.FindIndex(other =>
            other.Office == part.Office && other.Feeder == part.Feeder && other.Until == part.Until);
        if (part.Consumers == 0)
            return;
        if (same < 0)
        {
            _parts.Add(part);
            return;
        }

        var known = _parts[same];
        _parts[same] = known with
        {
            Consumers = known.Consumers + part.Consumers,
            Urban = known.Urban + part.Urban,
            HighTension = known.HighTension + part.HighTension,
        };
    }
}
