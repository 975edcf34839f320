using System.Text.Json;
using Samvad.Announcements;
using Samvad.Announcements.DryRuns;
using Samvad.Announcements.Library;
using Samvad.Tests.Consumers;
using Samvad.WhatsApp.Channels;

namespace Samvad.Tests.Announcements.DryRuns;

/// <summary>Group A: four people who agreed to all, one to nothing.</summary>
public sealed class OutlookTests(AzuriteFixture azurite)
{
    private const string Channel = "11111111-1111-1111-1111-111111111111";

    [Fact]
    public async Task A_dry_run_is_asked_for_run_and_read_with_figures_cost_minutes_and_texts()
    {
        await using var app = await AppAsync();
        await app.Get<ChannelStore>().ChangeAsync(Channel, before => before! with { MessagesPerSecond = 0.1 }, default);
        var result = await RunAsync(app, new { announcement = Tip() });
        Assert.Equal((4, 5, 2), (Number(result, "people"), Number(result, "audience"), Number(result, "groups")));
        Assert.Equal(1, Number(result.GetProperty("skipped"), "no-consent"));
        Assert.Equal(("SEC-1", 4), (result.GetProperty("offices")[0].GetProperty("office").GetString(), Number(result.GetProperty("offices")[0], "people")));
        var channel = result.GetProperty("channels")[0];
        Assert.Equal((4, 0.7), (Number(channel, "people"), channel.GetProperty("minutes").GetDouble()));
        var costs = result.GetProperty("costs").EnumerateArray().ToDictionary(
            cost => cost.GetProperty("currency").GetString()!, cost => cost.GetProperty("amount").GetDecimal());
        Assert.Equal((4 * 0.8631m, 4 * 0.005m), (costs["INR"], costs["USD"]));
        Assert.StartsWith("Wet hands\nMahavitaran: Electrical safety for our consumers in Section 1.", result.GetProperty("texts").GetProperty("en").GetString());
        Assert.Equal(["not-agreed", "template-not-approved"], Warnings(result));
        Assert.Empty(app.Provider.Accepted);
    }

    [Fact]
    public async Task What_is_queued_already_is_ahead()
    {
        await using var app = await AppAsync();
        await app.Get<ChannelStore>().ChangeAsync(Channel, before => before! with { MessagesPerSecond = 0.1 }, default);
        var (_, body, _) = await app.MakeAsync(Named(Tip(), "FIRST"));
        await app.Get<Samvad.Announcements.Planning>().PlanAsync(new(body.GetProperty("id").GetString()!), default);
        var channel = (await RunAsync(app, new { announcement = Tip() })).GetProperty("channels")[0];
        Assert.Equal((5, 1.5), (Number(channel, "queued"), channel.GetProperty("minutes").GetDouble()));
    }

    [Fact]
    public async Task It_warns_of_quiet_hours_daily_limit_expiry_and_refused_templates()
    {
        await using var app = await AppAsync();
        await app.Get<ChannelStore>().ChangeAsync(
            Channel, before => before! with { MessagesPerSecond = 0.001, DailyLimit = 3 }, default);
        await app.Get<TemplateStates>().NoteAsync("tip_wet_hands", "acs", ["mr"], TemplateState.Paused, default);
        app.Time.SetUtcNow(App.Start.AddHours(7));
        var result = await RunAsync(app, new { announcement = Tip("2026-11-24T01:00:00Z") });
        Assert.Equal(
            ["daily-limit", "expires-before-end", "not-agreed", "quiet-hours", "template-not-approved"], Warnings(result));
        Assert.Equal((3, 1), (Number(result.GetProperty("channels")[0], "headroom"), Number(result.GetProperty("channels")[0], "shortfall")));
        Assert.Contains("mr paused", result.GetProperty("warnings").ToString());

        await app.Get<TemplateStates>().NoteAsync("tip_wet_hands", "acs", ["mr", "hi", "en"], TemplateState.Approved, default);
        Assert.DoesNotContain("template-not-approved", Warnings(await RunAsync(app, new { announcement = Tip() })));
    }

