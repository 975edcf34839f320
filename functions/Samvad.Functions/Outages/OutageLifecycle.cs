using Microsoft.Extensions.Logging;
using Samvad.Announcements;

namespace Samvad.Outages;

/// <summary>
/// What a report or the passing of time changes, and whether people are told. What is decided is saved before it is
/// done, so it is done once however often it is repeated, and goes on where a crash cut it off.
/// </summary>
public sealed partial class OutageLifecycle(
    OutageStore outages,
    OutageRules rules,
    StormWatch storms,
    OutageAnnouncements announcements,
    OutageLooks looks,
    EngineerAlert engineers,
    TimeProvider time,
    ILogger<OutageLifecycle> logger)
{
    public async Task ApplyAsync(OutageReport report, CancellationToken cancellationToken)
    {
        var before = await outages.FindAsync(report.Source, report.ExternalId, cancellationToken);
        if (report.AmendedAt is not null && before is not null && report.AmendedAt != before.Report.AmendedAt)
        {
            // What is over needs no change by hand any more.
            if (OutageLife.IsOver(before.Report.State))
                return;
            report = OutageLife.Amended(before.Report, report);
        }

        var late = before?.Report.IsNewerThan(report) == true;
        if (late)
            LogOlder(report.Source, report.ExternalId, report.Revision, before!.Report.Revision);
        // A late report is heard for what the newer ones leave out.
        var known = late
            ? OutageLife.Of((await outages.ReportsAsync(report.Key, cancellationToken)).Append(report).Append(before!.Report))
            : OutageLife.Then(before?.Report, report);
        var after = await ConsiderAsync(
            new Outage(known, before?.Known ?? new Known(), before?.Said ?? [], before?.ETag), cancellationToken);
        await outages.RecordAsync(report, late, late ? null : after.AnnouncementId, cancellationToken);
    }

    /// <summary>Nothing was reported; perhaps something is due.</summary>
    public async Task LookAsync(string source, string externalId, CancellationToken cancellationToken)
    {
        if (await outages.FindAsync(source, externalId, cancellationToken) is { } outage)
            await ConsiderAsync(outage, cancellationToken);
    }

    private async Task<Outage> ConsiderAsync(Outage outage, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var verdict = rules.Decide(outage.Report, outage.Known, now);
        if (verdict.Known is { Momentary: true } && !outage.Known.Momentary)
            LogMomentary(outage.Report.Source, outage.Report.ExternalId, outage.Report.Start);
        var heeded = await storms.HeedAsync(outage.Report, verdict, now, cancellationToken);
        if (verdict.Overdue != outage.Known.Overdue)
            await AlertAsync(outage.Report, verdict, cancellationToken);
        var decided = outage with { Known = verdict.Known with { Office = heeded.Office, Overdue = verdict.Overdue } };
        if (heeded.Speaks)
            decided = decided.Then(decided.Next(verdict, heeded.Except, heeded.Office, now));
        await outages.SaveAsync(decided, cancellationToken);
        if (verdict.LookAt is { } at)
            await looks.AskAsync(outage.Report, at, cancellationToken);
        if (decided.Said is [.., var last])
            await announcements.MakeAsync(decided.Report, last, cancellationToken);
        return decided;
    }

    private Task AlertAsync(OutageReport outage, Verdict verdict, CancellationToken cancellationToken) => verdict.Overdue
        ? engineers.RaiseAsync(outage, verdict.Known, cancellationToken)
        : engineers.ClearAsync(outage, cancellationToken);

    [LoggerMessage(EventIds.OutageOlderRevision, LogLevel.Information,
        "Outage {Source}/{ExternalId}: revision {Revision} comes late, {Known} is known")]
    private partial void LogOlder(string source, string externalId, long revision, long known);

    [LoggerMessage(EventIds.OutageMomentary, LogLevel.Information,
        "Outage {Source}/{ExternalId} from {Start} was momentary; nobody is told")]
    private partial void LogMomentary(string source, string externalId, DateTimeOffset start);
}
