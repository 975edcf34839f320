using System.Text;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Samvad.Intake;
using Samvad.Outages;
using Samvad.Storage;
using Samvad.Tests.Consumers;
using Samvad.WhatsApp;

namespace Samvad.Tests.Intake;

/// <summary>Group A: 3 people in Marathi, Hindi and without consent, all on feeder F-1.</summary>
public sealed class ManualTests(AzuriteFixture azurite)
{
    private const string Outage = """{"source":"manual","externalId":"M-1","state":"confirmed","causeCode":"treeDown","start":"2026-11-23T09:00:00Z","etr":"2026-11-23T13:00:00Z","feeders":["F-1"]}""";

    [Fact]
    public async Task An_operator_needs_no_revision_and_a_dry_run_says_who_would_be_told_what()
    {
        await using var app = await StartAsync();
        var answer = await PostAsync(app, "?dryRun=true", Outage, (OutageFunctions door, HttpRequest request) => door.ReportOutages(request, default));
        var told = answer.GetProperty("dryRun")[0];
        Assert.Equal("off", told.GetProperty("notice").GetString());
        var announcement = told.GetProperty("announcement");
        Assert.Equal((1, 2), (announcement.GetProperty("groups").GetInt32(), announcement.GetProperty("people").GetInt32()));
        Assert.Equal(1, announcement.GetProperty("skipped").EnumerateObject().Sum(reason => reason.Value.GetInt32()));
        Assert.Equal((1, 1), (announcement.GetProperty("languages").GetProperty("hi").GetInt32(), announcement.GetProperty("languages").GetProperty("mr").GetInt32()));
        Assert.Contains("Section 1", announcement.GetProperty("texts").GetProperty("en").GetString());
        Assert.Contains("शाखा १", announcement.GetProperty("texts").GetProperty("mr").GetString());
        Assert.Equal(0, await QueuedAsync(app));
        Assert.Null(await app.Get<OutageStore>().FindAsync("manual", "M-1", default));
    }

    [Fact]
    public async Task What_a_dry_run_counts_is_what_the_real_run_sends()
    {
        await using var app = await StartAsync();
        var dry = await PostAsync(app, "?dryRun=true", Outage, (OutageFunctions door, HttpRequest request) => door.ReportOutages(request, default));
        var id = await app.TellAsync(app.Report("M-1", 1, OutageState.Confirmed) with { Source = "manual" });
        var counts = await app.CountsAsync(id!);
        Assert.Equal(
            dry.GetProperty("dryRun")[0].GetProperty("announcement").GetProperty("people").GetInt32(), app.Provider.Accepted.Count);
        Assert.Equal(3, counts.Audience);
    }

