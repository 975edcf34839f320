using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Samvad.LocalHost;
using Samvad.LocalHost.Demo;
using Samvad.LocalHost.Sample;

namespace Samvad.Benchmarks;

/// <summary>
/// `floor` and `pipeline` in turn, against the same simulator (50 ms an answer, statuses off, channel unthrottled, 512 in
/// flight) and for the same number of messages. The pipeline's clock runs from the report until the last person is final.
/// </summary>
internal static class DeliveryBenchmark
{
    private const int Port = 7371;
    private const int SimulatorPort = 7381;

    public static async Task RunAsync(Options options)
    {
        var groups = options.Number("groups", 875);
        var members = options.Number("members", 250);
        var latency = options.Number("latency", 50);
        var rounds = options.Number("rounds", 3);
        var registry = new SampleRegistry(groups, members, 1);
        var data = Directory.CreateTempSubdirectory("samvad-bench");
        try
        {
            await registry.WriteAsync(data.FullName);
            await using var host = await HostProcess.StartAsync(
                data.FullName, Port, SimulatorPort, [.. options.Settings.Select(setting => $"--{setting.Key}={setting.Value}")], default);
            using var journal = new JournalClient(SimulatorPort);
            await journal.ScriptAsync($$$"""{"latencyMs":{{{latency}}},"statuses":{"enabled":false}}""", default);
            var run = new OutageRun(() => host.Http, TimeProvider.System);
            foreach (var kind in (string[])["offices", "groups", "members"])
                await run.ImportAsync(kind, Path.Combine(data.FullName, kind + ".csv"), default);
            var phones = registry.Members().Where(member => member.ConsentOutage).Select(member => "91" + member.Phone)
                .Distinct().ToArray();
            var floors = new List<Measure>();
            var pipelines = new List<Measure>();
            Console.WriteLine($"{phones.Length:N0} messages, {Floor.InFlight} in flight, {latency} ms an answer");
            Console.WriteLine("round  what      messages/s  CPU s/1,000  ratio of rates  ratio of CPU");
            for (var round = 1; round <= rounds; round++)
            {
                floors.Add(await FloorAsync(phones, round));
                Console.WriteLine($"{round,5}  floor     {floors[^1].Rate,10:N0}  {floors[^1].CpuPerThousand,11:N3}");
                pipelines.Add(await PipelineAsync(host, run, registry, round, phones.Length));
                Console.WriteLine($"{round,5}  pipeline  {pipelines[^1].Rate,10:N0}  {pipelines[^1].CpuPerThousand,11:N3}"
                    + $"  {pipelines[^1].Rate / floors[^1].Rate,14:N2}  {pipelines[^1].CpuPerThousand / floors[^1].CpuPerThousand,12:N2}");
            }

            host.Measure();
            var summary = await journal.SummaryAsync(default);
            Console.WriteLine($"median {Median(floors.Zip(pipelines, (f, p) => p.Rate / f.Rate)):N2} of the floor's rate at "
                + $"{Median(floors.Zip(pipelines, (f, p) => p.CpuPerThousand / f.CpuPerThousand)):N2} of its CPU per message; "
                + $"host RSS at most {host.PeakRssMb:N0} MB; duplicates {summary.GetProperty("duplicates")}");
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task<Measure> FloorAsync(string[] phones, int round)
    {
        using var floor = new Floor(SimulatorPort);
        var (seconds, cpu) = await floor.RunAsync(phones, $"FLOOR-{round}");
        return new Measure(phones.Length, seconds, cpu);
    }

    private static async Task<Measure> PipelineAsync(
        HostProcess host, OutageRun run, SampleRegistry registry, int round, int expected)
    {
        var cpu = await CpuAsync(host);
        var clock = Stopwatch.StartNew();
        var reference = await run.ReportAsync($"BENCH-{round}", 1, "confirmed", ("offices", [registry.TopOffice]), default);
        var final = await run.FinalAsync(reference, (_, _) => { }, default);
        var seconds = clock.Elapsed.TotalSeconds;
        var sent = OutageRun.Count(final, "sent");
        if (sent != expected)
            throw new InvalidOperationException($"{sent} messages were sent, not {expected}.");
        return new Measure(sent, seconds, await CpuAsync(host) - cpu);
    }

    private static async Task<double> CpuAsync(HostProcess host) =>
        (await host.Http.GetFromJsonAsync<JsonElement>("/local/status")).GetProperty("cpuSeconds").GetDouble();

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private sealed record Measure(int Messages, double Seconds, double Cpu)
    {
        public double Rate => Messages / Seconds;
        public double CpuPerThousand => Cpu / Messages * 1000;
    }
}
