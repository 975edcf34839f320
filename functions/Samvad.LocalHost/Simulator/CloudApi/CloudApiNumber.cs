namespace Samvad.LocalHost.Simulator.CloudApi;

/// <summary>The sender number that the simulated Cloud API has, and what belongs to it. All of it is well known.</summary>
internal static class CloudApiNumber
{
    public const string Id = "100000000000001";
    public const string AccessToken = "samvad-simulator-access-token";
    public const string AppSecret = "samvad-simulator-app-secret";
    public const string VerifyToken = "samvad-simulator-verify-token";

    /// <summary>Phone number ids are digits; the channels of ACS are GUIDs.</summary>
    public static bool Is(ReadOnlySpan<char> channel) => channel.Length > 0 && !channel.ContainsAnyExceptInRange('0', '9');

    /// <summary>The message's id as the channel's provider writes it.</summary>
    public static string MessageId(ReadOnlySpan<char> channel, Guid id) => Is(channel) ? Wamid(id) : id.ToString();

    public static string Wamid(Guid id) => "wamid." + Convert.ToBase64String(id.ToByteArray());
}
