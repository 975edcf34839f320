using Microsoft.AspNetCore.Http;
using Samvad.Announcements;
using Samvad.Announcements.DryRuns;
using Samvad.Outages;

namespace Samvad.Intake;

/// <summary>What reports would make people be told: who, in how many groups, in which words. Nothing is queued or kept.</summary>
public sealed class OutageDryRun(
    OutageStore outages, OutageRules rules, OutageWords words, Rehearsal rehearsal, Outlook outlook, TimeProvider time)
{
    /// <summary>Each event reads the members of all its groups.</summary>
    private const int MostEvents = 20;

    /// <summary>`?dryRun=true`.</summary>
    public static bool IsAskedFor(HttpRequest request) =>
        string.Equals(request.Query["dryRun"], "true", StringComparison.OrdinalIgnoreCase);

    public async Task<IResult> AnswerAsync(IReadOnlyList<OutageReport> reports, CancellationToken cancellationToken)
    {
        if (reports.Count > MostEvents)
        {
            return Problem.Invalid(
                "A dry run reads all members of the groups.",
                new Fault(null, "", $"{reports.Count} events", "count", $"at most {MostEvents} events with dryRun=true"));
        }

        var views = new List<object>(reports.Count);
        foreach (var report in reports)
            views.Add(await OfAsync(report, cancellationToken));
        return Results.Ok(new { dryRun = views });
    }

    private async Task<object> OfAsync(OutageReport report, CancellationToken cancellationToken)
    {
        var before = await outages.FindAsync(report.Source, report.ExternalId, cancellationToken);
        var after = OutageLife.Then(before?.Report, report);
        var known = before?.Known ?? new Known();
        var now = time.GetUtcNow();
        var verdict = rules.Decide(after, known, now);
        // What is held for now is shown as it is going to be told if nothing else is reported until then.
        var at = verdict is { Notice: null, LookAt: { } later } ? later : now;
        if (at != now)
            verdict = rules.Decide(after, known, at);
        var outage = new Outage(after, known, before?.Said ?? [], null);
        var told = verdict.Notice is null ? null
            : await LookAheadAsync(words.Of(after, outage.Next(verdict, Affected.Nothing, null, at)), cancellationToken);
        return new
        {
            report.Source,
            report.ExternalId,
            report.Revision,
            verdict.Notice,
            At = told is null ? (DateTimeOffset?)null : at,
            Nothing = told is null ? Reason(before, report) : null,
            Announcement = told,
        };
    }

    private async Task<DryRunView> LookAheadAsync(Announcement announcement, CancellationToken cancellationToken)
    {
        var (figures, first) = await rehearsal.OfAsync(announcement, null, cancellationToken);
        return await outlook.OfAsync(announcement, figures, first, whole: true, cancellationToken);
    }

    private static string Reason(Outage? before, OutageReport report) =>
        before is not null && !report.IsNewerThan(before.Report)
            ? $"Revision {before.Report.Revision} is known already."
            : "The rules have nothing to tell of this now: see what is announced already, and the settings under Outages.";
}
