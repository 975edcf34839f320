using Samvad.LocalHost.Demo;
using Samvad.LocalHost.Processes;

namespace Samvad.Tests.Pipeline;

/// <summary>Real processes on a channel of Meta's Cloud API.</summary>
public sealed class CloudApiTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("samvad-cloud");

    [Fact]
    public async Task Hosts_on_the_Cloud_API_need_no_further_setting_and_hear_of_every_delivery_by_webhook()
    {
        var port = Ports.FreeInARow(3);
        var scenario = new DemoScenario(
            new DemoPlan(
                _data.FullName, Groups: 6, Members: 20, Seed: 7, port, port + 2, Hosts: 2,
                Script: """{"latencyMs":20,"statuses":{"readShare":1}}""",
                Settings: ["--WhatsApp:Channels:0:Provider=cloud"]),
            TextWriter.Null,
            TimeProvider.System);
        var result = await scenario.RunAsync(null, TestContext.Current.CancellationToken);
        Assert.Equal((0, 0, 0), (result.Duplicates, result.Missing, result.Failed));
        Assert.Equal(result.Audience, result.Sent + result.Skipped.Values.Sum());
        Assert.InRange(result.Sent, 2 * 6 * 15, 2 * 6 * 20);
        Assert.Equal(result.Sent, result.Delivered);
    }

    public void Dispose() => _data.Delete(recursive: true);
}
