using System.Text.Json;

namespace Samvad.LocalHost.Demo;

/// <summary>Kills hosts at random instants of a fan-out and starts them again.</summary>
public sealed class Killer(IReadOnlyList<HostProcess> hosts, JournalClient journal, Random random)
{
    public int Kills { get; private set; }

    /// <summary>Kills up to that many times, each time after messages have left since the last start.</summary>
    public async Task RunAsync(int kills, CancellationToken cancellationToken)
    {
        for (var i = 0; i < kills; i++)
        {
            var before = await AcceptedAsync(cancellationToken);
            while (await AcceptedAsync(cancellationToken) == before)
                await Task.Delay(10, cancellationToken);
            await Task.Delay(random.Next(20, 600), cancellationToken);
            var host = hosts[random.Next(hosts.Count)];
            await host.KillAsync();
            Kills++;
            await host.RestartAsync(cancellationToken);
        }
    }

    private async Task<int> AcceptedAsync(CancellationToken cancellationToken) =>
        (await journal.SummaryAsync(cancellationToken)).GetProperty("accepted").GetInt32();
}
