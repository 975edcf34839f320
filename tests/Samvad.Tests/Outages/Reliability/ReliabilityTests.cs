using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Samvad.Access;
using Samvad.Announcements;
using Samvad.Outages;
using Samvad.Outages.Reliability;
using Samvad.Tests.Consumers;
using System.Text;
using System.Text.Json;

namespace Samvad.Tests.Outages.Reliability;

/// <summary>Group A: 4 consumers in town at section 1, group B: 6 in the country at section 2, all on feeder F-1.</summary>
public sealed class ReliabilityTests(AzuriteFixture azurite)
{
    private static readonly DateOnly November = new(2026, 11, 1);

    [Fact]
    public async Task The_indices_of_a_month_are_those_of_the_formulas()
    {
        await using var app = await StartAsync();
        await RecordAsync(app, "LONG", (OutageState.Confirmed, -100), (OutageState.Restored, -40));
        await RecordAsync(app, "BLINK", (OutageState.Confirmed, -30), (OutageState.Restored, -27));
        var lines = await app.Get<ReliabilityReport>().OfMonthAsync(November, null, OfficeScope.Everywhere, byFeeder: false, default);
        Assert.Equal(3, lines.Count);
        Assert.Equal((10, 1, 1), (lines[0].Consumers, lines[0].Sustained, lines[0].Momentary));
        Assert.Equal((1.0, 60.0, 60.0, 1.0), (lines[0].Saifi, lines[0].Saidi, lines[0].Caidi, lines[0].Maifi));
        Assert.Equal(["", "SEC-1", "SEC-2"], lines.Select(line => line.Office));
        var one = await app.Get<ReliabilityReport>().OfMonthAsync(November, "SEC-2", OfficeScope.Everywhere, byFeeder: true, default);
        Assert.Equal([(null, 6), ("F-1", 6)], one.Select(line => (line.Feeder, line.Consumers)));
        Assert.All(
            await app.Get<ReliabilityReport>().OfMonthAsync(November.AddMonths(1), null, OfficeScope.Everywhere, byFeeder: false, default),
            line => Assert.Equal((0, 0.0, null), (line.Sustained, line.Saifi, line.Caidi)));
    }

    [Fact]
    public async Task Outages_are_listed_newest_first_by_office_state_and_page()
    {
        await using var app = await StartAsync();
        await RecordAsync(app, "OLD", (OutageState.Confirmed, -100), (OutageState.Restored, -40));
        await RecordAsync(app, "NEW", (OutageState.Confirmed, -20));
        Assert.Equal(["NEW", "OLD"], await IdsAsync(app, ""));
        Assert.Equal(["NEW"], await IdsAsync(app, "?state=running&office=DIV"));
        Assert.Equal(["OLD"], await IdsAsync(app, "?state=restored"));
        Assert.Empty(await IdsAsync(app, "?since=2026-11-23T11:00:00Z"));
        var first = await GetAsync(app, "?top=1");
        Assert.Equal("NEW", first.GetProperty("outages")[0].GetProperty("externalId").GetString());
        var next = Uri.EscapeDataString(first.GetProperty("continuation").GetString()!);
        Assert.Equal(["OLD"], await IdsAsync(app, "?top=1&continuation=" + next));
    }

    [Fact]
    public async Task A_start_that_a_later_revision_corrects_moves_the_outage_in_the_book()
    {
        await using var app = await StartAsync();
        var report = app.Report("MOVED", 1, OutageState.Confirmed);
        await ApplyAsync(app, report);
        await ApplyAsync(app, report with { Revision = 2, Start = report.Start.AddMonths(-1) });
        Assert.Empty(await IdsAsync(app, "?since=2026-11-01T00:00:00Z"));
        Assert.Equal(["MOVED"], await IdsAsync(app, "?since=2026-10-01T00:00:00Z"));
    }

    [Fact]
    public async Task A_query_with_errors_is_told_all_of_them()
    {
        await using var app = await StartAsync();
        var answer = await GetAsync(app, "?state=7&office=NOWHERE&since=yesterday&top=0&continuation=x");
        Assert.Equal(
            ["office", "state", "since", "top", "continuation"],
            answer.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Lists_come_as_csv_too()
    {
        await using var app = await StartAsync();
        await RecordAsync(app, "OLD", (OutageState.Confirmed, -100), (OutageState.Restored, -40));
        var csv = (await AskAsync(app, "?format=csv")).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, csv.Length);
        Assert.StartsWith("source,externalId,revision,kind,state", csv[0]);
        Assert.StartsWith("oms,OLD,2,Unplanned,Restored,lineDown,OverheadLine,", csv[1]);
        // 10 consumers for an hour.
        Assert.Contains(",10,0,,600,", csv[1]);
    }

    private async Task<App> StartAsync()
    {
        var app = App.Create(azurite);
        await app.ImportAsync(
            Some.Offices,
            Some.Groups,
            Some.MembersHeader + string.Concat(Enumerable.Range(1, 4).Select(member => Some.Row("A", member, member)))
                + string.Concat(Enumerable.Range(5, 6).Select(member => Some.Row("B", member, member))));
        await app.Get<CountConsumers>().Run(new(), default);
        return app;
    }

    private static async Task RecordAsync(App app, string id, params (OutageState State, int Minute)[] steps)
    {
        foreach (var ((state, minute), index) in steps.Select((step, index) => (step, index)))
        {
            await ApplyAsync(app, app.Report(id, index + 1, state) with
            {
                Start = App.Start.AddMinutes(steps[0].Minute),
                RestoredAt = state == OutageState.Restored ? App.Start.AddMinutes(minute) : null,
            });
        }
    }

    private static async Task ApplyAsync(App app, OutageReport report)
    {
        await app.Get<OutageLifecycle>().ApplyAsync(report, default);
        await app.Get<OutageBook>().RecordAsync(report.Source, report.ExternalId, default);
    }

    private static async Task<string?[]> IdsAsync(App app, string query) =>
        [.. (await GetAsync(app, query)).GetProperty("outages").EnumerateArray().Select(one => one.GetProperty("externalId").GetString())];

    private static async Task<JsonElement> GetAsync(App app, string query) =>
        JsonDocument.Parse(await AskAsync(app, query)).RootElement;

    private static async Task<string> AskAsync(App app, string query)
    {
        var context = new DefaultHttpContext { RequestServices = app.Get<IServiceProvider>() }.By();
        context.Request.QueryString = new QueryString(query);
        using var body = new MemoryStream();
        context.Response.Body = body;
        await (await app.Get<ReliabilityFunctions>().ListOutages(context.Request, default)).ExecuteAsync(context);
        return Encoding.UTF8.GetString(body.ToArray());
    }
}
