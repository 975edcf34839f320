using System.Text.Json;
using Samvad.Announcements;
using Samvad.Announcements.Library;
using Samvad.Announcements.Schedules;
using Samvad.Operations;
using Samvad.Tests.Consumers;

namespace Samvad.Tests.Announcements.Schedules;

public sealed class ScheduleTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_schedule_is_written_shown_in_the_calendar_paused_resumed_and_deleted()
    {
        await using var app = await AppAsync();
        var (status, body, _) = await PutAsync(app, "weekly", Weekly());
        Assert.Equal((200, "active"), (status, body.GetProperty("schedule").GetProperty("state").GetString()));
        Assert.Equal("2026-11-30T04:30:00+00:00", body.GetProperty("schedule").GetProperty("nextDue").GetString());
        var runs = await CalendarAsync(app, "?from=2026-12-01&to=2026-12-31");
        Assert.Equal(
            ["07 due", "14 due", "21 due", "28 holiday"],
            runs.Select(run => $"{run.GetProperty("due").GetDateTimeOffset().Day:d2} {run.GetProperty("state").GetString()}"));
        Assert.Equal(["register-mobile", "beware-of-fraud", "register-mobile"], runs.Take(3).Select(run => run.GetProperty("item").GetString()));

        Assert.Equal("paused", await ControlAsync(app, "pause"));
        app.Time.Advance(TimeSpan.FromDays(10));
        await app.Get<RunSchedules>().Run(new(), default);
        Assert.Equal("active", await ControlAsync(app, "resume"));
        await app.Get<RunSchedules>().Run(new(), default);
        Assert.Empty((await app.Get<AnnouncementStore>().ListAsync(10, null, default)).Headers);
        Assert.Equal(204, (await Broadcasts.Maker.AsAsync(
            request => app.Get<ScheduleFunctions>().DeleteSchedule(request, "weekly", default))).Status);
        Assert.Empty(await CalendarAsync(app, "?from=2026-12-01&to=2026-12-31"));
    }

    [Fact]
    public async Task A_run_is_an_announcement_that_ends_with_its_window()
    {
        await using var app = await AppAsync();
        await PutAsync(app, "weekly", Weekly());
        app.Time.SetUtcNow(new DateTimeOffset(2026, 11, 30, 4, 30, 5, TimeSpan.Zero));
        await app.Get<RunSchedules>().Run(new(), default);
        var made = Assert.Single((await app.Get<AnnouncementStore>().ListAsync(10, null, default)).Headers).Announcement;
        Assert.Equal(("weekly-20261130-1000", "notice_beware_of_fraud", "schedule"), (made.Reference, made.Template, made.Source));
        Assert.Equal(new DateTimeOffset(2026, 11, 30, 18, 0, 0, TimeSpan.FromMinutes(330)), made.ExpiresAt);
        await app.PlanAsync();
        await app.DeliverRoutineAsync();
        Assert.Equal("notice_beware_of_fraud", Assert.Single(app.Provider.Accepted).Said.Template.Name);
        var run = (await CalendarAsync(app, "?from=2026-11-30&to=2026-11-30"))[0];
        Assert.Equal(("announced", made.Id), (run.GetProperty("state").GetString(), run.GetProperty("announcement").GetString()));
    }

    [Fact]
    public async Task A_run_that_was_missed_is_made_while_its_window_is_open_and_reported_after_that()
    {
        await using var app = await AppAsync();
        await PutAsync(app, "weekly", Weekly());
        app.Time.SetUtcNow(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));
        await app.Get<RunSchedules>().Run(new(), default);
        Assert.Single((await app.Get<AnnouncementStore>().ListAsync(10, null, default)).Headers);

        app.Time.SetUtcNow(new DateTimeOffset(2026, 12, 7, 13, 0, 0, TimeSpan.Zero));
        await app.Get<RunSchedules>().Run(new(), default);
        Assert.Single((await app.Get<AnnouncementStore>().ListAsync(10, null, default)).Headers);
        Assert.Equal("missed", (await CalendarAsync(app, "?from=2026-12-07&to=2026-12-07"))[0].GetProperty("state").GetString());
        var alert = Assert.Single(await app.Get<Alerts>().ListAsync(open: true, 10, default));
        Assert.Equal(("schedule-missed", "weekly"), (alert.Kind, alert.Subject));

        app.Time.SetUtcNow(new DateTimeOffset(2026, 12, 14, 5, 0, 0, TimeSpan.Zero));
        await app.Get<RunSchedules>().Run(new(), default);
        Assert.Empty(await app.Get<Alerts>().ListAsync(open: true, 10, default));
        Assert.Equal(2, (await app.Get<AnnouncementStore>().ListAsync(10, null, default)).Headers.Count);
    }

    [Fact]
    public async Task What_whatsapp_refuses_is_passed_over_and_where_nothing_is_left_that_is_said()
    {
        await using var app = await AppAsync();
        await PutAsync(app, "weekly", Weekly());
        await app.Get<TemplateStates>().NoteAsync("notice_beware_of_fraud", "acs", ["mr"], TemplateState.Rejected, default);
        app.Time.SetUtcNow(new DateTimeOffset(2026, 11, 30, 5, 0, 0, TimeSpan.Zero));
        await app.Get<RunSchedules>().Run(new(), default);
        Assert.Equal(
            "notice_register_mobile", Assert.Single((await app.Get<AnnouncementStore>().ListAsync(10, null, default)).Headers).Announcement.Template);
        await app.Get<TemplateStates>().NoteAsync("notice_register_mobile", "acs", ["hi"], TemplateState.Paused, default);
        app.Time.SetUtcNow(new DateTimeOffset(2026, 12, 7, 5, 0, 0, TimeSpan.Zero));
        await app.Get<RunSchedules>().Run(new(), default);
        Assert.Equal("nothing-to-send", (await CalendarAsync(app, "?from=2026-12-07&to=2026-12-07"))[0].GetProperty("state").GetString());
        Assert.Single(await app.Get<Alerts>().ListAsync(open: true, 10, default));
    }

    [Fact]
    public async Task Values_fill_in_a_single_item_and_everything_wrong_is_said_at_once()
    {
        await using var app = await AppAsync();
        var days = new[] { "1 ते 3 डिसेंबर" };
        var (status, body, _) = await PutAsync(app, "reading", new
        {
            name = "Reading", once = "2026-12-01T10:00:00+05:30", items = new[] { "meter-reading" }, values = new { mr = days, hi = days, en = days },
            audience = new { offices = new[] { "SEC-1" } },
        });
        Assert.True(status == 200, body.ToString());
        (status, body, _) = await PutAsync(app, "reading", new
        {
            name = "Reading", once = "2026-12-01T10:00:00+05:30", items = new[] { "meter-reading" }, audience = new { offices = new[] { "SEC-1" } },
        });
        Assert.Equal((400, "values:required"), (status, Call.Errors(body)));
        (status, body, _) = await PutAsync(app, "x y", new
        {
            name = "", cron = "* * * * *", window = "18-9", until = "tomorrow", items = new[] { "wet-hands" }, rotate = new { kind = "joke" },
            audience = new { offices = new[] { "X" } },
        });
        Assert.Equal(400, status);
        Assert.Equal(
            "audience.offices[0]:unknown-office cron:too-often id:id name:required rotate.kind:one-of rotate:either until:date window:window",
            Call.Errors(body));
        (_, body, _) = await PutAsync(app, "x", new { name = "x", cron = "61 * * * *", items = new[] { "no-such" }, audience = new { offices = new[] { "DIV" } } });
        Assert.Equal("cron:ncrontab", Call.Errors(body));
        (_, body, _) = await PutAsync(app, "x", new { name = "x", cron = "0 6 * * *", window = "09:00-18:00", items = new[] { "rccb" }, audience = new { offices = new[] { "DIV" } } });
        Assert.Equal("cron:never", Call.Errors(body));
    }

    private static object Weekly() => new
    {
        name = "Weekly notice", cron = "0 10 * * 1", window = "09:00-18:00", until = "2027-03-31", except = new[] { "2026-12-28" },
        items = new[] { "beware-of-fraud", "register-mobile" }, audience = new { offices = new[] { "DIV" } },
    };

    private static Task<(int Status, JsonElement Body, string? Location)> PutAsync(App app, string id, object body) =>
        Broadcasts.Maker.AsAsync(request => app.Get<ScheduleFunctions>().PutSchedule(request, id, default), body);

    private static async Task<string?> ControlAsync(App app, string action) => (await Broadcasts.Maker.AsAsync(
        request => app.Get<ScheduleFunctions>().ControlSchedule(request, "weekly", action, default)))
        .Body.GetProperty("schedule").GetProperty("state").GetString();

    private static async Task<IReadOnlyList<JsonElement>> CalendarAsync(App app, string query) => [.. (await Broadcasts.Maker.AsAsync(
        request => app.Get<ScheduleFunctions>().ListSchedules(request, default), query: query)).Body.GetProperty("runs").EnumerateArray()];

    private async Task<App> AppAsync()
    {
        var app = App.Create(azurite);
        await app.ImportAsync(Some.Offices, Some.Groups, Some.MembersHeader + Broadcasts.Member("A", 1, 1));
        return app;
    }
}
