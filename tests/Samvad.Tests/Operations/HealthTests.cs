using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Samvad.Operations;
using Samvad.Tests.Tickets;
using Samvad.WhatsApp.Channels;

namespace Samvad.Tests.Operations;

public sealed class HealthTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Ready_says_so_with_every_check()
    {
        await using var app = App.Create(azurite);
        var (status, body) = await Office.ReadAsync(await app.Get<HealthFunctions>().GetReady(Request(), default));
        Assert.Equal(200, status);
        Assert.Equal("ready", JsonDocument.Parse(body).RootElement.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Without_a_channel_that_may_send_it_is_not_ready_and_says_why()
    {
        await using var app = App.Create(azurite);
        var channel = (await app.Get<ChannelStore>().AllAsync(default))[0];
        await app.Get<ChannelStore>().StopAsync(channel.Id, "131048", default);
        app.Time.Advance(TimeSpan.FromMinutes(1));
        var (status, body) = await Office.ReadAsync(await app.Get<HealthFunctions>().GetReady(Request(), default));
        Assert.Equal(503, status);
        var check = Failing(body);
        Assert.Equal(("channels", "None of 1 channels is active."), (Text(check, "name"), Text(check, "reason")));
        Assert.Contains("/api/channels", Text(check, "remedy"));
    }

    [Fact]
    public async Task A_store_that_refuses_or_does_not_answer_is_named()
    {
        var refuse = new Refusing();
        await using var app = App.Create(azurite, tables =>
        {
            tables.Retry.MaxRetries = 0;
            tables.AddPolicy(refuse, Azure.Core.HttpPipelinePosition.PerCall);
        });
        refuse.On = true;
        var (status, body) = await Office.ReadAsync(await app.Get<HealthFunctions>().GetReady(Request(), default));
        Assert.Equal(503, status);
        Assert.Contains("\"tables\"", body);
        Assert.Contains("Storage Table Data Contributor", body);
    }

    private static HttpRequest Request() => new DefaultHttpContext().Request;

    private static JsonElement Failing(string body) => JsonDocument.Parse(body).RootElement.GetProperty("checks").EnumerateArray()
        .Single(check => !check.GetProperty("ready").GetBoolean());

    private static string Text(JsonElement check, string name) => check.GetProperty(name).GetString()!;

    private sealed class Refusing : Azure.Core.Pipeline.HttpPipelineSynchronousPolicy
    {
        public bool On { get; set; }

        public override void OnSendingRequest(Azure.Core.HttpMessage message)
        {
            if (On)
                throw new Azure.RequestFailedException(403, "The role is missing.", "AuthorizationPermissionMismatch", null);
        }
    }
}
