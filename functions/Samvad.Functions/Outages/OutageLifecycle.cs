using Microsoft.Extensions.Logging;
using Samvad.Announcements;
using Samvad.Operations;

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
    Alerts alerts,
    TimeProvider time,
    ILogger<OutageLifecycle> logger)
{
    /// <summary>The kind of the alert for an outage that lasts longer than was estimated.</summary>
    public const string Overdue = "etr-passed";

    /// <summary>Of what was told, as much is kept as an outage may reasonably have.</summary>
    private const int SaidKept = 100;

    public async Task ApplyAsync(OutageReport report, CancellationToken cancellationToken)
    {
        var before = await outages.FindAsync(report.Source, report.ExternalId, cancellationToken);
        var late = before is not null && report.Revision < before.Report.Revision;
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
            await AlertAsync(outage.Report, verdict.Overdue, cancellationToken);
        var decided = outage with { Known = verdict.Known with { Office = heeded.Office, Overdue = verdict.Overdue } };
        if (heeded.Speaks)
            decided = Tell(decided, verdict, heeded, now);
        await outages.SaveAsync(decided, cancellationToken);
        if (verdict.LookAt is { } at)
            await looks.AskAsync(outage.Report, at, cancellationToken);
        if (decided.Said is [.., var last])
            await announcements.MakeAsync(decided.Report, last, cancellationToken);
        return decided;
    }

    private static Outage Tell(Outage outage, Verdict verdict, Heeded heeded, DateTimeOffset now)
    {
        var notice = verdict.Notice!.Value;
        var told = new Said(
            AnnouncementId.New(now, $"{outage.Report.Key}~{notice}", outage.Report.Revision),
            notice,
            outage.Report.Revision,
            now,
            verdict.Etr,
            verdict.To,
            verdict.Except.And(heeded.Except),
            // What is told to some only makes nothing stale that was told to all.
            notice == Notice.PartlyRestored ? null : outage.Said.LastOrDefault(said => said.Notice != Notice.PartlyRestored)?.Id,
            heeded.Office);
        return outage with { Said = [.. outage.Said.TakeLast(SaidKept - 1), told] };
    }

    private Task AlertAsync(OutageReport outage, bool overdue, CancellationToken cancellationToken) => overdue
        ? alerts.RaiseAsync(
            Overdue,
            outage.Key,
            $"Supply was to be back at {outage.Etr:yyyy-MM-dd HH:mm} UTC and is not. See to the crew and report a new time.",
            cancellationToken)
        : alerts.ClearAsync(Overdue, outage.Key, cancellationToken);

    [LoggerMessage(EventIds.OutageOlderRevision, LogLevel.Information,
        "Outage {Source}/{ExternalId}: revision {Revision} comes late, {Known} is known")]
    private partial void LogOlder(string source, string externalId, long revision, long known);

    [LoggerMessage(EventIds.OutageMomentary, LogLevel.Information,
        "Outage {Source}/{ExternalId} from {Start} was momentary; nobody is told")]
    private partial void LogMomentary(string source, string externalId, DateTimeOffset start);
}
