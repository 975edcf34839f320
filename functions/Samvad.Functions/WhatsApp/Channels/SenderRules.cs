namespace Samvad.WhatsApp.Channels;

/// <summary>How each provider names a sender number.</summary>
internal static class SenderRules
{
    public const string Acs = "acs";
    public const string Cloud = "cloud";

    public static bool IsValid(string provider, string sender) => provider switch
    {
        Acs => Guid.TryParse(sender, out _),
        Cloud => sender.Length is >= 5 and <= 32 && sender.All(char.IsAsciiDigit),
        _ => true,
    };

    public static string Of(string provider) => provider switch
    {
        Acs => "At acs a sender is the channel registration id, a GUID.",
        _ => "At cloud a sender is the phone number id, 5 to 32 digits.",
    };
}
