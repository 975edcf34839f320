using System.Diagnostics;
using Samvad.LocalHost;
using Samvad.LocalHost.Demo;
using Samvad.LocalHost.Sample;

namespace Samvad.Benchmarks;

/// <summary>
/// `floor` and `pipeline` in turn, against the same simulator (50 ms an answer, statuses off, channel unthrottled, 512 in
/// flight) and for the same number of messages. The pipeline's clock runs from the report until the last person is final.
/// All processes share the machine's cores, so what each of them burns per message is shown too.
/// </summary>
internal static class DeliveryBenchmark
{
    private const int Port = 7371;
    private const int SimulatorPort = 7381;

    public static async Task RunAsync(Options options)
    {
        var registry = new SampleRegistry(options.Number("groups", 875), options.Number("members", 250), 1);
        var latency = options.Number("latency", 50);
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
            Console.WriteLine($"{phones.Length:N0} messages, {Floor.InFlight} in flight, {latency} ms an answer");
            await RoundsAsync(options.Number("rounds", 5), phones, new DeliveryProcesses(data.FullName, host), run, registry, journal);
            host.Measure();
            var summary = await journal.SummaryAsync(default);
            Console.WriteLine($"host RSS at most {host.PeakRssMb:N0} MB; duplicates {summary.GetProperty("duplicates")}");
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task RoundsAsync(
        int rounds, string[] phones, DeliveryProcesses processes, OutageRun run, SampleRegistry registry, JournalClient journal)
    {
        Console.WriteLine("                 messages/s   CPU s per 1,000 messages                    ratio of");
        Console.WriteLine("round  what                    sender  simulator    store  together     rate  sender CPU");
        var floors = new List<Measure>();
        var pipelines = new List<Measure>();
        for (var round = 1; round <= rounds; round++)
        {
            var floor = await FloorAsync(phones, round, processes);
            floors.Add(floor);
            Console.WriteLine($"{round,5}  floor     {floor}");
            var (pipeline, first, last) = await PipelineAsync(processes, run, registry, journal, round, phones.Length);
            pipelines.Add(pipeline);
            Console.WriteLine($"{round,5}  pipeline  {pipeline}  {pipeline.Rate / floor.Rate,7:N2}  {pipeline.Sender / floor.Sender,10:N2}"
                + $"  first message after {first.TotalSeconds:N2} s, all final {last.TotalSeconds:N2} s after the last");
        }

        Console.WriteLine($"median {Median(floors.Zip(pipelines, (f, p) => p.Rate / f.Rate)):N2} of the floor's rate at "
            + $"{Median(floors.Zip(pipelines, (f, p) => p.Sender / f.Sender)):N2} of its CPU per message");
    }

    private static async Task<Measure> FloorAsync(string[] phones, int round, DeliveryProcesses processes)
    {
        using var floor = new Floor(SimulatorPort);
        var before = processes.Now(floor: true);
        var seconds = await floor.RunAsync(phones, $"FLOOR-{round}");
        return new Measure(phones.Length, seconds, processes.Now(floor: true) - before);
    }

    private static async Task<(Measure Measure, TimeSpan First, TimeSpan Last)> PipelineAsync(
        DeliveryProcesses processes, OutageRun run, SampleRegistry registry, JournalClient journal, int round, int expected)
    {
        var before = processes.Now();
        var begun = TimeProvider.System.GetUtcNow();
        var clock = Stopwatch.StartNew();
        var reference = await run.ReportAsync($"BENCH-{round}", 1, "confirmed", ("offices", [registry.TopOffice]), default);
        var final = await run.FinalAsync(reference, (_, _) => { }, default);
        var seconds = clock.Elapsed.TotalSeconds;
        var sent = OutageRun.Count(final, "sent");
        if (sent != expected)
            throw new InvalidOperationException($"{sent} messages were sent, not {expected}.");
        var measure = new Measure(sent, seconds, processes.Now() - before);
        var times = await journal.TimesAsync(reference, default);
        return (
            measure,
            DateTimeOffset.FromUnixTimeMilliseconds(times[0]) - begun,
            begun.AddSeconds(seconds) - DateTimeOffset.FromUnixTimeMilliseconds(times[^1]));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private sealed record Measure(int Messages, double Seconds, ProcessorTimes Cpu)
    {
        public double Rate => Messages / Seconds;
        public double Sender => PerThousand(Cpu.Sender);

        public override string ToString() => $"{Rate,10:N0}  {Sender,8:N4}  {PerThousand(Cpu.Simulator),9:N4}  "
            + $"{PerThousand(Cpu.Store),7:N4}  {PerThousand(Cpu.Sender + Cpu.Simulator + Cpu.Store),8:N4}";

        private double PerThousand(double seconds) => seconds / Messages * 1000;
    }
}
