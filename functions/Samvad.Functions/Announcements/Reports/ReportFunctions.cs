using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Samvad.Announcements.DryRuns;
using Samvad.Consumers;
using Samvad.FanOut;
using Samvad.Tracking;

namespace Samvad.Announcements.Reports;

/// <summary>`GET /api/announcements/{id}/progress` and `/report`, also as CSV.</summary>
public sealed class ReportFunctions(
    AnnouncementStore announcements,
    Progress progress,
    OfficeCounts offices,
    EndReport report,
    AnnouncementScope scope,
    IOptions<AnnouncementOptions> options,
    TimeProvider time)
{
    /// <summary>How fast it goes, when it ends, and where it is how far.</summary>
    [Function(nameof(ShowProgress))]
    public async Task<IResult> ShowProgress(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "announcements/{id}/progress")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(request, id, cancellationToken) is not { } header)
            return NotFound(id);
        var groups = await scope.WithinAsync(request, await progress.ReadAsync(id, cancellationToken), cancellationToken);
        var counts = AnnouncementTotals.Of(groups);
        var now = time.GetUtcNow();
        var sent = counts.Sent + counts.Failed.Values.Sum();
        var elapsed = (header.FinishedAt ?? now) - (header.PlannedAt ?? now);
        var rate = elapsed > TimeSpan.Zero && sent > 0 ? sent / elapsed.TotalSeconds : (double?)null;
        return Results.Ok(new
        {
            id,
            header.Announcement.Reference,
            State = AnnouncementFunctions.StateOf(header),
            counts.Audience,
            Done = counts.Audience - counts.Queued,
            counts.Queued,
            counts.Held,
            // On average since it was planned, hours of quiet included.
            PerSecond = rate is { } perSecond ? Math.Round(perSecond, 1) : (double?)null,
            EndsAt = counts.Queued == 0 || header.Control.Holds || rate is not { } pace
                ? (DateTimeOffset?)null
                : Timeline.EndOf(now, TimeSpan.FromSeconds(counts.Queued / pace), QuietHours.Of(header.Announcement, options.Value)),
            header.Announcement.ExpiresAt,
            Offices = (await offices.OfAsync(groups, cancellationToken)).Select(OfficeCounts.View),
        });
    }

    /// <summary>`?languages=true` counts them too, which reads the whole ledger of the announcement.</summary>
    [Function(nameof(ShowReport))]
    public async Task<IResult> ShowReport(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "announcements/{id}/report")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(request, id, cancellationToken) is not { } header)
            return NotFound(id);
        var groups = await scope.WithinAsync(request, await progress.ReadAsync(id, cancellationToken), cancellationToken);
        return CsvAnswer.IsAskedFor(request)
            ? new CsvAnswer($"report-{id}", EndReport.CsvHeader, report.CsvAsync(header, groups, cancellationToken))
            : Results.Ok(await report.OfAsync(header, groups, request.Query["languages"] == "true", cancellationToken));
    }

    private async Task<AnnouncementHeader?> FindAsync(HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (!AnnouncementId.TryCreatedAt(id, out _) || await announcements.FindHeaderAsync(id, cancellationToken) is not { } header)
            return null;
        return await scope.SeesAsync(request, header, cancellationToken) ? header : null;
    }

    private static IResult NotFound(string id) => Problem.NotFound($"There is no announcement '{Addresses.Mask(id)}'.");
}
