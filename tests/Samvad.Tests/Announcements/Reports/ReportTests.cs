using System.Text;
using Microsoft.AspNetCore.Http;
using Samvad.Announcements;
using Samvad.Announcements.Reports;
using Samvad.Consumers;
using Samvad.Dialogue;
using Samvad.Outages;
using Samvad.Tests.Consumers;
using Samvad.Tests.Tracking;
using Samvad.WhatsApp;

namespace Samvad.Tests.Announcements.Reports;

/// <summary>Four people of group A are sent a tip; one of them is not reached, one has not agreed.</summary>
public sealed class ReportTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task The_end_report_says_what_came_of_it_and_what_it_moved_people_to()
    {
        await using var app = await AppAsync();
        var id = await ToldAsync(app);
        var rows = await app.RowsAsync(id);
        await app.ApplyAsync(rows[0].Event("Delivered"), rows[1].Event("Read"), rows[2].Event("Failed", "131026"));
        await HearAsync(app, 1, "thanks for the tip");
        await HearAsync(app, 1, "thanks again");
        await HearAsync(app, 2, "STOP");
        var (_, body, _) = await Broadcasts.Maker.AsAsync(
            request => app.Get<ReportFunctions>().ShowReport(request, id, default), query: "?languages=true");
        var counts = body.GetProperty("counts");
        Assert.Equal(
            (4, 2, 2, 1),
            (counts.GetProperty("audience").GetInt32(), counts.GetProperty("sent").GetInt32(), counts.GetProperty("delivered").GetInt32(), counts.GetProperty("read").GetInt32()));
        Assert.Equal("131026", body.GetProperty("failed")[0].GetProperty("code").GetString());
        Assert.Contains("Not on WhatsApp", body.GetProperty("failed")[0].GetProperty("reason").GetString());
        Assert.Equal("did not agree to the topic", body.GetProperty("skipped")[0].GetProperty("meaning").GetString());
        Assert.Equal((1, 1), (body.GetProperty("optOuts").GetInt32(), body.GetProperty("replies").GetInt32()));
        Assert.Equal(("SEC-1", 2), (body.GetProperty("offices")[0].GetProperty("office").GetString(), body.GetProperty("offices")[0].GetProperty("sent").GetInt32()));
        Assert.Equal(4, body.GetProperty("languages")[0].GetProperty("counts").GetProperty("audience").GetInt32());
    }

    [Fact]
    public async Task The_report_is_also_csv_with_a_line_for_each_reason()
    {
        await using var app = await AppAsync();
        var id = await ToldAsync(app);
        await app.ApplyAsync((await app.RowsAsync(id))[2].Event("Failed", "131026"));
        var context = new DefaultHttpContext().By();
        context.Request.QueryString = new("?format=csv");
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        await (await app.Get<ReportFunctions>().ShowReport(context.Request, id, default)).ExecuteAsync(context);
        var lines = Encoding.UTF8.GetString(answer.ToArray()).Split("\r\n");
        Assert.Equal("office,name,figure,reason,people,meaning", lines[0]);
        Assert.Contains(",,audience,,4,", lines);
        Assert.Contains(lines, line => line.StartsWith("SEC-1,Section 1,failed,131026,1,", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith(",,skipped,no-consent,1,did not agree", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith(",,opt-outs,,0,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Progress_says_how_fast_it_goes_and_where_it_is_how_far()
    {
        await using var app = await AppAsync();
        var id = await app.Get<Announcing>().AnnounceAsync(await TipAsync(app), default);
        await app.Get<Samvad.Announcements.Planning>().PlanAsync(new(id), default);
        var before = await ProgressAsync(app, id);
        Assert.Equal((4, 4), (before.GetProperty("queued").GetInt32(), before.GetProperty("offices")[0].GetProperty("queued").GetInt32()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, before.GetProperty("perSecond").ValueKind);
        await app.DeliverRoutineAsync();
        app.Time.Advance(TimeSpan.FromSeconds(1));
        var after = await ProgressAsync(app, id);
        Assert.Equal((0, 4), (after.GetProperty("queued").GetInt32(), after.GetProperty("done").GetInt32()));
        Assert.InRange(after.GetProperty("perSecond").GetDouble(), 0.5, 5);
    }

    [Fact]
    public async Task Who_writes_after_an_outage_or_a_day_later_was_not_moved_by_the_tip()
    {
        await using var app = await AppAsync();
        var id = await ToldAsync(app);
        await HearAsync(app, 4, "hello");
        app.Time.Advance(TimeSpan.FromMinutes(5));
        await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed));
        app.Time.Advance(TimeSpan.FromMinutes(5));
        await HearAsync(app, 1, "light gone");
        var answered = (await app.RowsAsync(id))[1].MessageId;
        await HearAsync(app, 2, "about the tip", answered);
        app.Time.Advance(TimeSpan.FromHours(30));
        await HearAsync(app, 3, "STOP");
        var counted = await app.Get<Reactions>().CountAsync(id, default);
        Assert.Equal((1, 0), (counted[Reaction.Reply], counted[Reaction.OptOut]));
    }

    [Fact]
    public async Task A_test_goes_to_named_staff_alone_and_leaves_no_announcement()
    {
        await using var app = await AppAsync();
        await app.ImportAsync($"phone,name,role,office,group,language\n{Some.Phone(50)},अभियंता,engineer,SEC-1,,en\n");
        var functions = app.Get<TestSendFunctions>();
        var (status, body, _) = await Broadcasts.Maker.AsAsync(
            request => functions.SendTest(request, default),
            new { item = "wet-hands", to = new[] { Some.Phone(50) }, languages = new[] { "mr", "en" } });
        Assert.True(status == 200, body.ToString());
        Assert.Equal(["accepted mr", "accepted en"], body.GetProperty("sent").EnumerateArray().Select(
            one => $"{one.GetProperty("state").GetString()} {one.GetProperty("language").GetString()}"));
        Assert.DoesNotContain(Some.Phone(50), body.ToString());
        Assert.Equal(["Section 1", "TEST"], app.Provider.Accepted.Last().Said.Values);
        Assert.Empty((await app.Get<AnnouncementStore>().ListAsync(10, null, default)).Headers);
        (status, body, _) = await Broadcasts.Maker.AsAsync(
            request => functions.SendTest(request, default), new { item = "none", to = new[] { Some.Phone(1) }, languages = new[] { "fr" } });
        Assert.Equal((400, "item:unknown-item languages[0]:one-of to[0]:not-staff"), (status, Call.Errors(body)));
        app.Provider.Answer = (_, _) => SendOutcome.Failed("132001");
        (_, body, _) = await Broadcasts.Maker.AsAsync(
            request => functions.SendTest(request, default), new { item = "wet-hands", to = new[] { Some.Phone(50) } });
        Assert.Equal("132001", body.GetProperty("sent")[0].GetProperty("code").GetString());
    }

    private static async Task<System.Text.Json.JsonElement> ProgressAsync(App app, string id) => (await Broadcasts.Maker.AsAsync(
        request => app.Get<ReportFunctions>().ShowProgress(request, id, default))).Body;

    private static async Task<string> ToldAsync(App app) => await app.SendAsync(await TipAsync(app));

    private static async Task<Announcement> TipAsync(App app)
    {
        var check = new FieldCheck();
        var announcement = await app.Get<AnnouncementReader>().ReadAsync(
            new(
                "TIP-1", null, null, null, null, null, null, null, Broadcasts.Expiry, "wet-hands",
                new(Offices: ["DIV"])),
            Broadcasts.Maker, isDraft: false, check, default);
        Assert.Empty(check.Faults);
        return announcement;
    }

    private static Task HearAsync(App app, int person, string text, string? repliedTo = null)
    {
        var at = app.Time.GetUtcNow();
        var letter = new InboundEvent($"in-{person}-{at.Ticks}", Some.Address(person), default)
        {
            Provider = "acs", Channel = "11111111-1111-1111-1111-111111111111", Kind = InboundKind.Text, Text = text, At = at,
            RepliedTo = repliedTo,
        };
        return app.Get<Conversing>().HearAsync(letter, at, default);
    }

    private async Task<App> AppAsync()
    {
        var app = App.Create(azurite);
        await app.ImportAsync(
            Some.Offices, Some.Groups,
            Some.MembersHeader + string.Concat(Enumerable.Range(1, 3).Select(person => Broadcasts.Member("A", person, person)))
                + Broadcasts.Member("A", 4, 4, consents: "yes,no,no,no"));
        return app;
    }
}
