using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Samvad.LocalHost.Simulator;
using Samvad.LocalHost.Simulator.CloudApi;
using Samvad.Tests.WhatsApp;
using Samvad.WhatsApp;

namespace Samvad.Tests.LocalHost.Simulator;

public class CloudApiProtocolTests
{
    private const string Told = """{"statuses":{"enabled":true,"sentDelayMs":[0,0],"deliveredDelayMs":[0,0],"readShare":0}}""";

    [Theory]
    [InlineData("""{"messaging_product":"sms"}""", "100")]
    [InlineData("not json", "100")]
    [InlineData("""{"messaging_product":"whatsapp","to":"12","type":"text","text":{"body":"x"}}""", "131009")]
    [InlineData("""{"messaging_product":"whatsapp","type":"text","text":{"body":"x"}}""", "131008")]
    [InlineData("""{"messaging_product":"whatsapp","to":"919800000001","type":"text"}""", "131008")]
    [InlineData("""{"messaging_product":"whatsapp","to":"919800000001","type":"sticker","sticker":{"id":"1"}}""", "131051")]
    [InlineData(
        """{"messaging_product":"whatsapp","to":"919800000001","type":"interactive","interactive":{"type":"list","body":{"text":"x"}}}""",
        "131009")]
    public async Task A_faulty_request_is_refused_in_Metas_envelope(string body, string code)
    {
        await using var simulated = await Simulated.StartAsync();
        using var answer = await PostAsync(simulated, body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        Assert.Equal(int.Parse(code), error.GetProperty("code").GetInt32());
        Assert.True(error.TryGetProperty("fbtrace_id", out _));
        Assert.Equal(1, (await simulated.SummaryAsync()).GetProperty("rejected").GetProperty(code).GetInt32());
    }

    [Fact]
    public async Task Too_fast_is_429_with_130429_and_the_time_to_wait()
    {
        await using var simulated = await Simulated.StartAsync("""{"shares":{"throttled":1}}""");
        using var answer = await PostAsync(simulated, Text("919800000001"));
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta);
        Assert.Contains("130429", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Each_accepted_request_is_a_message_of_its_own()
    {
        await using var simulated = await Simulated.StartAsync();
        await PostAsync(simulated, Template("MH-1"));
        await PostAsync(simulated, Template("MH-1"));
        var summary = await simulated.SummaryAsync();
        Assert.Equal((2, 1, 0), (Count(summary, "accepted"), Count(summary, "duplicates"), Count(summary, "repeated")));
    }

    [Fact]
    public async Task The_same_announcement_through_both_providers_is_a_duplicate()
    {
        var template = new KnownTemplate(2, _ => true, (_, values) => string.Join(' ', values), ["area", "reference"]);
        await using var simulated = await Simulated.StartAsync(template: template);
        await simulated.SendAsync("919800000001", "MH-1");
        await PostAsync(simulated, Template("MH-1", named: false));
        Assert.Equal(1, Count(await simulated.SummaryAsync(), "duplicates"));
        var messages = (await simulated.GetAsync("/journal/messages?announcement=MH-1")).EnumerateArray().ToArray();
        Assert.Equal([Simulated.Channel, CloudApiNumber.Id], messages.Select(message => message.GetProperty("channel").GetString()));
        Assert.Single(messages.Select(message => message.GetProperty("text").GetString()).Distinct());
    }

    [Fact]
    public async Task Statuses_go_signed_to_a_host_that_takes_them_and_again_until_one_does()
    {
        await using var busy = await WebhookListener.StartAsync();
        await using var ready = await WebhookListener.StartAsync();
        busy.Refuse(int.MaxValue);
        ready.Refuse(1);
        await using var simulated = await Simulated.StartAsync(
            Told, hosts: () => [new Uri("http://127.0.0.1:1/"), busy.Url, ready.Url]);
        await PostAsync(simulated, Template("MH-1"));
        var told = await Until.CountAsync(() => ready.Events, 2);
        Assert.Equal(["Delivered", "Sent"], told.Cast<Samvad.WhatsApp.StatusEvent>().Select(status => status.Status).Order());
        Assert.Equal((0, 1), (ready.Forged, ready.Refused));
        Assert.InRange(busy.Refused, 1, 100);
        Assert.Empty(simulated.Sender.Events);
        await Until.TrueAsync(async () => Count(await simulated.SummaryAsync(), "pendingStatuses") == 0);
    }

    [Fact]
    public async Task A_reset_drops_what_no_host_took()
    {
        await using var simulated = await Simulated.StartAsync(Told);
        await PostAsync(simulated, Template("MH-1"));
        await Until.TrueAsync(async () => Count(await simulated.SummaryAsync(), "pendingStatuses") == 2);
        await simulated.Http.PostAsync("/reset", null);
        await Until.TrueAsync(async () => Count(await simulated.SummaryAsync(), "pendingStatuses") == 0);
    }

    [Fact]
    public async Task What_was_taken_before_a_reset_and_posted_after_it_is_dropped()
    {
        using var webhooks = new Webhooks(() => [], TimeProvider.System, NullLogger<Webhooks>.Instance);
        await webhooks.StartAsync(default);
        var before = webhooks.Generation;
        webhooks.Clear();
        webhooks.Post("{}"u8.ToArray(), 1, before);
        webhooks.Post("{}"u8.ToArray(), 2, webhooks.Generation);
        await Until.TrueAsync(() => Task.FromResult(webhooks.Pending == 2));
        webhooks.Clear();
        await Until.TrueAsync(() => Task.FromResult(webhooks.Pending == 0));
        await webhooks.StopAsync(default);
    }

    [Fact]
    public async Task Who_writes_to_a_number_of_the_Cloud_API_is_heard_by_webhook()
    {
        await using var webhook = await WebhookListener.StartAsync();
        await using var simulated = await Simulated.StartAsync(hosts: () => [webhook.Url]);
        var sent = JsonDocument.Parse(await (await PostAsync(simulated, Template("MH-1"))).Content.ReadAsStringAsync());
        await simulated.Http.PostAsync("/inbound", new StringContent(
            """
            [{"person":"+919800000001","channel":"100000000000001","button":{"text":"बंद करा","payload":"STOP"}},
             {"person":"IN.ABCD","channel":"100000000000001","interactive":{"type":"buttonReply","buttonReply":{"id":"yes","title":"हो"}}},
             {"person":"919800000002","channel":"100000000000001","location":{"latitude":17.5,"longitude":74}},
             {"person":"919800000003","text":"लाईट नाही"}]
            """));
        var heard = (await Until.CountAsync(() => webhook.Events, 3)).Cast<InboundEvent>().OrderBy(letter => letter.Kind).ToArray();
        Assert.Equal("IN.ABCD", heard.Single(letter => letter.ButtonPayload == "yes").From);
        var button = heard.Single(letter => letter.ButtonPayload == "STOP");
        Assert.Equal(("+919800000001", CloudApiNumber.Id), (button.From, button.Channel));
        Assert.Equal(sent.RootElement.GetProperty("messages")[0].GetProperty("id").GetString(), button.RepliedTo);
        Assert.Equal(17.5, heard.Single(letter => letter.Kind == InboundKind.Location).Latitude);
        var queued = Assert.Single(simulated.Sender.Events).GetProperty("data");
        Assert.Equal("लाईट नाही", queued.GetProperty("content").GetString());
    }

    private static string Text(string to) =>
        $$"""{"messaging_product":"whatsapp","to":"{{to}}","type":"text","text":{"body":"x"} }""";

    private static string Template(string reference, bool named = true)
    {
        var name = named ? "\"parameter_name\":\"reference\"," : "";
        return """{"messaging_product":"whatsapp","to":"919800000001","type":"template","template":{"name":"outage","""
            + """ "language":{"code":"mr"},"components":[{"type":"body","parameters":[{"type":"text","text":"सातारा"},"""
            + $$"""{"type":"text",{{name}}"text":"{{reference}}"}""" + "]}]}}";
    }

    private static Task<HttpResponseMessage> PostAsync(Simulated simulated, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/v23.0/{CloudApiNumber.Id}/messages")
        {
            Content = new StringContent(body, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Authorization = new("Bearer", CloudApiNumber.AccessToken);
        return simulated.Http.SendAsync(request);
    }

    private static int Count(JsonElement summary, string name) => summary.GetProperty(name).GetInt32();
}
