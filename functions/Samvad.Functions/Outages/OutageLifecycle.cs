using Microsoft.Extensions.Logging;
using Samvad.Announcements;

namespace Samvad.Outages;

/// <summary>
/// What a report changes, and whether people are told. Confirmed announces the outage, restored the restoration;
/// an older revision is recorded and ignored.
/// </summary>
public sealed partial class OutageLifecycle(
    OutageStore outages, OutageAnnouncements announcements, ILogger<OutageLifecycle> logger)
{
    /// <summary>Does the same however often it is repeated, and goes on where a crash cut it off.</summary>
    public async Task ApplyAsync(OutageReport report, CancellationToken cancellationToken)
    {
        var known = await outages.FindAsync(report.Source, report.ExternalId, cancellationToken);
        if (known is not null && report.Revision < known.Report.Revision)
        {
            LogOlder(report.Source, report.ExternalId, report.Revision, known.Report.Revision);
            await outages.RecordAsync(report, ignored: true, announcementId: null, cancellationToken);
            return;
        }

        // The same revision again: either a repeated report, or our own message after a crash. The outage is saved
        // before people are told, so telling them is made sure of each time; it happens once.
        var current = known is not null && report.Revision == known.Report.Revision
            ? known
            : await AdvanceAsync(known, report, cancellationToken);
        if (current.AnnouncementId is { } id)
            await announcements.MakeAsync(id, current.Report, current.Supersedes, cancellationToken);
        await outages.RecordAsync(current.Report, ignored: false, current.AnnouncementId, cancellationToken);
    }

    private async Task<Outage> AdvanceAsync(Outage? known, OutageReport report, CancellationToken cancellationToken)
    {
        var merged = report.Affected.IsEmpty && known is not null
            ? report with { Affected = known.Report.Affected }
            : report;
        var speaks = merged.State is OutageState.Confirmed or OutageState.Restored
            && known?.Announced != merged.State
            && !merged.Affected.IsEmpty;
        var advanced = new Outage(
            merged,
            speaks ? merged.State : known?.Announced,
            speaks ? AnnouncementId.New(merged.ReceivedAt, merged.Key, merged.Revision) : null,
            // The announcement before: that of the newest revision, or the one before where that made none.
            known?.AnnouncementId ?? known?.Supersedes,
            known?.ETag);
        await outages.SaveAsync(advanced, cancellationToken);
        return advanced;
    }

    [LoggerMessage(EventIds.OutageOlderRevision, LogLevel.Information,
        "Outage {Source}/{ExternalId}: revision {Revision} ignored, {Known} is known")]
    private partial void LogOlder(string source, string externalId, long revision, long known);
}
