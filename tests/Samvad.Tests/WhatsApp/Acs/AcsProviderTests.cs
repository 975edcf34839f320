using System.Text.Json;
using Samvad.Tests.LocalHost.Simulator;
using Samvad.WhatsApp;
using Samvad.WhatsApp.Acs;

namespace Samvad.Tests.WhatsApp.Acs;

public sealed class AcsProviderTests : ProviderContract
{
    protected override string Name => "acs";
    protected override string Channel => Simulated.Channel;

    protected override Dictionary<string, string?> Settings(string simulatorUrl) => With(simulatorUrl, Simulated.Key);

    protected override Dictionary<string, string?> Forged(string simulatorUrl) => With(simulatorUrl, "Zm9yZ2Vk");

    private protected override IReadOnlyList<ProviderEvent> Told(ProviderRig rig) =>
        AcsEvents.Read(JsonSerializer.SerializeToDocument(rig.Simulated.Sender.Events));

    private static Dictionary<string, string?> With(string url, string key) => new()
    {
        ["WhatsApp:Channels:0:Id"] = Simulated.Channel,
        ["WhatsApp:Acs:ConnectionString"] = $"endpoint={url};accesskey={key}",
        ["WhatsApp:Acs:Timeout"] = "00:00:01",
    };
}
