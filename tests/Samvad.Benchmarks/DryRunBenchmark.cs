using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Samvad.LocalHost;
using Samvad.LocalHost.Demo;
using Samvad.LocalHost.Sample;

namespace Samvad.Benchmarks;

/// <summary>
/// A dry run for all groups over HTTP: until its first figures, and until its last ones, with the most memory that the host
/// had. The people it counts are compared with the registry.
/// </summary>
internal static class DryRunBenchmark
{
    private const int Port = 7371;
    private const int SimulatorPort = 7381;

    public static async Task RunAsync(Options options)
    {
        var registry = new SampleRegistry(options.Number("groups", 7350), options.Number("members", 250), 1);
        var data = options.Text("data", Directory.CreateTempSubdirectory("samvad-bench").FullName);
        try
        {
            await using var host = await HostProcess.StartAsync(data, Port, SimulatorPort, [], default);
            if (!File.Exists(Path.Combine(data, "members.csv")))
                await ImportAsync(host, registry, data);
            await host.StopAsync();
            await using var fresh = await HostProcess.StartAsync(data, Port, SimulatorPort, [], default);
            var expected = registry.Members().Where(member => member.ConsentSafety).Select(member => member.Phone).Distinct().Count();
            Console.WriteLine($"expected {expected:N0} people");
            for (var round = 1; round <= options.Number("rounds", 3); round++)
                await RoundAsync(fresh, registry.TopOffice, expected, round);
        }
        finally
        {
            if (!options.Has("data"))
                Directory.Delete(data, recursive: true);
        }
    }

    private static async Task ImportAsync(HostProcess host, SampleRegistry registry, string data)
    {
        await registry.WriteAsync(data);
        var run = new OutageRun(() => host.Http, TimeProvider.System);
        var clock = Stopwatch.StartNew();
        foreach (var kind in (string[])["offices", "groups", "members"])
            await run.ImportAsync(kind, Path.Combine(data, kind + ".csv"), default);
        Console.WriteLine($"imported in {clock.Elapsed.TotalSeconds:N0} s");
    }

    private static async Task RoundAsync(HostProcess host, string office, int expected, int round)
    {
        var clock = Stopwatch.StartNew();
        using var asked = await host.Http.PostAsJsonAsync(
            "/api/dry-runs",
            new { announcement = new { item = "wet-hands", audience = new { offices = new[] { office } } } });
        asked.EnsureSuccessStatusCode();
        TimeSpan? first = null;
        while (true)
        {
            var run = await host.Http.GetFromJsonAsync<JsonElement>(asked.Headers.Location);
            var result = run.GetProperty("result");
            if (result.ValueKind == JsonValueKind.Object && result.GetProperty("groups").GetInt32() > 0)
                first ??= clock.Elapsed;
            if (run.GetProperty("state").GetString() == "finished")
            {
                var people = result.GetProperty("people").GetInt32();
                host.Measure();
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"round {round}: first figures {first!.Value.TotalSeconds:N2} s, all {clock.Elapsed.TotalSeconds:N1} s, "
                        + $"{people:N0} people ({(people == expected ? "as expected" : "NOT as expected")}); host RSS at most {host.PeakRssMb:N0} MB"));
                return;
            }

            await Task.Delay(100);
        }
    }
}
