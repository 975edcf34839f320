using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Samvad.Tests.Consumers;

namespace Samvad.Tests.Pipeline;

public sealed class IntakeOverHttpTests(LiveHost live)
{
    [Fact]
    public async Task A_report_is_accepted_with_its_location_and_reaches_the_phone()
    {
        await live.StartAsync();
        await live.ImportAsync("offices", "code,level,parent,name_mr,name_hi,name_en\nHTTP-S,section,,शाखा,शाखा,Section H\n");
        await live.ImportAsync("groups", "id,office,name,area,lineman\nHTTP-G,HTTP-S,गट,urban,\n");
        await live.ImportAsync("members", Some.MembersHeader + Some.Row("HTTP-G", 1, 71, "en", feeder: "HTTP-F"));

        using var first = await PostAsync(Report("HTTP-1", 1, "HTTP-F"));
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal("/api/outages/http-test/HTTP-1", first.Headers.Location!.ToString());
        using var again = await PostAsync(Report("HTTP-1", 1, "HTTP-F"));
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());

        var final = await live.Outages.FinalAsync("HTTP-1.1", (_, _) => { }, TestContext.Current.CancellationToken);
        var outage = await live.Http.GetFromJsonAsync<JsonElement>("/api/outages/http-test/HTTP-1");
        Assert.Equal("confirmed", outage.GetProperty("state").GetString(), ignoreCase: true);
        var message = Assert.Single(await live.Journal.MessagesAsync("91" + Some.Phone(71), default));
        var text = message.GetProperty("text").GetString()!;
        Assert.Contains("The power supply in Section H has been off since 2:05 pm on 12 June.", text);
        Assert.Contains("Reason: an electric pole has fallen.", text);
        Assert.Contains("Reference: HTTP-1.1", text);

        var deliveries = await live.Http.GetFromJsonAsync<JsonElement>(
            $"/api/announcements/{final.GetProperty("id").GetString()}/deliveries");
        var delivery = Assert.Single(deliveries.GetProperty("deliveries").EnumerateArray());
        Assert.Equal("***********71", delivery.GetProperty("person").GetString());
    }

    [Fact]
    public async Task All_errors_of_all_events_come_in_one_answer_and_nothing_is_taken()
    {
        await live.StartAsync();
        using var response = await PostAsync($$"""[{{Report("HTTP-2", 1, "F")}}, {"source":"http-test"}, 7]""");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal([1, 1, 1, 1, 2], problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("index").GetInt32()));
        Assert.Equal(HttpStatusCode.NotFound, (await live.Http.GetAsync("/api/outages/http-test/HTTP-2")).StatusCode);
    }

    [Theory]
    [InlineData("{ not json")]
    [InlineData("")]
    [InlineData("[]")]
    public async Task What_is_no_report_is_refused(string body)
    {
        await live.StartAsync();
        using var response = await PostAsync(body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_than_ten_megabytes_are_refused_whether_announced_or_not(bool announced)
    {
        await live.StartAsync();
        using var content = new StreamContent(new MemoryStream(new byte[11 * 1024 * 1024]));
        if (!announced)
            content.Headers.ContentLength = null;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/outages") { Content = content };
        request.Headers.TransferEncodingChunked = !announced;
        using var response = await live.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Without_the_key_nobody_gets_in()
    {
        await live.StartAsync();
        using var stranger = new HttpClient { BaseAddress = live.Http.BaseAddress };
        foreach (var path in (string[])["/api/outages/a/b", "/api/announcements", "/api/imports", "/api/offices"])
            Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(path)).StatusCode);
        using var content = new StringContent(Report("HTTP-3", 1, "F"), Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.PostAsync("/api/outages", content)).StatusCode);
    }

    [Theory]
    [InlineData("/api/announcements?top=0")]
    [InlineData("/api/announcements?top=x")]
    [InlineData("/api/announcements?continuation=x")]
    public async Task A_query_out_of_range_is_refused(string path)
    {
        await live.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await live.Http.GetAsync(path)).StatusCode);
    }

    [Theory]
    [InlineData("/api/announcements/20261123-110500000-0a1b2c3d")]
    [InlineData("/api/announcements/nonsense")]
    [InlineData("/api/announcements/nonsense/deliveries")]
    [InlineData("/api/outages/none/none")]
    public async Task What_does_not_exist_is_not_found(string path)
    {
        await live.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await live.Http.GetAsync(path)).StatusCode);
    }

    private Task<HttpResponseMessage> PostAsync(string json) =>
        live.Http.PostAsync("/api/outages", new StringContent(json, Encoding.UTF8, "application/json"));

    private static string Report(string id, int revision, string feeder) => $$"""
        {"source":"http-test","externalId":"{{id}}","revision":{{revision}},"state":"confirmed","causeCode":"poleDown",
         "start":"2026-06-12T14:05:00+05:30","feeders":["{{feeder}}"]}
        """;
}
