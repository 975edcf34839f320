using System.Text.Json;
using Microsoft.Extensions.Options;
using Samvad.Access;
using Samvad.Announcements;
using Samvad.Announcements.Approvals;
using Samvad.Announcements.DryRuns;
using Samvad.Announcements.Schedules;
using Samvad.Tests.Consumers;

namespace Samvad.Tests.Announcements.Approvals;

/// <summary>Groups A and B with four people each, three of whom agreed to tips; more than five people need an approval.</summary>
public sealed class ApprovalTests(AzuriteFixture azurite)
{
    private static readonly object Large = new
    {
        externalId = "TIP-1", item = "wet-hands", audience = new { offices = new[] { "DIV" } }, expiresAt = Broadcasts.Expiry,
    };

    [Fact]
    public async Task A_large_audience_waits_for_a_second_person_who_sees_the_dry_run()
    {
        await using var app = await AppAsync();
        var (status, body, location) = await app.MakeAsync(Large);
        var id = body.GetProperty("approval").GetString()!;
        Assert.Equal((202, $"/api/approvals/{id}", "counting"), (status, location, State(body)));
        Assert.Equal(409, (await DecideAsync(app, id, "approve", Broadcasts.Checker)).Status);
        await CountAsync(app, body);

        (_, body, _) = await Broadcasts.Checker.AsAsync(request => app.Get<ApprovalFunctions>().ShowApproval(request, id, default));
        Assert.Equal("waiting", State(body.GetProperty("approval")));
        Assert.Equal(6, body.GetProperty("dryRun").GetProperty("result").GetProperty("people").GetInt32());
        Assert.True(body.GetProperty("approval").GetProperty("mayDecide").GetBoolean());
        Assert.Empty((await app.Get<AnnouncementStore>().ListAsync(10, null, default)).Headers);

        (status, body, _) = await DecideAsync(app, id, "approve", Broadcasts.Checker);
        Assert.Equal((200, "approved"), (status, State(body.GetProperty("approval"))));
        var made = Assert.Single((await app.Get<AnnouncementStore>().ListAsync(10, null, default)).Headers);
        Assert.Equal(("TIP-1", made.Announcement.Id), (made.Announcement.Reference, body.GetProperty("approval").GetProperty("announcement").GetString()));
        Assert.Equal(
            ["counting maker", "waiting ", "approved checker"],
            body.GetProperty("approval").GetProperty("history").EnumerateArray().Select(step => $"{State(step)} {step.GetProperty("by").GetString()}"));

        // Again by whoever did not hear the answer: the same announcement, no second one.
        Assert.Equal(200, (await DecideAsync(app, id, "approve", Broadcasts.Checker)).Status);
        (status, body, _) = await app.MakeAsync(Large);
        Assert.Equal((202, made.Announcement.Id), (status, body.GetProperty("id").GetString()));
        Assert.Single((await app.Get<AnnouncementStore>().ListAsync(10, null, default)).Headers);
    }

    [Fact]
    public async Task Nobody_decides_on_the_own_request_nor_without_being_an_approver()
    {
        await using var app = await AppAsync();
        var both = Broadcasts.Person("p:both", null, Role.Operator, Role.Approver);
        var (_, body, _) = await app.MakeAsync(Large, both);
        await CountAsync(app, body);
        var id = body.GetProperty("approval").GetString()!;
        Assert.Equal(403, (await DecideAsync(app, id, "approve", both)).Status);
        Assert.Equal(403, (await DecideAsync(app, id, "reject", both, "no")).Status);
        Assert.Equal(403, (await DecideAsync(app, id, "approve", Broadcasts.Maker)).Status);
        Assert.Equal(403, (await DecideAsync(app, id, "withdraw", Broadcasts.Checker)).Status);
        Assert.Equal(404, (await DecideAsync(app, id, "approve", Broadcasts.Person("p:far", "SEC-1", Role.Approver))).Status);
        Assert.Empty((await app.Get<AnnouncementStore>().ListAsync(10, null, default)).Headers);
        Assert.Equal(200, (await DecideAsync(app, id, "withdraw", both)).Status);
        Assert.Equal(409, (await DecideAsync(app, id, "approve", Broadcasts.Checker)).Status);
    }

