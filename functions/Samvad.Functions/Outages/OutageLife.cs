namespace Samvad.Outages;

/// <summary>
/// What is known of an outage from the reports about it. The revisions decide, not the order of arrival: the same
/// reports give the same outage, late and repeated ones included.
/// </summary>
public static class OutageLife
{
    /// <summary>The outage after all of these reports.</summary>
    public static OutageReport Of(IEnumerable<OutageReport> reports) => reports
        .OrderBy(report => report.Revision).ThenBy(report => report.AmendedAt)
        .Aggregate((OutageReport?)null, Then)
        ?? throw new ArgumentException("Nothing is known of an outage without a report.");

    /// <summary>The outage after one more report of a newer revision; a repeated revision changes nothing.</summary>
    public static OutageReport Then(OutageReport? before, OutageReport report)
    {
        if (before is null)
            return report;
        if (!report.IsNewerThan(before))
            return before;
        var reopened = IsOver(before.State) && !IsOver(report.State);
        return report with
        {
            Affected = report.Affected.IsEmpty ? before.Affected
                // Each answer of one more person names that person alone.
                : report.Incremental || (report.State == OutageState.StillOut && before.State == OutageState.StillOut)
                    ? before.Affected.And(report.Affected)
                    : report.Affected,
            Restored = reopened ? report.Restored : (before.Restored ?? Affected.Nothing).And(report.Restored ?? Affected.Nothing),
            Etr = report.Etr ?? (KeepsEtr(report.State) ? before.Etr : null),
            CauseCode = report.CauseCode ?? before.CauseCode,
            CauseText = report.CauseCode is null ? report.CauseText ?? before.CauseText : report.CauseText,
            FaultClass = report.FaultClass ?? before.FaultClass,
            Parent = report.Parent ?? before.Parent,
            CustomersAffected = report.CustomersAffected ?? before.CustomersAffected,
        };
    }

    /// <summary>
    /// A change by hand as what it says of what is known now. It takes no revision from the source, whose next one counts
    /// again.
    /// </summary>
    public static OutageReport Amended(OutageReport known, OutageReport change) => known with
    {
        State = change.State == OutageState.EtrChanged ? known.State : change.State,
        Etr = change.State == OutageState.EtrChanged ? change.Etr : known.Etr,
        RestoredAt = change.RestoredAt,
        Restored = null,
        ReceivedAt = change.ReceivedAt,
        AmendedAt = change.AmendedAt,
        By = change.By,
    };

    public static bool IsOver(OutageState state) => state is OutageState.Restored or OutageState.Cancelled;

    private static bool KeepsEtr(OutageState state) => state
        is OutageState.PartiallyRestored or OutageState.StillOut or OutageState.Started or OutageState.Extended;
}
