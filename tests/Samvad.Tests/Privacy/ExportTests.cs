using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Samvad.Dialogue;
using Samvad.Outages;
using Samvad.Privacy;
using Samvad.Tests.Api;
using Samvad.Tests.Consumers;
using Samvad.Tests.Dialogue;
using Office = Samvad.Tests.Tickets.Office;

namespace Samvad.Tests.Privacy;

/// <summary>A stranger asks for the connection of person 1, and about an outage there.</summary>
public sealed class ExportTests(AzuriteFixture azurite)
{
    private const int Stranger = 50;
    private const string Number = "100000000001";

    [Fact]
    public async Task Who_asked_for_a_connection_and_about_an_outage_finds_both_and_learns_no_number_of_the_owner()
    {
        await using var app = await AskedAsync();
        var (status, body) = await ExportAsync(app, Stranger);
        Assert.Equal(200, status);
        Assert.DoesNotContain(Some.Phone(1), body);
        var export = JsonDocument.Parse(body).RootElement;
        var link = Assert.Single(export.GetProperty("linkRequests").EnumerateArray());
        Assert.Equal(
            (Number, Some.Address(Stranger), "+**********" + Some.Phone(1)[^2..], "en", "asked"),
            (Text(link, "consumerNumber"), Text(link, "asker"), Text(link, "owner"), Text(link, "language"), Text(link, "state")));
        var subscription = Assert.Single(export.GetProperty("subscriptions").EnumerateArray());
        Assert.Equal(
            ("oms~o1", "SEC-1", "en"),
            (Text(subscription, "outage"), Text(subscription, "office"), Text(subscription, "language")));
        Assert.False(subscription.GetProperty("own").GetBoolean());
        Assert.Equal(App.Start.AddMinutes(3), subscription.GetProperty("since").GetDateTimeOffset());
    }

    [Fact]
    public async Task Whose_connection_others_asked_for_finds_the_request_and_learns_no_number_of_the_asker()
    {
        await using var app = await AskedAsync();
        var (_, body) = await ExportAsync(app, 1);
        Assert.DoesNotContain(Some.Phone(Stranger), body);
        var export = JsonDocument.Parse(body).RootElement;
        var link = Assert.Single(export.GetProperty("linkRequests").EnumerateArray());
        Assert.Equal(
            (Some.Address(1), "+**********" + Some.Phone(Stranger)[^2..]), (Text(link, "owner"), Text(link, "asker")));
        Assert.False(link.TryGetProperty("language", out _));
        Assert.Equal(0, export.GetProperty("subscriptions").GetArrayLength());

        var (_, other) = await ExportAsync(app, 2);
        Assert.Equal(0, JsonDocument.Parse(other).RootElement.GetProperty("linkRequests").GetArrayLength());
    }

    [Fact]
    public async Task Who_is_known_by_nothing_but_a_subscription_is_known()
    {
        await using var app = await azurite.TalkAsync();
        Assert.Equal(404, (await ExportAsync(app, Stranger)).Status);
        await app.Get<Subscriptions>().AddAsync("oms~o1", new(Some.Address(Stranger), "SEC-1", "mr", false, App.Start), default);
        Assert.Equal(200, (await ExportAsync(app, Stranger)).Status);
    }

    private async Task<App> AskedAsync()
    {
        var app = await azurite.TalkAsync();
        var report = app.Report("o1", 1, OutageState.Confirmed);
        await app.Get<OutageLifecycle>().ApplyAsync(report, default);
        await app.Get<RunningOutages>().ProjectAsync(report.Source, report.ExternalId, default);
        await app.HearAsync(Talk.Say("in-1", "link my number", Stranger), minute: 1);
        await app.HearAsync(Talk.Say("in-2", Number, Stranger), minute: 2);
        await app.HearAsync(Talk.Say("in-3", "no light " + Number, Stranger), minute: 3);
        return app;
    }

    /// <summary>The export, which is as described.</summary>
    private static async Task<(int Status, string Body)> ExportAsync(App app, int person)
    {
        var (status, body) = await Office.ReadAsync(
            await app.Get<PrivacyFunctions>().ExportPerson(new DefaultHttpContext().By().Request, Some.Address(person), default));
        var type = status == 200 ? "application/json" : "application/problem+json";
        Assert.Null(ApiDescription.Read().Check("GET", $"/api/people/{Some.Phone(person)}/export", status, type, body).Fault);
        return (status, body);
    }

    private static string? Text(JsonElement one, string name) => one.GetProperty(name).GetString();
}