    [Fact]
    public async Task Restore_and_a_new_time_change_what_is_known_and_take_no_revision_from_the_source()
    {
        await using var app = await StartAsync();
        await app.TellAsync(app.Report("M-1", 4, OutageState.Confirmed));
        await PostAsync(app, "", """{"etr":"2026-11-23T15:00:00Z"}""", (Manual hand, HttpRequest request) => hand.ChangeEtr(request, "oms", "M-1", default));
        var etr = await ApplyNextAsync(app);
        Assert.Equal((4, new DateTimeOffset(2026, 11, 23, 15, 0, 0, TimeSpan.Zero)), (etr.Revision, etr.Etr));
        Assert.Equal((4, OutageState.Confirmed), await KnownAsync(app));
        await PostAsync(app, "", "", (Manual hand, HttpRequest request) => hand.RestoreOutage(request, "oms", "M-1", default));
        var restored = await ApplyNextAsync(app);
        Assert.Equal((4, OutageState.Restored), (restored.Revision, restored.State));
        // Again changes nothing; and what is over cannot be called off.
        await PostAsync(app, "", "", (Manual hand, HttpRequest request) => hand.RestoreOutage(request, "oms", "M-1", default));
        Assert.Equal(0, await QueuedAsync(app));
        var conflict = await PostAsync(app, "", "", (Manual hand, HttpRequest request) => hand.CancelOutage(request, "oms", "M-1", default));
        Assert.Equal(409, conflict.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task The_next_revision_of_the_source_counts_over_a_change_by_hand()
    {
        await using var app = await StartAsync();
        await app.TellAsync(app.Report("M-1", 4, OutageState.Confirmed));
        await PostAsync(app, "", """{"etr":"2026-11-23T15:00:00Z"}""", (Manual hand, HttpRequest request) => hand.ChangeEtr(request, "oms", "M-1", default));
        await ApplyNextAsync(app);
        await app.TellAsync(app.Report("M-1", 5, OutageState.Restored));
        Assert.Equal((5, OutageState.Restored), await KnownAsync(app));
        Assert.Equal("outage_restored", Assert.IsType<TemplateContent>(app.Provider.Accepted.Last().Content).Template.Name);
    }

    [Fact]
    public async Task A_change_by_hand_counts_though_a_newer_revision_was_waiting_before_it()
    {
        await using var app = await StartAsync();
        await app.TellAsync(app.Report("M-1", 4, OutageState.Confirmed));
        await PostAsync(app, "", "", (Manual hand, HttpRequest request) => hand.RestoreOutage(request, "oms", "M-1", default));
        await app.TellAsync(app.Report("M-1", 5, OutageState.EtrChanged, etr: App.Start.AddHours(4)));
        await ApplyNextAsync(app);
        Assert.Equal((5, OutageState.Restored), await KnownAsync(app));
    }

    [Fact]
    public async Task Two_changes_by_hand_at_once_both_count()
    {
        await using var app = await StartAsync();
        await app.TellAsync(app.Report("M-1", 4, OutageState.Confirmed));
        await PostAsync(app, "", """{"etr":"2026-11-23T15:00:00Z"}""", (Manual hand, HttpRequest request) => hand.ChangeEtr(request, "oms", "M-1", default));
        await PostAsync(app, "", "", (Manual hand, HttpRequest request) => hand.RestoreOutage(request, "oms", "M-1", default));
        await ApplyNextAsync(app);
        await ApplyNextAsync(app);
        Assert.Equal((4, OutageState.Restored), await KnownAsync(app));
        var revisions = await app.Get<OutageStore>().RevisionsAsync("oms", "M-1", default);
        Assert.Equal([false, true, true], revisions.Select(revision => revision.AmendedAt is not null));
    }

    private static async Task<(long, OutageState)> KnownAsync(App app)
    {
        var report = (await app.Get<OutageStore>().FindAsync("oms", "M-1", default))!.Report;
        return (report.Revision, report.State);
    }

    [Theory]
    [InlineData("", "etr")]
    [InlineData("{}", "etr")]
    [InlineData("[]", "")]
    [InlineData("""{"etr":"soon"}""", "etr")]
    [InlineData("""{"etr":"2026-11-20T15:00:00Z"}""", "etr")]
    [InlineData("""{"etr":"2026-11-23T15:00:00Z","why":1}""", "why")]
    public async Task A_body_that_cannot_be_followed_is_told_why(string body, string field)
    {
        await using var app = await StartAsync();
        await app.TellAsync(app.Report("M-1", 4, OutageState.Confirmed));
        var answer = await PostAsync(app, "", body, (Manual hand, HttpRequest request) => hand.ChangeEtr(request, "oms", "M-1", default));
        Assert.Equal(field, answer.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    private async Task<App> StartAsync()
    {
        var app = App.Create(azurite);
        await app.ImportAsync(
            Some.Offices, Some.Groups,
            Some.MembersHeader + Some.Row("A", 1, 1) + Some.Row("A", 2, 2, language: "hi") + Some.Row("A", 3, 3, outage: "no"));
        return app;
    }

    private static async Task<OutageReport> ApplyNextAsync(App app)
    {
        await using var session = await app.Broker.AcceptNextSessionAsync(QueueNames.OutageEvents);
        var message = await session.ReceiveMessageAsync(TimeSpan.FromSeconds(5));
        while (message?.Subject is not null)
        {
            // What the rules put there for later.
            await session.CompleteMessageAsync(message);
            message = await session.ReceiveMessageAsync(TimeSpan.FromSeconds(5));
        }

        var report = JsonSerializer.Deserialize(message!.Body.ToMemory().Span, OutageJson.Default.OutageReport)!;
        await app.Get<OutageLifecycle>().ApplyAsync(report, default);
        await session.CompleteMessageAsync(message);
        return report;
    }

    private static async Task<int> QueuedAsync(App app)
    {
        using var wait = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        try
        {
            await using var session = await app.Broker.AcceptNextSessionAsync(QueueNames.OutageEvents, cancellationToken: wait.Token);
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }

    private static async Task<JsonElement> PostAsync<T>(
        App app, string query, string body, Func<T, HttpRequest, Task<IResult>> call)
        where T : notnull
    {
        var context = new DefaultHttpContext { RequestServices = app.Get<IServiceProvider>() }.By();
        context.Request.QueryString = new QueryString(query);
        context.Request.Path = "/api/outages";
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        await (await call(app.Get<T>(), context.Request)).ExecuteAsync(context);
        return JsonDocument.Parse(Encoding.UTF8.GetString(answer.ToArray())).RootElement;
    }
}
