using Samvad.Access;
using Samvad.Announcements.Approvals;
using Samvad.Announcements.Audiences;
using Samvad.Announcements.Library;
using Samvad.Consumers;
using Samvad.Outages;

namespace Samvad.Announcements.Schedules;

/// <summary>A run in the calendar.</summary>
/// <param name="State">due, begun, announced, missed, nothing-to-send, holiday, or paused and waiting where its schedule is.</param>
public sealed record CalendarRun(string Schedule, string Name, DateTimeOffset Due, string State, string? Item, string? Announcement);

/// <summary>Writes schedules, and looks ahead.</summary>
public sealed class ScheduleDesk(
    ScheduleStore store,
    RunDrafts drafts,
    ContentLibrary library,
    Selections selections,
    ApprovalDesk approvals,
    MadeWithin reach,
    TimeProvider time)
{
    public async Task<ScheduleRow?> FindAsync(string id, Caller caller, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is { } row && await MaySeeAsync(caller, row.Schedule, cancellationToken) ? row : null;

    public async Task<IReadOnlyList<ScheduleRow>> AllAsync(Caller caller, CancellationToken cancellationToken)
    {
        var seen = new List<ScheduleRow>();
        foreach (var row in await store.AllAsync(cancellationToken))
        {
            if (await MaySeeAsync(caller, row.Schedule, cancellationToken))
                seen.Add(row);
        }

        return seen;
    }

    /// <param name="rules">Whether the caller may tell people at such places.</param>
    /// <returns>The schedule and the request for its approval; or why it was not written; nothing where the caller may not.</returns>
    internal async Task<(ScheduleRow? Row, Approval? Approval, string? Refusal)> PutAsync(
        string id, ScheduleBody body, Caller caller, Func<Affected, Task<bool>> rules, FieldCheck check, CancellationToken cancellationToken)
    {
        var schedule = await ReadAsync(id, body, caller, check, cancellationToken);
        if (check.Faults.Count > 0 || !await rules(schedule.Whom.Places))
            return default;
        while (true)
        {
            var before = await store.FindAsync(id, cancellationToken);
            if (before is not null && !await MaySeeAsync(caller, before.Schedule, cancellationToken))
                return (null, null, $"There is a schedule '{id}' of another office. Choose another id.");
            if (before is not null && body.Version is { } version && version != before.Schedule.Version)
                return (null, null, $"Schedule '{id}' is at version {before.Schedule.Version} by now. Look at it and change that one.");
            var next = schedule with { Version = (before?.Schedule.Version ?? 0) + 1 };
            var row = new ScheduleRow(
                next, ScheduleState.Waiting, next.When.Next(time.GetUtcNow(), store.Holidays), before?.Sent ?? Sent.Nothing)
            {
                ETag = before?.ETag ?? default,
            };
            // It waits from the first write on: nothing runs before it is known whether that needs an approval.
            if (!await store.TryWriteAsync(row, cancellationToken))
                continue;
            var asked = await DraftAsync(row, cancellationToken) is { } draft
                ? await approvals.AskAsync(new ScheduleVersion(id, next.Version), draft, cancellationToken)
                : null;
            if (asked is null)
                await store.ActivateAsync(new ScheduleVersion(id, next.Version), cancellationToken);
            return (await store.FindAsync(id, cancellationToken), asked, null);
        }
    }

    private async Task<Schedule> ReadAsync(
        string id, ScheduleBody body, Caller caller, FieldCheck check, CancellationToken cancellationToken)
    {
        if (id.Length > 40)
            check.Add("id", id, "too-long", "At most 40 characters.");
        var now = time.GetUtcNow();
        var schedule = new Schedule(
            check.Id("id", id),
            body.NameOf(check),
            0,
            body.WhenOf(now, check),
            body.WhatOf(check),
            await selections.ReadAsync("audience.", body.Audience, caller, check, cancellationToken),
            MadeWithin.Of(caller),
            new Hand(caller.Id, caller.Name),
            now);
        if (check.Faults.Count == 0)
            await CheckItemsAsync(schedule, check, cancellationToken);
        return schedule;
    }

    private async Task CheckItemsAsync(Schedule schedule, FieldCheck check, CancellationToken cancellationToken)
    {
        var known = await library.AllAsync(cancellationToken);
        for (var i = 0; i < schedule.What.Items.Count; i++)
        {
            var id = schedule.What.Items[i];
            if (known.FirstOrDefault(item => item.Id == id) is not { } item)
                check.Add($"items[{i}]", id, "unknown-item", "The id of an item of the library: see GET /api/library.");
            else if (schedule.What.Values is null && !item.FillsItself)
                check.Add("values", null, "required", $"Item {id} asks for: {string.Join(", ", item.Parameters.Select(one => one.Name))}.");
        }

        if (check.Faults.Count == 0 && schedule.When.Next(time.GetUtcNow(), store.Holidays) is { } next)
        {
            if (schedule.What.Of(known, Timetable.DayOf(next)) is not [var first, ..])
                check.Add("rotate", null, "nothing", "No item of the library fits on the first day.");
            else if (await drafts.OfAsync(schedule, next, first.Id, cancellationToken) is null)
                check.Add("values", null, "count", $"For each language the values of: {string.Join(", ", first.Parameters.Select(one => one.Name))}.");
        }
    }

    /// <summary>Pauses or resumes; what was due meanwhile is not made up for.</summary>
    public Task<ScheduleRow?> SetAsync(string id, ScheduleState state, CancellationToken cancellationToken) => store.ChangeAsync(
        id,
        row => (row.State, state) switch
        {
            (ScheduleState.Active, ScheduleState.Paused) => row with { State = state },
            (ScheduleState.Paused, ScheduleState.Active) => row with
            {
                State = state, NextDue = row.Schedule.When.Next(time.GetUtcNow(), store.Holidays),
            },
            _ => null,
        },
        cancellationToken);

    /// <summary>The announcement of the next run, as things are now; null where there is none.</summary>
    public async Task<Announcement?> NextAsync(string id, Caller caller, CancellationToken cancellationToken) =>
        await FindAsync(id, caller, cancellationToken) is { } row ? await DraftAsync(row, cancellationToken) : null;

    /// <summary>What was and will be due between the two, as far as can be said now.</summary>
    public async Task<IReadOnlyList<CalendarRun>> CalendarAsync(
        IReadOnlyList<ScheduleRow> rows, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var runs = new List<CalendarRun>();
        var shelf = await drafts.ShelfAsync(cancellationToken);
        foreach (var row in rows)
        {
            foreach (var run in await store.RunsAsync(row.Schedule.Id, from, to, cancellationToken))
                runs.Add(new(row.Schedule.Id, row.Schedule.Name, run.Due, KebabCase.Of(run.State), run.Item, run.Announcement));
            runs.AddRange(ToCome(row, shelf, from, to));
        }

        return [.. runs.OrderBy(run => run.Due).ThenBy(run => run.Schedule, StringComparer.Ordinal)];
    }

    private IEnumerable<CalendarRun> ToCome(
        ScheduleRow row, IReadOnlyList<LibraryItem> shelf, DateTimeOffset from, DateTimeOffset to)
    {
        var state = row.State == ScheduleState.Active ? "due" : KebabCase.Of(row.State);
        var sent = row.Sent;
        var now = time.GetUtcNow();
        foreach (var occurrence in row.Schedule.When.Between(now, to, store.Holidays))
        {
            var candidates = occurrence.IsFree ? [] : row.Schedule.What.Of(shelf, Timetable.DayOf(occurrence.Due));
            var item = sent.Choose(candidates);
            if (item is not null)
                sent = sent.With(item.Id, candidates);
            if (occurrence.Due >= from)
                yield return new(row.Schedule.Id, row.Schedule.Name, occurrence.Due, occurrence.IsFree ? "holiday" : state, item?.Id, null);
        }
    }

    private async Task<Announcement?> DraftAsync(ScheduleRow row, CancellationToken cancellationToken)
    {
        if (row.NextDue is not { } due)
            return null;
        var item = row.Sent.Choose(row.Schedule.What.Of(await drafts.ShelfAsync(cancellationToken), Timetable.DayOf(due)));
        return item is null ? null : await drafts.OfAsync(row.Schedule, due, item.Id, cancellationToken);
    }

    private ValueTask<bool> MaySeeAsync(Caller caller, Schedule schedule, CancellationToken cancellationToken) =>
        reach.SeesAsync(caller, schedule.Within, cancellationToken);
}
