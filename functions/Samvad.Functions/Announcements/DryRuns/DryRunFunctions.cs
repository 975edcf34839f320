using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Announcements.Audiences;
using Samvad.Announcements.Schedules;
using Samvad.Consumers;

namespace Samvad.Announcements.DryRuns;

/// <summary>What a dry run is made of: an announcement, an audience with a topic, or the next run of a schedule.</summary>
/// <param name="Announcement">As `POST /api/announcements` takes it; name and expiry may be left out.</param>
/// <param name="Audience">Alone it is counted, without cost and texts.</param>
/// <param name="Topic">Of the audience alone.</param>
internal sealed record DryRunBody(AnnouncementRequest? Announcement, AudienceBody? Audience, string? Topic, string? Schedule);

/// <summary>`POST /api/dry-runs`, `GET /api/dry-runs/{id}`.</summary>
public sealed class DryRunFunctions(
    AnnouncementReader reader,
    ScheduleDesk schedules,
    DryRunQueue queue,
    DryRunStore store,
    AnnouncementScope scope,
    MadeWithin reach,
    TimeProvider time)
{
    [Function(nameof(AskDryRun))]
    public async Task<IResult> AskDryRun(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dry-runs")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReadAsync<DryRunBody>(request, cancellationToken);
        if (body is null)
            return problem!;
        var check = new FieldCheck();
        var announcement = await AskedAsync(body, Caller.Of(request), check, cancellationToken);
        if (check.Faults.Count > 0)
            return Problem.Invalid("Nothing is counted. Mend what 'errors' names and send it again.", check.Faults);
        if (!await scope.RulesAsync(request, announcement.Audience, cancellationToken))
            return OfficeScope.Beyond("The audience");
        var id = AnnouncementId.New(time.GetUtcNow(), Guid.NewGuid().ToString("n"), 0);
        await queue.AskAsync(id, announcement with { Id = id }, null, cancellationToken);
        return Results.Accepted($"/api/dry-runs/{id}", new { id, state = DryRunState.Queued });
    }

    [Function(nameof(ShowDryRun))]
    public async Task<IResult> ShowDryRun(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "dry-runs/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (!AnnouncementId.TryCreatedAt(id, out _)
            || await store.FindAsync(id, cancellationToken) is not { } run
            || !await reach.SeesAsync(Caller.Of(request), run.Announcement.Within, cancellationToken))
        {
            return Problem.NotFound($"There is no dry run '{Addresses.Mask(id)}'.");
        }

        return Results.Ok(View(run));
    }

    internal static object View(DryRun run) => new
    {
        run.Id,
        run.State,
        run.AskedAt,
        run.FinishedAt,
        run.Reason,
        Percent = run.State == DryRunState.Finished ? 100
            : run.View is { Groups: > 0 } soFar ? 100 * soFar.GroupsDone / soFar.Groups : 0,
        Result = run.View,
    };

    private async Task<Announcement> AskedAsync(
        DryRunBody body, Caller caller, FieldCheck check, CancellationToken cancellationToken)
    {
        if (body.Schedule is { } schedule)
        {
            if (await schedules.NextAsync(schedule, caller, cancellationToken) is { } next)
                return next;
            check.Add("schedule", schedule, "unknown-schedule", "The id of a schedule that has a run to come.");
            return null!;
        }

        var asked = body.Announcement ?? new AnnouncementRequest(
            null, body.Topic, null, null, null, null, null, null, null, null, body.Audience ?? new AudienceBody());
        return await reader.ReadAsync(asked, caller, isDraft: true, check, cancellationToken);
    }
}

/// <summary>Forgets old dry runs.</summary>
public sealed class CleanDryRuns(DryRunStore store)
{
    [Function(nameof(CleanDryRuns))]
    public Task Run([TimerTrigger("0 41 20 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        store.CleanAsync(cancellationToken);
}