    [Fact]
    public async Task Marketing_under_a_topic_that_nobody_agreed_to_it_for_is_warned_of()
    {
        await using var app = await AppAsync();
        var result = await RunAsync(app, new
        {
            announcement = new { topic = "outage", template = "safety_monsoon", audience = new { offices = new[] { "DIV" } } },
        });
        Assert.Contains("marketing-without-consent", Warnings(result));
    }

    [Fact]
    public async Task An_audience_alone_is_counted_and_a_faulty_question_is_answered_at_once()
    {
        await using var app = await AppAsync();
        var result = await RunAsync(app, new { audience = new { offices = new[] { "DIV" } }, topic = "service" });
        Assert.Equal((4, 0), (Number(result, "people"), result.GetProperty("costs").GetArrayLength()));
        var (status, body, _) = await Broadcasts.Maker.AsAsync(
            request => app.Get<DryRunFunctions>().AskDryRun(request, default),
            new { announcement = new { item = "no-such", audience = new { offices = new[] { "X" } } } });
        Assert.Equal((400, "audience.offices[0]:unknown-office item:unknown-item"), (status, Call.Errors(body)));
        (status, _, _) = await Broadcasts.Maker.AsAsync(request => app.Get<DryRunFunctions>().ShowDryRun(request, "x", default));
        Assert.Equal(404, status);
    }

    [Fact]
    public void Work_rests_in_the_quiet_hours()
    {
        var evening = new DateTimeOffset(2026, 11, 23, 21, 0, 0, TimeSpan.FromMinutes(330));
        Assert.Equal(evening.AddHours(1), Timeline.EndOf(evening, TimeSpan.FromHours(1), "22-07"));
        Assert.Equal(evening.AddHours(11), Timeline.EndOf(evening, TimeSpan.FromHours(2), "22-07"));
        Assert.Equal(evening.AddHours(10 + 15 + 9 + 1), Timeline.EndOf(evening, TimeSpan.FromHours(17), "22-07"));
        Assert.Equal(evening.AddHours(12), Timeline.EndOf(evening.AddHours(3), TimeSpan.FromHours(2), "22-07"));
        Assert.Equal(evening.AddHours(17), Timeline.EndOf(evening, TimeSpan.FromHours(17), null));
    }

    private static object Tip(string expiresAt = Broadcasts.Expiry) =>
        new { item = "wet-hands", audience = new { offices = new[] { "DIV" } }, expiresAt };

    private static Dictionary<string, object?> Named(object tip, string name)
    {
        var body = JsonSerializer.SerializeToElement(tip).Deserialize<Dictionary<string, object?>>()!;
        body["externalId"] = name;
        return body;
    }

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static IEnumerable<string?> Warnings(JsonElement result) =>
        result.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetProperty("code").GetString()).Order();

    /// <summary>As a page does: asks, lets the queue be worked off, reads.</summary>
    private static async Task<JsonElement> RunAsync(App app, object question)
    {
        var functions = app.Get<DryRunFunctions>();
        var (status, body, location) = await Broadcasts.Maker.AsAsync(request => functions.AskDryRun(request, default), question);
        var id = body.GetProperty("id").GetString()!;
        Assert.Equal((202, $"/api/dry-runs/{id}"), (status, location));
        (_, body, _) = await Broadcasts.Maker.AsAsync(request => functions.ShowDryRun(request, id, default));
        Assert.Equal("queued", body.GetProperty("state").GetString());
        await app.Get<DryRunning>().RunAsync(id, default);
        (_, body, _) = await Broadcasts.Maker.AsAsync(request => functions.ShowDryRun(request, id, default));
        Assert.Equal(100, body.GetProperty("percent").GetInt32());
        return body.GetProperty("result");
    }

    private async Task<App> AppAsync()
    {
        var app = App.Create(azurite);
        await app.ImportAsync(
            Some.Offices,
            Some.Groups,
            Some.MembersHeader + string.Concat(Enumerable.Range(1, 4).Select(person => Broadcasts.Member("A", person, person)))
                + Broadcasts.Member("A", 5, 5, consents: "no,no,no,no"));
        await app.Get<ChannelStore>().AllAsync(default);
        return app;
    }
}
