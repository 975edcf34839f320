using Samvad.LocalHost.Processes;
using Samvad.LocalHost.Simulator.Acs;
using Samvad.LocalHost.Simulator.CloudApi;
using Samvad.WhatsApp.CloudApi;

namespace Samvad.LocalHost.Serve;

/// <summary>The app's settings on one machine; environment variables and the command line are laid over them.</summary>
internal static class LocalSettings
{
    public const string ChannelId = "11111111-1111-1111-1111-111111111111";

    private const string Provider = "WhatsApp:Channels:0:Provider";

    /// <param name="given">Settings of the command line; the first channel may be of the Cloud API there.</param>
    public static Dictionary<string, string?> Of(
        ChildRecord azurite, string simulatorUrl, LocalKeys keys, IReadOnlyDictionary<string, string?> given) => new()
    {
        ["Access:PlatformSignIn"] = "true",
        ["Access:SignInUrl"] = DevelopmentSignIn.SignInUrl,
        ["Access:SiteKeyHash"] = keys.FunctionHash,
        ["Storage:ConnectionString"] = Azurite.ConnectionString(azurite),
        ["ServiceBus:fullyQualifiedNamespace"] = "localhost",
        ["WhatsApp:Acs:ConnectionString"] =
            $"endpoint={simulatorUrl};accesskey={Convert.ToBase64String(AcsSignature.WellKnownKey)}",
        ["WhatsApp:Cloud:BaseAddress"] = simulatorUrl,
        ["WhatsApp:Cloud:AccessToken"] = CloudApiNumber.AccessToken,
        ["WhatsApp:Cloud:AppSecret"] = CloudApiNumber.AppSecret,
        ["WhatsApp:Cloud:VerifyToken"] = CloudApiNumber.VerifyToken,
        ["WhatsApp:Channels:0:Id"] = IsCloud(given) ? CloudApiNumber.Id : ChannelId,
        ["WhatsApp:Channels:0:MessagesPerSecond"] = "0",
    };

    private static bool IsCloud(IReadOnlyDictionary<string, string?> given) => given.Any(setting =>
        setting.Key.Equals(Provider, StringComparison.OrdinalIgnoreCase)
        && setting.Value == CloudApiProvider.ProviderName);
}
