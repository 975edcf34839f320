using Azure;
using Samvad.Access;
using Samvad.Consumers;

namespace Samvad.WhatsApp.Channels;

/// <summary>Whether a channel sends.</summary>
public enum ChannelState
{
    /// <summary>It sends.</summary>
    Active,

    /// <summary>It ends what it has begun; new shards take another channel.</summary>
    Draining,

    /// <summary>It sends nothing; what waits for it goes on when it is active again.</summary>
    Stopped,
}

/// <summary>A WhatsApp sender number at a provider.</summary>
/// <param name="Id">Our own name of it, which stays when the number moves to another provider.</param>
/// <param name="Provider">`acs` or `cloud`.</param>
/// <param name="Sender">At ACS the channel registration id (a GUID), at the Cloud API the phone number id (digits).</param>
/// <param name="MessagesPerSecond">0 is unthrottled. Meta's default for a number is 80, at most 1,000.</param>
/// <param name="DailyLimit">Unique people in a moving 24 hours, as Meta's tier allows; 0 is unlimited.</param>
/// <param name="Offices">The offices whose groups it serves, with all below them; none: all that no other channel serves.</param>
/// <param name="Reason">Why it is stopped or draining: a failure's code, or an operator's words.</param>
public sealed record Channel(
    string Id,
    string Provider,
    string Sender,
    double MessagesPerSecond,
    int DailyLimit,
    IReadOnlyList<string> Offices,
    ChannelState State = ChannelState.Active,
    string? Reason = null,
    DateTimeOffset? StateAt = null)
{
    internal ETag? ETag { get; init; }

    /// <summary>Whether it may reach anybody within.</summary>
    internal bool Serves(OfficeScope scope, OfficeTree tree) =>
        scope.IsEverywhere || Offices.Count == 0 || scope.Touches(Offices.SelectMany(tree.Subtree));

    /// <summary>The settings that the channel was last taken from; see <see cref="ChannelStore"/>.</summary>
    internal string? Seed { get; init; }
}
