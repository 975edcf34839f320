using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Announcements.Audiences;
using Samvad.Consumers;

namespace Samvad.Announcements.Schedules;

/// <summary>`GET /api/schedules?from=&amp;to=`, `GET/PUT/DELETE /api/schedules/{id}`, `POST /api/schedules/{id}/pause|resume`.</summary>
public sealed class ScheduleFunctions(ScheduleDesk desk, ScheduleStore store, AnnouncementScope scope, TimeProvider time)
{
    private static readonly TimeSpan LongestCalendar = TimeSpan.FromDays(400);

    /// <summary>With the runs from today on for 31 days, or between the days asked for (the last one included, IST).</summary>
    [Function(nameof(ListSchedules))]
    public async Task<IResult> ListSchedules(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "schedules")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var check = new FieldCheck();
        var (from, to) = Asked(request, check);
        if (check.Faults.Count > 0)
            return Problem.Invalid("The query has errors.", check.Faults);
        var rows = await desk.AllAsync(Caller.Of(request), cancellationToken);
        return Results.Ok(new
        {
            schedules = rows.Select(View),
            from,
            to,
            runs = await desk.CalendarAsync(rows, from, to, cancellationToken),
        });
    }

    [Function(nameof(ShowSchedule))]
    public async Task<IResult> ShowSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "schedules/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(id, Caller.Of(request), cancellationToken) is not { } row)
            return NotFound(id);
        var now = time.GetUtcNow();
        return Results.Ok(new
        {
            schedule = View(row),
            runs = await desk.CalendarAsync([row], now.AddDays(-92), now.AddDays(31), cancellationToken),
        });
    }

    [Function(nameof(PutSchedule))]
    public async Task<IResult> PutSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "schedules/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReadAsync<ScheduleBody>(request, cancellationToken);
        if (body is null)
            return problem!;
        var check = new FieldCheck();
        var before = await desk.FindAsync(id, Caller.Of(request), cancellationToken);
        var (row, asked, refusal) = await desk.PutAsync(
            id, body, Caller.Of(request), places => scope.RulesAsync(request, places, cancellationToken), check, cancellationToken);
        if (check.Faults.Count > 0)
            return Problem.Invalid("The schedule was not written.", check.Faults);
        if (refusal is not null)
            return Problem.Conflict(refusal);
        if (row is null)
            return OfficeScope.Beyond("The audience");
        AuditNote.Of(request).At(row.Schedule.Within ?? []).Changed(before is null ? null : View(before), View(row));
        return Results.Ok(new { schedule = View(row), approval = asked?.Id });
    }

    [Function(nameof(ControlSchedule))]
    public async Task<IResult> ControlSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "schedules/{id}/{action}")] HttpRequest request,
        string id,
        string action,
        CancellationToken cancellationToken)
    {
        ScheduleState? state = action switch { "pause" => ScheduleState.Paused, "resume" => ScheduleState.Active, _ => null };
        if (state is not { } wanted)
            return Problem.NotFound($"There is no action '{action}'. The actions are: pause, resume.");
        if (await desk.FindAsync(id, Caller.Of(request), cancellationToken) is not { } before
            || await desk.SetAsync(id, wanted, cancellationToken) is not { } row)
            return NotFound(id);
        AuditNote.Of(request).At(row.Schedule.Within ?? []).Changed(new { before.State }, new { row.State });
        return row.State == wanted
            ? Results.Ok(new { schedule = View(row) })
            : Problem.Conflict($"It is {KebabCase.Of(row.State)}: that cannot be done now.");
    }

    [Function(nameof(DeleteSchedule))]
    public async Task<IResult> DeleteSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "schedules/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(id, Caller.Of(request), cancellationToken) is not { } row)
            return NotFound(id);
        AuditNote.Of(request).At(row.Schedule.Within ?? []).Changed(View(row), null);
        await store.DeleteAsync(id, cancellationToken);
        return Results.NoContent();
    }

    private (DateTimeOffset From, DateTimeOffset To) Asked(HttpRequest request, FieldCheck check)
    {
        var india = TimeSpan.FromMinutes(330);
        var today = new DateTimeOffset(time.GetUtcNow().ToOffset(india).Date, india);
        var from = check.Date("from", request.Query["from"]) is { } first ? new DateTimeOffset(first.Date, india) : today;
        var to = check.Date("to", request.Query["to"]) is { } last ? new DateTimeOffset(last.Date, india).AddDays(1).AddSeconds(-1) : from.AddDays(31);
        if (to < from || to - from > LongestCalendar)
            check.Add("to", request.Query["to"], "range", $"Not before from, and at most {LongestCalendar.TotalDays} days after it.");
        return (from.ToUniversalTime(), to.ToUniversalTime());
    }

    private static object View(ScheduleRow row) => new
    {
        row.Schedule.Id,
        row.Schedule.Name,
        row.Schedule.Version,
        State = row is { State: ScheduleState.Active, NextDue: null } ? "ended" : KebabCase.Of(row.State),
        NextDue = row.State == ScheduleState.Active ? row.NextDue : null,
        row.Schedule.When.Once,
        row.Schedule.When.Cron,
        row.Schedule.When.Window,
        row.Schedule.When.Until,
        SkipHolidays = row.Schedule.When.SkipsHolidays,
        row.Schedule.When.Except,
        row.Schedule.What.Items,
        Rotate = row.Schedule.What is { Items.Count: > 0, InSeason: false } ? null : new
        {
            row.Schedule.What.Kind, row.Schedule.What.Category, row.Schedule.What.Seasons, row.Schedule.What.InSeason,
        },
        row.Schedule.What.Values,
        Audience = AudienceBody.Of(row.Schedule.Whom),
        Offices = row.Schedule.Within,
        row.Sent.Last,
        ChangedBy = row.Schedule.ChangedBy.Name,
        row.Schedule.ChangedAt,
    };

    private static IResult NotFound(string id) => Problem.NotFound($"There is no schedule '{Addresses.Mask(id)}'.");
}
