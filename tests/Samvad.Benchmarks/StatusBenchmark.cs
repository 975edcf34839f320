using System.Diagnostics;
using Samvad.LocalHost;
using Samvad.LocalHost.Demo;
using Samvad.LocalHost.Sample;

namespace Samvad.Benchmarks;

/// <summary>
/// Three statuses of every message, every tenth event twice, all shuffled, from the first enqueue until the ledger has
/// them all; in the same run, what the table store does at best where such pages are only read and written.
/// </summary>
internal static class StatusBenchmark
{
    private const int Port = 7371;
    private const int SimulatorPort = 7381;

    public static async Task RunAsync(Options options)
    {
        var registry = new SampleRegistry(options.Number("groups", 200), options.Number("members", 250), 1);
        var data = Directory.CreateTempSubdirectory("samvad-bench");
        try
        {
            await registry.WriteAsync(data.FullName);
            await using var host = await HostProcess.StartAsync(data.FullName, Port, SimulatorPort, [], default);
            using var journal = new JournalClient(SimulatorPort);
            await journal.ScriptAsync("""{"latencyMs":1,"statuses":{"enabled":false}}""", default);
            var run = new OutageRun(() => host.Http, TimeProvider.System);
            foreach (var kind in (string[])["offices", "groups", "members"])
                await run.ImportAsync(kind, Path.Combine(data.FullName, kind + ".csv"), default);
            var pages = new LedgerPages(data.FullName);
            for (var round = 1; round <= options.Number("rounds", 2); round++)
                await RoundAsync(round, options.Number("batch", 100), data.FullName, host, run, journal, registry, pages);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task RoundAsync(
        int round, int batch, string data, HostProcess host, OutageRun run, JournalClient journal,
        SampleRegistry registry, LedgerPages pages)
    {
        var reference = await run.ReportAsync($"BENCH-{round}", 1, "confirmed", ("offices", [registry.TopOffice]), default);
        var sent = OutageRun.Count(await run.FinalAsync(reference, (_, _) => { }, default), "sent");
        var statuses = ShuffledStatuses.Of(await journal.AnnouncedAsync(reference, default), round);
        var written = await pages.VersionsAsync(default);
        var clock = Stopwatch.StartNew();
        var enqueued = statuses.EnqueueAsync(data, batch, default);
        while (await run.FindAsync(reference, default) is not { } found || OutageRun.Count(found, "read") < sent)
            await Task.Delay(100);
        var seconds = clock.Elapsed.TotalSeconds;
        await enqueued;
        written = await pages.VersionsAsync(default) - written;
        var (rows, perSecond) = await pages.CeilingAsync(TimeSpan.FromSeconds(10), default);
        var ceiling = perSecond * statuses.Count / written;
        host.Measure();
        Console.WriteLine($"round {round}: {statuses.Count:N0} events of {sent:N0} messages, {batch} to a queue message, "
            + $"in {seconds:N1} s: {statuses.Count / seconds:N0} events/s with {written:N0} page writes on {rows:N0} pages");
        Console.WriteLine($"         the store alone reads and writes {perSecond:N0} such pages/s: at {(double)statuses.Count / written:N1} events "
            + $"a page write a ceiling of {ceiling:N0} events/s; host RSS at most {host.PeakRssMb:N0} MB");
    }
}
