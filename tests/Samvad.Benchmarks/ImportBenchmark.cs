using System.Diagnostics;
using Samvad.LocalHost;
using Samvad.LocalHost.Demo;
using Samvad.LocalHost.Sample;

namespace Samvad.Benchmarks;

/// <summary>Members into the table store, from the first byte posted until the import is finished; then the same file again.</summary>
internal static class ImportBenchmark
{
    private const int Port = 7371;
    private const int SimulatorPort = 7381;

    public static async Task RunAsync(Options options)
    {
        var registry = new SampleRegistry(options.Number("groups", 875), options.Number("members", 250), 1);
        var data = Directory.CreateTempSubdirectory("samvad-bench");
        try
        {
            await registry.WriteAsync(data.FullName);
            await using var host = await HostProcess.StartAsync(data.FullName, Port, SimulatorPort, [], default);
            var run = new OutageRun(() => host.Http, TimeProvider.System);
            await run.ImportAsync("offices", Path.Combine(data.FullName, "offices.csv"), default);
            await run.ImportAsync("groups", Path.Combine(data.FullName, "groups.csv"), default);
            foreach (var time in (string[])["first", "again"])
            {
                var clock = Stopwatch.StartNew();
                var rows = await run.ImportAsync("members", Path.Combine(data.FullName, "members.csv"), default);
                host.Measure();
                Console.WriteLine($"{time}: {rows:N0} members in {clock.Elapsed.TotalSeconds:N1} s, "
                    + $"{rows / clock.Elapsed.TotalSeconds:N0}/s; host RSS at most {host.PeakRssMb:N0} MB");
            }
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }
}
