using Samvad.LocalHost.Processes;
using Samvad.LocalHost.Simulator.Acs;

namespace Samvad.LocalHost.Serve;

/// <summary>The app's settings on one machine; environment variables and the command line are laid over them.</summary>
internal static class LocalSettings
{
    public const string ChannelId = "11111111-1111-1111-1111-111111111111";

    public static Dictionary<string, string?> Of(ChildRecord azurite, string simulatorUrl) => new()
    {
        ["Storage:ConnectionString"] = Azurite.ConnectionString(azurite),
        ["ServiceBus:fullyQualifiedNamespace"] = "localhost",
        ["WhatsApp:Acs:ConnectionString"] =
            $"endpoint={simulatorUrl};accesskey={Convert.ToBase64String(AcsSignature.WellKnownKey)}",
        ["WhatsApp:Channels:0:Id"] = ChannelId,
        ["WhatsApp:Channels:0:MessagesPerSecond"] = "0",
    };
}
