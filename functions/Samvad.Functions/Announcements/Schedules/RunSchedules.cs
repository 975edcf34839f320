using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Samvad.Operations;

namespace Samvad.Announcements.Schedules;

/// <summary>
/// Makes the runs that are due. What a run sends is decided by the first who adds its row, its announcement's id follows
/// from schedule and due time, and the schedule moves on by a conditional write: so one due time is one run, whatever
/// number of hosts look at it and whenever they are killed.
/// </summary>
public sealed partial class RunSchedules(
    ScheduleStore store,
    RunDrafts drafts,
    Announcing announcing,
    AnnouncementStore announcements,
    Alerts alerts,
    IOptions<AnnouncementOptions> options,
    TimeProvider time,
    ILogger<RunSchedules> logger)
{
    [Function(nameof(RunSchedules))]
    public async Task Run([TimerTrigger("*/15 * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        foreach (var due in await store.DueAsync(cancellationToken))
        {
            try
            {
                await CatchUpAsync(due, cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested && failure is not OperationCanceledException)
            {
                // It is tried again in a moment; the others do not wait for it.
                LogFailed(failure, due.Schedule.Id);
            }
        }
    }

    private async Task CatchUpAsync(ScheduleRow row, CancellationToken cancellationToken)
    {
        while (row is { State: ScheduleState.Active, NextDue: { } due } && due <= time.GetUtcNow())
        {
            var sent = await RunAsync(row, due, cancellationToken);
            var moved = row with { NextDue = row.Schedule.When.Next(due, store.Holidays), Sent = sent };
            if (!await store.TryWriteAsync(moved, cancellationToken))
                LogMoved(row.Schedule.Id);
            // Read again in any case: for its tag, or for what another host made of it.
            if (await store.FindAsync(row.Schedule.Id, cancellationToken) is not { } now)
                return;
            row = now;
        }
    }

    private async Task<Sent> RunAsync(ScheduleRow row, DateTimeOffset due, CancellationToken cancellationToken)
    {
        var candidates = row.Schedule.What.Of(await drafts.ShelfAsync(cancellationToken), Timetable.DayOf(due));
        var chosen = row.Sent.Choose(candidates);
        var isLate = time.GetUtcNow() > LatestBegin(row.Schedule, due);
        var run = await store.BeginAsync(
            new ScheduleRun(
                row.Schedule.Id,
                due,
                isLate ? RunState.Missed : chosen is null ? RunState.NothingToSend : RunState.Begun,
                isLate ? null : chosen?.Id,
                isLate || chosen is null ? null : RunDrafts.IdOf(row.Schedule, due),
                time.GetUtcNow()),
            cancellationToken);
        if (run.State == RunState.Begun)
            run = await AnnounceAsync(row.Schedule, run, isLate, cancellationToken);
        await ReportAsync(run, cancellationToken);
        return run.Item is { } item ? row.Sent.With(item, candidates) : row.Sent;
    }

    /// <summary>Announces what was decided; repeated after a kill the same.</summary>
    private async Task<ScheduleRun> AnnounceAsync(
        Schedule schedule, ScheduleRun run, bool isLate, CancellationToken cancellationToken)
    {
        var state = RunState.Announced;
        if (isLate && await announcements.FindHeaderAsync(run.Announcement!, cancellationToken) is null)
            state = RunState.Missed;
        else if (await drafts.OfAsync(schedule, run.Due, run.Item!, cancellationToken) is { } announcement)
            await announcing.AnnounceAsync(announcement, cancellationToken);
        else
            state = RunState.NothingToSend;
        await store.EndAsync(run, state, cancellationToken);
        return run with { State = state, Item = state == RunState.Announced ? run.Item : null };
    }

    private DateTimeOffset LatestBegin(Schedule schedule, DateTimeOffset due) =>
        schedule.When.CloseOf(due) ?? due + options.Value.RunGrace;

    private async Task ReportAsync(ScheduleRun run, CancellationToken cancellationToken)
    {
        switch (run.State)
        {
            case RunState.Announced:
                LogRan(run.Schedule, run.Due, run.Item, run.Announcement);
                await alerts.ClearAsync("schedule-missed", run.Schedule, cancellationToken);
                break;
            case RunState.Missed:
                LogMissed(run.Schedule, run.Due);
                await alerts.RaiseAsync(
                    "schedule-missed", run.Schedule,
                    $"The run due at {run.Due:u} was not made before its window closed. See GET /api/schedules/{run.Schedule}.",
                    cancellationToken);
                break;
            case RunState.NothingToSend:
                await alerts.RaiseAsync(
                    "schedule-missed", run.Schedule,
                    $"At {run.Due:u} no item of the library could be chosen. Look at the schedule's items, their seasons and their templates.",
                    cancellationToken);
                break;
        }
    }

    [LoggerMessage(EventIds.ScheduleRan, LogLevel.Information, "Schedule {ScheduleId}, due {Due}: {Item} is announcement {AnnouncementId}")]
    private partial void LogRan(string scheduleId, DateTimeOffset due, string? item, string? announcementId);

    [LoggerMessage(EventIds.ScheduleMissed, LogLevel.Warning, "Schedule {ScheduleId}, due {Due}: missed")]
    private partial void LogMissed(string scheduleId, DateTimeOffset due);

    [LoggerMessage(EventIds.ScheduleMoved, LogLevel.Debug, "Schedule {ScheduleId} was moved on by another host")]
    private partial void LogMoved(string scheduleId);

    [LoggerMessage(EventIds.ScheduleFailed, LogLevel.Error, "Schedule {ScheduleId} could not be run")]
    private partial void LogFailed(Exception failure, string scheduleId);
}
