using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Consumers;
using Samvad.Storage;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.Announcements;

/// <summary>How far an announcement is at one office alone.</summary>
public sealed record OfficeProgress(string Office, int Groups, int Final, Counts Counts);

/// <summary>`GET /api/announcements/{id}/live`: totals, pace, offices, failures with remedy, the text as people read it.</summary>
public sealed class AnnouncementLive(
    AnnouncementStore announcements,
    LiveAnnouncements live,
    Progress progress,
    AffectedOffices affected,
    AnnouncementScope scope,
    OfficeScopes scopes,
    Offices offices,
    TemplateCatalogue catalogue,
    TimeProvider time)
{
    private const int MostWatched = 50;
    private const double Share = 0.1;
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(3);
    private readonly ConcurrentDictionary<string, Kept<IReadOnlyList<OfficeProgress>>> _watched = new();

    [Function(nameof(ShowLive))]
    public async Task<IResult> ShowLive(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "announcements/{id}/live")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (!AnnouncementId.TryCreatedAt(id, out _))
            return Problem.NotFound($"There is no announcement '{id}'.");
        // What somebody has just decided on it is to be seen at once.
        if (await announcements.FindHeaderAsync(id, cancellationToken) is not { } header
            || !await scope.SeesAsync(request, header, cancellationToken))
            return Problem.NotFound($"There is no announcement '{id}'.");
        var sees = await scopes.OfAsync(request, cancellationToken);
        var byOffice = (await WatchAsync(id, cancellationToken)).Where(office => sees.Contains(office.Office)).ToList();
        var totals = new Counts();
        foreach (var office in byOffice)
            totals.Include(office.Counts);
        var tree = await offices.ReadTreeAsync(cancellationToken);
        return Results.Ok(new
        {
            at = time.GetUtcNow(),
            announcement = AnnouncementFunctions.View(header, totals),
            pace = sees.IsEverywhere ? await PaceAsync(id, cancellationToken) : null,
            offices = byOffice,
            failures = totals.Failed.Select(failed => FailureTable.Of(failed.Key) is var failure
                ? new { code = failed.Key, people = failed.Value, remedy = failure.Sentence, repairable = failure.Repairable }
                : null).OrderByDescending(failure => failure!.people),
            texts = Texts(header.Announcement, byOffice.Select(one => tree.Find(one.Office)).FirstOrDefault(one => one is not null)),
            buttons = catalogue.Find(header.Announcement.Template)?.Buttons.Select(button => button.Titles),
        });
    }

    private async Task<Pace?> PaceAsync(string id, CancellationToken cancellationToken) =>
        (await live.ReadAsync(cancellationToken)).FirstOrDefault(one => one.Header.Announcement.Id == id)?.Pace;

    private ValueTask<IReadOnlyList<OfficeProgress>> WatchAsync(string id, CancellationToken cancellationToken)
    {
        if (_watched.Count > MostWatched)
            _watched.Clear();
        return _watched.GetOrAdd(id, _ => new(() => ReadAsync(id), Age, time, Share)).GetAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<OfficeProgress>> ReadAsync(string id)
    {
        var officeOf = await affected.OfGroupsAsync(CancellationToken.None);
        return [.. (await progress.ReadAsync(id, CancellationToken.None))
            .GroupBy(row => officeOf.GetValueOrDefault(row.Group, ""))
            .OrderBy(office => office.Key, StringComparer.Ordinal)
            .Select(office => new OfficeProgress(
                office.Key, office.Count(), office.Count(row => row.IsFinal), AnnouncementTotals.Of(office)))];
    }

    private Dictionary<string, string> Texts(Announcement announcement, Office? place) =>
        catalogue.Find(announcement.Template) is not { } template ? [] : announcement.Values.ToDictionary(
            values => values.Key,
            values => template.Render(values.Key, [.. values.Value.Select(value => value ?? place?.Name.In(values.Key) ?? "…")]));
}
