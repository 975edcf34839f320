using System.Globalization;

namespace Samvad.WhatsApp;

/// <summary>The ids by which a provider drops what it took before.</summary>
public static class MessageIds
{
    /// <param name="round">How often an operator had the message sent anew after it failed; each round is a message
    /// of its own.</param>
    public static Guid Of(string announcement, string address, int round) => NameBasedGuid.Of(
        announcement, round == 0 ? address : string.Create(CultureInfo.InvariantCulture, $"{address}|{round}"));
}
