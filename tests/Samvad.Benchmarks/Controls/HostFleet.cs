using System.Collections.Concurrent;
using Samvad.LocalHost.Demo;

namespace Samvad.Benchmarks.Controls;

/// <summary>Hosts on one data directory, of which up to half are dead at times.</summary>
public sealed class HostFleet : IAsyncDisposable
{
    private readonly List<HostProcess> _hosts = [];
    private readonly ConcurrentDictionary<HostProcess, Task> _starting = new();
    private int _turn;

    /// <summary>How many hosts were killed.</summary>
    public int Kills { get; private set; }

    /// <summary>One that lives, another each time.</summary>
    public HttpClient Next()
    {
        var living = _hosts.Where(host => !_starting.ContainsKey(host)).ToList();
        return living[(Interlocked.Increment(ref _turn) & int.MaxValue) % living.Count].Http;
    }

    public static async Task<HostFleet> StartAsync(ControlPlan plan, CancellationToken cancellationToken)
    {
        var fleet = new HostFleet();
        try
        {
            // The first brings up the store and the simulator; the others find them.
            fleet._hosts.Add(await StartAsync(plan.HostPorts.First()));
            fleet._hosts.AddRange(await Task.WhenAll(plan.HostPorts.Skip(1).Select(StartAsync)));
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }

        Task<HostProcess> StartAsync(int port) =>
            HostProcess.StartAsync(plan.Data, port, plan.SimulatorPort, plan.Settings, cancellationToken);
    }

    /// <summary>Kills one or two at random instants, until it is told to end; each is started again in the background.</summary>
    public async Task KillAsync(Random random, TimeSpan rest, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(rest * (0.5 + random.NextDouble()), cancellationToken);
            var victims = _hosts.Where(host => !_starting.ContainsKey(host)).OrderBy(_ => random.Next())
                .Take(Math.Min(1 + random.Next(2), _hosts.Count / 2 - _starting.Count)).ToList();
            foreach (var host in victims)
            {
                var started = new TaskCompletionSource();
                _starting[host] = started.Task;
                await host.KillAsync();
                Kills++;
                _ = RestartAsync(host, started);
            }
        }
    }

    /// <summary>Ends when all live.</summary>
    public Task AllAsync() => Task.WhenAll(_starting.Values);

    public async ValueTask DisposeAsync()
    {
        await AllAsync();
        foreach (var host in _hosts)
            await host.DisposeAsync();
    }

    private async Task RestartAsync(HostProcess host, TaskCompletionSource started)
    {
        try
        {
            await host.RestartAsync(CancellationToken.None);
            _starting.TryRemove(host, out _);
            started.SetResult();
        }
        catch (Exception failure)
        {
            started.SetException(failure);
        }
    }
}
