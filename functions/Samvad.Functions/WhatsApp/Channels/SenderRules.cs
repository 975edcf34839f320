using Samvad.WhatsApp.Acs;
using Samvad.WhatsApp.CloudApi;

namespace Samvad.WhatsApp.Channels;

/// <summary>How each provider names a sender number.</summary>
internal static class SenderRules
{
    public static bool IsValid(string provider, string sender) => provider switch
    {
        AcsProvider.ProviderName => Guid.TryParse(sender, out _),
        CloudApiProvider.ProviderName => sender.Length is >= 5 and <= 32 && sender.All(char.IsAsciiDigit),
        _ => true,
    };

    public static string Of(string provider) => provider switch
    {
        AcsProvider.ProviderName => "At acs a sender is the channel registration id, a GUID.",
        _ => "At cloud a sender is the phone number id, 5 to 32 digits.",
    };
}
