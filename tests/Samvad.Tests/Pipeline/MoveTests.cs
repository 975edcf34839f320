using System.Net.Http.Json;
using System.Text.Json;
using Samvad.LocalHost.Demo;
using Samvad.LocalHost.Processes;

namespace Samvad.Tests.Pipeline;

/// <summary>A channel that changes its provider while it sends.</summary>
public sealed class MoveTests : ChannelMove
{
    [Fact]
    public Task A_channel_moved_to_the_other_provider_and_back_tells_everybody_once() => TellsEverybodyOnceAsync(kills: 0);
}

/// <summary>A class of its own, as both mostly wait for the statuses of what is in doubt.</summary>
public sealed class MoveUnderKillsTests : ChannelMove
{
    [Fact]
    public Task A_channel_moved_while_its_host_is_killed_tells_everybody_once() => TellsEverybodyOnceAsync(kills: 4);
}

public abstract class ChannelMove : IDisposable
{
    private const string Channel = "11111111-1111-1111-1111-111111111111";
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("samvad-move");

    protected async Task TellsEverybodyOnceAsync(int kills)
    {
        var port = Ports.FreeInARow(2);
        var moves = 0;
        var scenario = new DemoScenario(
            new DemoPlan(
                _data.FullName, Groups: 40, Members: 40, Seed: 3, port, port + 1, Kills: kills,
                Script: """{"latencyMs":20,"shares":{"hangUpAfter":0.05,"hangUpBefore":0.05}}""",
                Settings: ["--WhatsApp:Channels:0:MessagesPerSecond=300", "--WhatsApp:DoubtWait=00:00:30"]),
            TextWriter.Null,
            TimeProvider.System)
        {
            Disturb = async token =>
            {
                foreach (var (provider, sender) in ((string, string)[])[("cloud", "100000000000001"), ("acs", Channel), ("cloud", "100000000000001")])
                {
                    await Task.Delay(800, token);
                    await MoveAsync(port, provider, sender, token);
                    moves++;
                }
            },
        };
        var result = await scenario.RunAsync(null, TestContext.Current.CancellationToken);
        Assert.Equal((0, 0, 0), (result.Duplicates, result.Missing, result.Failed));
        Assert.Equal(result.Audience, result.Sent + result.Skipped.Values.Sum());
        Assert.InRange(moves, 2, 3);
    }

    public void Dispose()
    {
        _data.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private async Task MoveAsync(int port, string provider, string sender, CancellationToken cancellationToken)
    {
        using var keys = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(_data.FullName, "keys.json"), cancellationToken));
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        http.DefaultRequestHeaders.Add("x-functions-key", keys.RootElement.GetProperty("function").GetString());
        while (true)
        {
            try
            {
                using var response = await http.PutAsJsonAsync(
                    $"/api/channels/{Channel}", new { provider, sender }, cancellationToken);
                response.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException gone) when (gone.StatusCode is null)
            {
                // The host is being killed; the operator tries again.
                await Task.Delay(100, cancellationToken);
            }
        }
    }
}
