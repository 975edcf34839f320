using Samvad.LocalHost.Processes;

namespace Samvad.Benchmarks.Controls;

/// <summary>How sequences of controls are to go.</summary>
/// <param name="AtOnce">Announcements that are under way together.</param>
/// <param name="Rest">How long no host is killed on the average.</param>
public sealed record ControlPlan(string Data, int Sequences, int Seed, int AtOnce, TimeSpan Rest)
{
    public const int Groups = 10;
    public const int Members = 12;
    private const int Hosts = 4;
    private readonly int _port = Ports.FreeInARow(Hosts + 1);

    public IEnumerable<int> HostPorts => Enumerable.Range(_port, Hosts);
    public int SimulatorPort => _port + Hosts;

    /// <summary>
    /// Some messages are refused too often and wait for a retry-failed, some fail after they were taken: for good
    /// (130472), so that they are sent anew (131000), or so that the announcement is parked (132001).
    /// </summary>
    public static string Script =>
        """
        {
          "latencyMs": 20, "latencyJitterMs": 40, "repeatsSucceedAfter": 5,
          "shares": { "throttled": 0.001, "error500": 0.1, "hangUpBefore": 0.03, "hangUpAfter": 0.04 },
          "failures": { "130472": 0.01 },
          "failFirst": { "131000": 0.01, "132001": 0.003 },
          "statuses": { "sentDelayMs": [100, 400], "deliveredDelayMs": [300, 900], "readDelayMs": [400, 1200] }
        }
        """;

    public IReadOnlyList<string> Settings { get; init; } =
    [
        "--WhatsApp:Channels:0:MessagesPerSecond=150",
        "--WhatsApp:PairInterval=00:00:00",
        "--WhatsApp:MaxAttempts=3",
        "--WhatsApp:DoubtInterval=00:00:05",
        "--WhatsApp:MaxInFlightPerShard=4",
    ];
}
