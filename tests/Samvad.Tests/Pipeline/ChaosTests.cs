using System.Diagnostics;
using System.Text.Json;
using Samvad.LocalHost.Demo;
using Samvad.LocalHost.Processes;

namespace Samvad.Tests.Pipeline;

/// <summary>Real processes, really killed. The simulator's journal is the judge.</summary>
public sealed class ChaosTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("samvad-chaos");

    [Fact]
    public async Task A_host_killed_at_random_instants_tells_everybody_once()
    {
        var scenario = Scenario(kills: 6);
        AssertRight(await scenario.RunAsync(null, TestContext.Current.CancellationToken));
        Assert.InRange(scenario.Kills, 4, 6);
    }

    [Fact]
    public async Task Two_hosts_share_the_work_and_one_of_them_being_killed_loses_nothing()
    {
        // Each host keeps its own pace, and while one is killed the other goes on: slower, so that kills fall into the work.
        var scenario = Scenario(kills: 4, hosts: 2, rate: 150);
        AssertRight(await scenario.RunAsync(null, TestContext.Current.CancellationToken));
        Assert.InRange(scenario.Kills, 2, 4);
    }

    [Fact]
    public async Task A_table_store_that_stands_still_for_ten_seconds_loses_nothing()
    {
        var stopped = false;
        var scenario = Scenario(disturb: async token =>
        {
            await Task.Delay(300, token);
            var pid = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_data.FullName, "azurite.json"), token))
                .RootElement.GetProperty("pid").GetInt32();
            await SignalAsync("-STOP", pid);
            stopped = true;
            await Task.Delay(TimeSpan.FromSeconds(10), CancellationToken.None);
            await SignalAsync("-CONT", pid);
        });
        AssertRight(await scenario.RunAsync(null, TestContext.Current.CancellationToken));
        Assert.True(stopped);
    }

    [Fact]
    public async Task A_provider_that_throttles_fails_and_hangs_up_for_a_tenth_each_reaches_everybody_once()
    {
        // Each throttling halts the whole channel for a second and slows it, so there are few people.
        var scenario = Scenario(
            groups: 4, script: """{"latencyMs":20,"shares":{"throttled":0.1,"error500":0.1,"hangUpBefore":0.1,"hangUpAfter":0.1}}""");
        AssertRight(await scenario.RunAsync(null, TestContext.Current.CancellationToken), groups: 4);
    }

    [Fact]
    public async Task Messages_that_fail_later_are_counted_their_people_left_alone_and_no_log_names_a_phone()
    {
        var scenario = Scenario(script: """{"latencyMs":20,"failures":{"131026":0.05}}""");
        var result = await scenario.RunAsync(null, TestContext.Current.CancellationToken);
        Assert.InRange(result.Failed, 1, result.Audience / 5);
        // Whom the outage did not reach is not told of the restoration.
        var unreachable = result.Skipped.GetValueOrDefault("unreachable");
        Assert.InRange(unreachable, 1, result.Failed);
        Assert.Equal(0, result.Duplicates);
        // Somebody of several groups is left alone in each of them, and is missed once.
        Assert.InRange(result.Missing, unreachable * 9 / 10, unreachable);
        Assert.Equal(result.Audience, result.Sent + result.Failed + result.Skipped.Values.Sum());
        foreach (var log in Directory.EnumerateFiles(Path.Combine(_data.FullName, "logs")))
            Assert.DoesNotMatch(@"\b(\+?91)?98\d{8}\b", await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken));
    }

    public void Dispose() => _data.Delete(recursive: true);

    /// <summary>A channel of 500 messages a second makes each fan-out last about three seconds: time to be disturbed in.</summary>
    private DemoScenario Scenario(
        int groups = 40, int kills = 0, int hosts = 1, int rate = 500, string? script = null, Func<CancellationToken, Task>? disturb = null)
    {
        var port = Ports.FreeInARow(3);
        return new DemoScenario(
            new DemoPlan(
                _data.FullName, groups, Members: 40, Seed: 7, port, port + 2, hosts, kills, script,
                [$"--WhatsApp:Channels:0:MessagesPerSecond={rate}"]),
            TextWriter.Null,
            TimeProvider.System)
        {
            Disturb = disturb,
        };
    }

    private static void AssertRight(DemoResult result, int groups = 40)
    {
        Assert.Equal((0, 0, 0), (result.Duplicates, result.Missing, result.Failed));
        Assert.Equal(result.Audience, result.Sent + result.Skipped.Values.Sum());
        Assert.Equal(result.Sent, result.Delivered);
        Assert.InRange(result.Sent, 2 * groups * 35, 2 * groups * 40);
    }

    private static async Task SignalAsync(string signal, int pid)
    {
        using var kill = Process.Start("kill", [signal, $"{pid}"]);
        await kill.WaitForExitAsync();
    }
}
