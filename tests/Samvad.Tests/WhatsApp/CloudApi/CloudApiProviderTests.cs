using Samvad.LocalHost.Simulator.CloudApi;
using Samvad.WhatsApp;

namespace Samvad.Tests.WhatsApp.CloudApi;

public sealed class CloudApiProviderTests : ProviderContract
{
    protected override string Name => "cloud";
    protected override string Channel => CloudApiNumber.Id;

    protected override Dictionary<string, string?> Settings(string simulatorUrl) => With(simulatorUrl, CloudApiNumber.AccessToken);

    protected override Dictionary<string, string?> Forged(string simulatorUrl) => With(simulatorUrl, "forged");

    private protected override IReadOnlyList<ProviderEvent> Told(ProviderRig rig) => rig.Webhook.Events;

    [Fact]
    public async Task Every_code_that_is_answered_at_once_passes_through()
    {
        await using var rig = await ProviderRig.StartAsync(Settings);
        string? last = null;
        foreach (var code in FailureTable.All.Select(row => row.Code).Where(code => char.IsAsciiDigit(code[0])))
        {
            var before = last is null ? "" : $"\"{last}\":0,";
            await rig.Simulated.ScriptAsync($$$"""{"refusals":{{{{before}}}"{{{code}}}":1}}""");
            // Graph's own 1 and 2 come with a failed server and say nothing of the message.
            Assert.Equal(code is "1" or "2" ? FailureTable.NoAnswer : code, (await SendAsync(rig, Said())).Code);
            last = code;
        }

        Assert.Equal(0, await rig.CountAsync("accepted"));
    }

    [Fact]
    public async Task A_template_that_is_not_approved_is_refused_at_once()
    {
        await using var rig = await ProviderRig.StartAsync(Settings);
        var said = Said();
        Assert.Equal("132001", (await SendAsync(rig, said with { Language = "ta" })).Code);
        Assert.Equal("132000", (await SendAsync(rig, said with { Values = [.. said.Values.Skip(1)] })).Code);
    }

    [Fact]
    public async Task The_callback_comes_back_with_every_status()
    {
        await using var rig = await ProviderRig.StartAsync(
            Settings,
            """{"statuses":{"enabled":true,"sentDelayMs":[0,0],"deliveredDelayMs":[0,0],"readDelayMs":[0,0],"readShare":1}}""");
        var outcome = await SendAsync(rig, Said());
        var told = (await Until.CountAsync(() => Told(rig), 3)).Cast<StatusEvent>().ToArray();
        Assert.Equal(["Delivered", "Read", "Sent"], told.Select(status => status.Status).Order());
        Assert.All(told, status => Assert.Equal(
            (outcome.MessageId, ProviderRig.Person, "OMS-1.1|A"), (status.MessageId, status.To, status.Callback)));
    }

    [Fact]
    public async Task A_provider_that_fails_every_call_is_left_alone_for_a_while()
    {
        await using var rig = await ProviderRig.StartAsync(Settings, """{"shares":{"error500":1}}""");
        var outcomes = new List<SendOutcome>();
        for (var i = 0; i < 80; i++)
            outcomes.Add(await SendAsync(rig, Said()));
        Assert.Equal(FailureTable.NoAnswer, outcomes[0].Code);
        Assert.Equal((FailureTable.HttpServerError, TimeSpan.FromSeconds(5)), (outcomes[^1].Code, outcomes[^1].RetryAfter));
        var asked = (await rig.Simulated.SummaryAsync()).GetProperty("rejected").GetProperty("500").GetInt32();
        Assert.InRange(asked, 50, 79);
    }

    private static Dictionary<string, string?> With(string url, string token) => new()
    {
        ["WhatsApp:Channels:0:Id"] = CloudApiNumber.Id,
        ["WhatsApp:Channels:0:Provider"] = "cloud",
        ["WhatsApp:Cloud:BaseAddress"] = url,
        ["WhatsApp:Cloud:AccessToken"] = token,
        ["WhatsApp:Cloud:AppSecret"] = CloudApiNumber.AppSecret,
        ["WhatsApp:Cloud:VerifyToken"] = CloudApiNumber.VerifyToken,
        ["WhatsApp:Cloud:Timeout"] = "00:00:01",
    };
}
