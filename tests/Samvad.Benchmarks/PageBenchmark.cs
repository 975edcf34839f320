using System.Diagnostics;
using Samvad.LocalHost;
using Samvad.LocalHost.Demo;
using Samvad.LocalHost.Sample;

namespace Samvad.Benchmarks;

/// <summary>
/// The same outage told with nobody looking and with a control room looking, in turn on one host: what the page costs the
/// pipeline, and how long it takes to open meanwhile.
/// </summary>
internal static class PageBenchmark
{
    private const int Port = 7373;
    private const int SimulatorPort = 7383;

    public static async Task RunAsync(Options options)
    {
        var registry = new SampleRegistry(options.Number("groups", 875), options.Number("members", 250), 1);
        var viewers = options.Number("viewers", 2);
        var data = Directory.CreateTempSubdirectory("samvad-page-bench");
        try
        {
            await registry.WriteAsync(data.FullName);
            await using var host = await HostProcess.StartAsync(data.FullName, Port, SimulatorPort, ["--Outages:StormOutages=0", "--Outages:MostPerDay=0"], default);
            using var journal = new JournalClient(SimulatorPort);
            await journal.ScriptAsync("""{"latencyMs":50,"statuses":{"enabled":false}}""", default);
            var run = new OutageRun(() => host.Http, TimeProvider.System);
            foreach (var kind in (string[])["offices", "groups", "members"])
                await run.ImportAsync(kind, Path.Combine(data.FullName, kind + ".csv"), default);
            await RoundsAsync(options.Number("rounds", 3), viewers, host, run, registry);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task RoundsAsync(int rounds, int viewers, HostProcess host, OutageRun run, SampleRegistry registry)
    {
        Console.WriteLine($"round  alone, messages/s  {viewers} looking  ratio  first view, ms  answers, ms: median  95 %  most");
        await TellAsync(run, registry, "WARM");
        var ratios = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            // Whoever is second tells into a store that is a little fuller; so they take turns.
            var (alone, looked, looking) = (0.0, 0.0, default(Looking)!);
            for (var turn = 0; turn < 2; turn++)
            {
                if ((round + turn) % 2 == 1)
                    alone = await TellAsync(run, registry, $"ALONE-{round}");
                else
                    (looked, looking) = await LookedAtAsync(host, run, registry, viewers, $"LOOKED-{round}");
            }

            ratios.Add(looked / alone);
            var answers = looking.Answers.Order().ToArray();
            Console.WriteLine($"{round,5}  {alone,17:N0}  {looked,9:N0}  {looked / alone,5:N3}  {looking.FirstView.TotalMilliseconds,14:N0}  "
                + $"{answers[answers.Length / 2],19:N0}  {answers[answers.Length * 95 / 100],4:N0}  {answers[^1],4:N0}");
        }

        Console.WriteLine($"The page costs {1 - ratios.Order().ElementAt(rounds / 2):P1} of the throughput (median of {rounds})");
    }

    private static async Task<(double Rate, Looking Looking)> LookedAtAsync(
        HostProcess host, OutageRun run, SampleRegistry registry, int viewers, string name)
    {
        using var over = new CancellationTokenSource();
        string? announcement = null;
        var telling = TellAsync(run, registry, name, id => announcement = id);
        var pages = Enumerable.Range(0, viewers).Select(_ => new PageViewer(host.Http.BaseAddress!, host.Http.DefaultRequestHeaders.GetValues("x-functions-key").First())).ToArray();
        var first = await pages[0].FirstViewAsync();
        var watching = pages.Select(page => page.WatchAsync(() => announcement, over.Token)).ToArray();
        var rate = await telling;
        await over.CancelAsync();
        await Task.WhenAll(watching);
        foreach (var page in pages)
            page.Dispose();
        return (rate, new Looking(first, [.. pages.SelectMany(page => page.Answers)]));
    }

    /// <returns>Messages a second, from the report until the last person is final.</returns>
    private static async Task<double> TellAsync(OutageRun run, SampleRegistry registry, string name, Action<string>? known = null)
    {
        var clock = Stopwatch.StartNew();
        var reference = await run.ReportAsync(name, 1, "confirmed", ("offices", [registry.TopOffice]), default);
        var final = await run.FinalAsync(reference, (announcement, _) => known?.Invoke(announcement.GetProperty("id").GetString()!), default);
        return OutageRun.Count(final, "sent") / clock.Elapsed.TotalSeconds;
    }

    private sealed record Looking(TimeSpan FirstView, IReadOnlyList<double> Answers);
}
