using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Samvad.Intake;
using Samvad.Outages;
using Samvad.Storage;

namespace Samvad.Tests.Intake;

public sealed class CapChainTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task An_update_that_refers_only_to_the_update_before_it_belongs_to_the_same_outage()
    {
        await using var app = App.Create(azurite);
        Assert.Equal("a-1", await SendAsync(app, "Alert", "a-1", 0, null));
        Assert.Equal("a-1", await SendAsync(app, "Update", "a-2", 1, "a-1"));
        Assert.Equal("a-1", await SendAsync(app, "Update", "a-3", 2, "a-2"));
        Assert.Equal("a-1", await SendAsync(app, "Cancel", "a-4", 3, "a-3"));
    }

    [Fact]
    public async Task An_update_of_another_sender_with_the_same_id_is_another_outage()
    {
        await using var app = App.Create(azurite);
        await SendAsync(app, "Update", "a-2", 1, "a-1");
        Assert.Equal("a-2", await SendAsync(app, "Update", "a-3", 2, "a-2", sender: "other.example"));
    }

    [Fact]
    public async Task A_dry_run_leaves_nothing_that_a_later_update_would_follow()
    {
        await using var app = App.Create(azurite);
        var (status, _) = await PostAsync(app, Document("Update", "a-2", 1, "a-1", "oms.example"), "?dryRun=true");
        Assert.Equal(200, status);
        Assert.Equal("a-2", await SendAsync(app, "Update", "a-3", 2, "a-2"));
    }

    /// <returns>The outage that the accepted message was said to belong to.</returns>
    private static async Task<string> SendAsync(
        App app, string type, string id, int minute, string? refersTo, string sender = "oms.example")
    {
        var (status, answer) = await PostAsync(app, Document(type, id, minute, refersTo, sender), "");
        Assert.True(status == 202, answer.ToString());
        return answer.GetProperty("outages")[0].GetProperty("externalId").GetString()!;
    }

    private static string Document(string type, string id, int minute, string? refersTo, string sender) => $"""
        <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
          <identifier>{id}</identifier><sender>{sender}</sender><sent>2026-11-23T09:{minute:00}:00+00:00</sent>
          <status>Actual</status><msgType>{type}</msgType><scope>Public</scope>
          {(refersTo is null ? "" : $"<references>{sender},{refersTo},2026-11-23T09:{minute - 1:00}:00+00:00</references>")}
          <info><category>Infra</category><event>Power outage</event><urgency>Immediate</urgency><severity>Moderate</severity>
            <certainty>Observed</certainty><onset>2026-11-23T08:50:00+00:00</onset>
            <area><areaDesc>Satara</areaDesc><geocode><valueName>MSEDCL-FEEDER</valueName><value>F-1</value></geocode></area></info>
        </alert>
        """;

    private static async Task<(int Status, JsonElement Answer)> PostAsync(App app, string document, string query)
    {
        var context = new DefaultHttpContext { RequestServices = app.Get<IServiceProvider>() }.By();
        context.Request.QueryString = new QueryString(query);
        context.Request.Path = "/api/outages";
        context.Request.ContentType = "application/cap+xml";
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(document));
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        await (await app.Get<OutageIntake>().AcceptAsync(context.Request, default)).ExecuteAsync(context);
        return (context.Response.StatusCode, JsonSerializer.Deserialize<JsonElement>(answer.ToArray()));
    }
}
