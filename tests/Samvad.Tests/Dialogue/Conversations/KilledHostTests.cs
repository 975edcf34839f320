using System.Net.Http.Json;
using System.Text.Json;
using Samvad.LocalHost.Demo;
using Samvad.LocalHost.Processes;

namespace Samvad.Tests.Dialogue;

/// <summary>A host that is killed while people write repeats no answer and forgets none.</summary>
public sealed class KilledHostTests : IDisposable
{
    private const int People = 120;
    private const int Kills = 4;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("samvad-kill");
    private readonly CancellationTokenSource _timeout = new(TimeSpan.FromMinutes(8));

    [Theory]
    [InlineData("acs", null)]
    [InlineData("cloud", "100000000000001")]
    public async Task Everybody_is_answered_once(string provider, string? channel)
    {
        var port = Ports.FreeInARow(2);
        await using var host = await HostProcess.StartAsync(
            _data.FullName, port, port + 1,
            [$"--WhatsApp:Channels:0:Provider={provider}", "--Dialogue:DoubtWait=00:00:10", "--Dialogue:PredictPeople=1000"],
            _timeout.Token);
        using var simulator = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port + 1}") };
        (await simulator.PostAsync("/script", new StringContent("""{"latencyMs":40,"latencyJitterMs":60}"""))).EnsureSuccessStatusCode();
        var random = new Random(provider.Length);
        for (var wave = 0; wave <= Kills; wave++)
        {
            for (var person = wave; person < People; person += Kills + 1)
                await WriteAsync(simulator, person, channel);
            if (wave == Kills)
                break;
            // In the middle of what was just written: how far it is, is chance.
            await AnsweredAsync(simulator, atLeast: wave * People / (Kills + 1) + random.Next(1, 12));
            await host.KillAsync();
            await host.RestartAsync(_timeout.Token);
        }

        await AnsweredAsync(simulator, atLeast: People);
        // Whoever was in doubt has been decided on when nothing is left on the queue.
        while (await OpenAsync(host.Http) > 0)
            await Task.Delay(200, _timeout.Token);
        var answers = await AnsweredAsync(simulator, atLeast: People);
        Assert.Equal(People, answers.Count);
        Assert.All(answers, person => Assert.Equal(1, person.Value));
    }

    private async Task WriteAsync(HttpClient simulator, int person, string? channel) => (await simulator.PostAsJsonAsync(
        "/inbound", new { person = $"919600{person:d6}", text = person % 2 == 0 ? "hello" : "wire fallen", channel }, _timeout.Token))
        .EnsureSuccessStatusCode();

    /// <summary>How many answers each person got, as soon as so many people have one.</summary>
    private async Task<Dictionary<string, int>> AnsweredAsync(HttpClient simulator, int atLeast)
    {
        while (true)
        {
            var answers = (await simulator.GetFromJsonAsync<List<JsonElement>>("/journal/messages", _timeout.Token))!
                .GroupBy(message => message.GetProperty("person").GetString()!).ToDictionary(one => one.Key, one => one.Count());
            if (answers.Count >= atLeast)
                return answers;
            await Task.Delay(50, _timeout.Token);
        }
    }

    private async Task<long> OpenAsync(HttpClient host)
    {
        var queues = (await host.GetFromJsonAsync<JsonElement>("/local/status", _timeout.Token)).GetProperty("queues");
        return ((string[])["inbound", "provider-events"])
            .Sum(queue => queues.GetProperty(queue).GetProperty("active").GetInt64() + queues.GetProperty(queue).GetProperty("scheduled").GetInt64());
    }

    public void Dispose()
    {
        _timeout.Dispose();
        _data.Delete(recursive: true);
    }
}