    [Fact]
    public async Task A_rejection_needs_a_reason_and_ends_the_request()
    {
        await using var app = await AppAsync();
        var (_, body, _) = await app.MakeAsync(Large);
        await CountAsync(app, body);
        var id = body.GetProperty("approval").GetString()!;
        Assert.Equal(400, (await DecideAsync(app, id, "reject", Broadcasts.Checker)).Status);
        Assert.Equal(200, (await DecideAsync(app, id, "reject", Broadcasts.Checker, "Not in the exam week.")).Status);
        Assert.Equal(409, (await app.MakeAsync(Large)).Status);
        Assert.Empty((await app.Get<AnnouncementStore>().ListAsync(10, null, default)).Headers);
    }

    [Fact]
    public async Task What_nobody_decides_in_time_expires()
    {
        await using var app = await AppAsync();
        var (_, body, _) = await app.MakeAsync(Large);
        await CountAsync(app, body);
        var id = body.GetProperty("approval").GetString()!;
        app.Time.Advance(TimeSpan.FromHours(49));
        Assert.Equal(409, (await DecideAsync(app, id, "approve", Broadcasts.Checker)).Status);
        await app.Get<WatchApprovals>().Run(new(), default);
        var (_, list, _) = await Broadcasts.Checker.AsAsync(
            request => app.Get<ApprovalFunctions>().ListApprovals(request, default), query: "?state=expired");
        Assert.Equal(id, list.GetProperty("approvals")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_dry_run_that_finds_few_lets_it_go_without_anybody()
    {
        await using var app = await AppAsync();
        var (_, body, _) = await app.MakeAsync(new
        {
            externalId = "TIP-2", item = "wet-hands", expiresAt = Broadcasts.Expiry,
            audience = new { offices = new[] { "DIV" }, categories = new[] { "commercial" } },
        });
        await CountAsync(app, body);
        Assert.Equal("TIP-2", Assert.Single((await app.Get<AnnouncementStore>().ListAsync(10, null, default)).Headers).Announcement.Reference);
    }

    [Fact]
    public async Task An_emergency_goes_at_once_with_its_reason_where_the_matter_is_urgent()
    {
        await using var app = await AppAsync();
        var audience = new { offices = new[] { "DIV" } };
        var (status, body, _) = await app.MakeAsync(new
        {
            externalId = "E-1", topic = "outage", template = "outage_cancelled", audience, expiresAt = Broadcasts.Expiry,
            emergency = "Dam gates open at six.",
        });
        Assert.Equal((202, "accepted"), (status, State(body)));
        var made = await app.Get<AnnouncementStore>().FindAsync(body.GetProperty("id").GetString()!, default);
        Assert.Equal(("Dam gates open at six.", "maker"), (made!.Emergency, made.By!.Name));
        (status, body, _) = await app.MakeAsync(new
        {
            externalId = "E-2", item = "wet-hands", audience, expiresAt = Broadcasts.Expiry, emergency = "I am in a hurry.",
        });
        Assert.Equal((400, "emergency:not-urgent"), (status, Call.Errors(body)));
    }

    [Fact]
    public async Task A_schedule_runs_when_it_is_approved_and_asks_again_when_it_is_changed()
    {
        await using var app = await AppAsync();
        var (status, body, _) = await PutScheduleAsync(app, "0 10 * * *");
        Assert.Equal((200, "waiting"), (status, State(body.GetProperty("schedule"))));
        var id = body.GetProperty("approval").GetString()!;
        app.Time.Advance(TimeSpan.FromHours(24));
        await app.Get<RunSchedules>().Run(new(), default);
        Assert.Empty((await app.Get<AnnouncementStore>().ListAsync(10, null, default)).Headers);
        await CountAsync(app, (await app.Get<ApprovalStore>().FindAsync(id, default))!.DryRun);
        Assert.Equal(200, (await DecideAsync(app, id, "approve", Broadcasts.Checker)).Status);
        app.Time.SetUtcNow(new DateTimeOffset(2026, 11, 25, 10, 1, 0, TimeSpan.FromMinutes(330)));
        await app.Get<RunSchedules>().Run(new(), default);
        Assert.Single((await app.Get<AnnouncementStore>().ListAsync(10, null, default)).Headers);

        (_, body, _) = await PutScheduleAsync(app, "0 11 * * *");
        Assert.Equal(("waiting", 2), (State(body.GetProperty("schedule")), body.GetProperty("schedule").GetProperty("version").GetInt32()));
        id = body.GetProperty("approval").GetString()!;
        await CountAsync(app, (await app.Get<ApprovalStore>().FindAsync(id, default))!.DryRun);
        Assert.Equal(200, (await DecideAsync(app, id, "reject", Broadcasts.Checker, "Too late in the morning.")).Status);
        app.Time.Advance(TimeSpan.FromHours(48));
        await app.Get<RunSchedules>().Run(new(), default);
        Assert.Single((await app.Get<AnnouncementStore>().ListAsync(10, null, default)).Headers);
        Assert.Equal(ScheduleState.Refused, (await app.Get<ScheduleStore>().FindAsync("tips", default))!.State);
    }

    [Fact]
    public async Task A_kill_between_any_two_writes_of_an_approval_loses_nothing_and_announces_once()
    {
        for (var writes = 0; writes < 6; writes++)
        {
            await using var app = await AppAsync();
            var (_, body, _) = await app.MakeAsync(Large);
            await CountAsync(app, body);
            var id = body.GetProperty("approval").GetString()!;
            HostKills.Arm(writes);
            try
            {
                await DecideAsync(app, id, "approve", Broadcasts.Checker);
            }
            catch (OperationCanceledException)
            {
                // The host is gone; another one looks after what it left.
            }

            HostKills.Disarm();
            await app.Get<WatchApprovals>().Run(new(), default);
            if ((await app.Get<ApprovalStore>().FindAsync(id, default))!.State == ApprovalState.Waiting)
                Assert.Equal(200, (await DecideAsync(app, id, "approve", Broadcasts.Checker)).Status);
            await app.PlanAsync();
            var made = Assert.Single((await app.Get<AnnouncementStore>().ListAsync(10, null, default)).Headers);
            Assert.Equal(AnnouncementState.Planned, made.State);
        }
    }

    private static string? State(JsonElement element) => element.GetProperty("state").GetString();

    private static Task CountAsync(App app, JsonElement asked) => CountAsync(app, asked.GetProperty("dryRun").GetString()!);

    private static Task CountAsync(App app, string dryRun) => app.Get<DryRunning>().RunAsync(dryRun, default);

    private static Task<(int Status, JsonElement Body, string? Location)> DecideAsync(
        App app, string id, string action, Caller caller, string? reason = null) => caller.AsAsync(
        request => app.Get<ApprovalFunctions>().DecideApproval(request, id, action, default), reason is null ? null : new { reason });

    private static Task<(int Status, JsonElement Body, string? Location)> PutScheduleAsync(App app, string cron) => Broadcasts.Maker.AsAsync(
        request => app.Get<ScheduleFunctions>().PutSchedule(request, "tips", default),
        new { name = "Tips", cron, rotate = new { kind = "tip", inSeason = true }, audience = new { offices = new[] { "DIV" } } });

    private async Task<App> AppAsync()
    {
        var app = App.Create(azurite, options => options.AddPolicy(new HostKills(), Azure.Core.HttpPipelinePosition.PerCall));
        app.Get<IOptions<AnnouncementOptions>>().Value.ApprovalAbove = 5;
        await app.ImportAsync(Some.Offices, Some.Groups, Some.MembersHeader + string.Concat(Enumerable.Range(1, 8).Select(person =>
            Broadcasts.Member(
                person <= 4 ? "A" : "B", person, person, category: person % 4 == 1 ? "commercial" : "domestic",
                consents: person % 4 == 0 ? "yes,yes,no,no" : "yes,yes,yes,yes"))));
        return app;
    }
}
