using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Samvad.LocalHost;
using Samvad.LocalHost.Demo;

namespace Samvad.Benchmarks.Drill;

/// <summary>
/// The people of one feeder write "light gone" within a minute. How long each waits for an answer (by the simulator's
/// journal), how many tickets and predicted outages there are, and what it costs.
/// </summary>
internal static class DrillCommand
{
    private const int Port = 7471;
    private const int SimulatorPort = 7481;
    private static readonly TimeSpan Target = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly Dictionary<string, string[]> Words = new()
    {
        ["mr"] = ["लाईट गेली", "वीज नाही", "light geli", "veej geli aahe"],
        ["hi"] = ["बिजली चली गई", "light nahi hai", "bijli gul"],
        ["en"] = ["light gone", "no power", "no lihgt"],
    };

    public static async Task<int> RunAsync(Options options)
    {
        var town = new DrillTown(options.Number("people", 2_000));
        var within = TimeSpan.FromSeconds(options.Number("seconds", 60));
        var cloud = options.Text("provider", "acs") == "cloud";
        var channel = cloud ? "100000000000001" : null;
        var data = Directory.CreateTempSubdirectory("samvad-drill");
        try
        {
            await town.WriteAsync(data.FullName);
            await using var host = await HostProcess.StartAsync(
                data.FullName, Port, SimulatorPort, cloud ? ["--WhatsApp:Channels:0:Provider=cloud"] : [], default);
            using var simulator = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{SimulatorPort}") };
            var run = new OutageRun(() => host.Http, TimeProvider.System);
            foreach (var kind in (string[])["offices", "groups", "members", "staff"])
                await run.ImportAsync(kind, Path.Combine(data.FullName, kind + ".csv"), default);
            // A host has been at work for long when a feeder trips: what is compiled once it is called often is compiled.
            await WriteAsync(simulator, town.Before, TimeSpan.FromSeconds(20), channel);
            await AnsweredAsync(simulator, town.Before);
            var processes = new DeliveryProcesses(data.FullName, host);
            var before = processes.Now();
            var clock = Stopwatch.StartNew();
            var written = await WriteAsync(simulator, town.People, within, channel);
            var answered = await AnsweredAsync(simulator, town.People);
            var times = processes.Now() - before;
            host.Measure();
            Console.WriteLine($"{town.People.Count:N0} people wrote within {within.TotalSeconds:N0} s by {(cloud ? "the Cloud API" : "ACS")}; "
                + $"{answered.Count:N0} were answered, the last {clock.Elapsed.TotalSeconds:N0} s after the first wrote");
            Console.WriteLine($"processor seconds: host {times.Sender:N1}, store {times.Store:N1}, simulator {times.Simulator:N1}; "
                + $"host RSS at most {host.PeakRssMb:N0} MB");
            return Judge(written, answered) & await JudgeAsync(host.Http, town) ? 0 : 1;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static bool Judge(Dictionary<string, DateTimeOffset> written, Dictionary<string, List<DateTimeOffset>> answered)
    {
        var waits = written.Where(pair => answered.ContainsKey(pair.Key))
            .Select(pair => answered[pair.Key][0] - pair.Value).Order().ToList();
        var twice = answered.Values.Count(times => times.Count > 1);
        var late = At(waits, 0.95);
        Console.WriteLine($"answer time p50 {At(waits, 0.5).TotalSeconds:N2} s, p95 {late.TotalSeconds:N2} s, "
            + $"p99 {At(waits, 0.99).TotalSeconds:N2} s, longest {waits[^1].TotalSeconds:N2} s (wanted: p95 below {Target.TotalSeconds:N0} s)");
        var begun = written.Values.Min();
        var slices = written.Where(pair => answered.ContainsKey(pair.Key))
            .GroupBy(pair => (int)((pair.Value - begun).TotalSeconds / 10), pair => answered[pair.Key][0] - pair.Value).OrderBy(slice => slice.Key)
            .Select(slice => $"{At([.. slice.Order()], 0.95).TotalSeconds:N1}");
        Console.WriteLine($"p95 of those who wrote in each ten seconds: {string.Join(", ", slices)} s");
        Console.WriteLine($"without an answer {written.Count - waits.Count}, answered twice {twice}");
        return late < Target && twice == 0 && waits.Count == written.Count;
    }

    private static async Task<bool> JudgeAsync(HttpClient host, DrillTown town)
    {
        var transformers = town.People.Select(one => one.Transformer).Distinct().Count();
        var tickets = (await host.GetFromJsonAsync<JsonElement>($"/api/tickets?office={DrillTown.Section}&type=no-supply&top=500"))
            .GetProperty("tickets").EnumerateArray().Select(ticket => ticket.GetProperty("transformer").GetString()).ToList();
        var outages = (await host.GetFromJsonAsync<JsonElement>("/api/outages?state=predicted&top=500"))
            .GetProperty("outages").EnumerateArray()
            .Count(outage => outage.GetProperty("externalId").GetString()!.StartsWith("DRILL", StringComparison.Ordinal));
        var alerts = (await host.GetFromJsonAsync<JsonElement>("/api/alerts?open=true&top=500"))
            .GetProperty("alerts").EnumerateArray().Count(alert => alert.GetProperty("kind").GetString() == "outage-predicted"
                && alert.GetProperty("subject").GetString()!.StartsWith("DRILL", StringComparison.Ordinal));
        Console.WriteLine($"transformers {transformers}, tickets {tickets.Count} (of different transformers {tickets.Distinct().Count()}), "
            + $"predicted outages {outages}, alerts of them {alerts}");
        return tickets.Count == transformers && tickets.Distinct().Count() == transformers
            && outages == transformers && alerts == transformers;
    }

    /// <summary>At random instants, posted ten times a second as a provider's batches come.</summary>
    private static async Task<Dictionary<string, DateTimeOffset>> WriteAsync(
        HttpClient simulator, IReadOnlyList<Neighbour> people, TimeSpan within, string? channel)
    {
        var random = new Random(1);
        var plan = people.Select(one => (At: random.NextDouble() * within, Person: one)).OrderBy(one => one.At).ToList();
        var written = new Dictionary<string, DateTimeOffset>();
        var clock = Stopwatch.StartNew();
        for (var next = 0; next < plan.Count;)
        {
            var until = next;
            while (until < plan.Count && plan[until].At <= clock.Elapsed)
                until++;
            if (until > next)
            {
                var letters = plan[next..until].Select(one => new
                {
                    person = "91" + one.Person.Phone,
                    text = Words[one.Person.Language][random.Next(Words[one.Person.Language].Length)],
                    channel,
                }).ToList();
                var now = TimeProvider.System.GetUtcNow();
                (await simulator.PostAsJsonAsync("/inbound", letters)).EnsureSuccessStatusCode();
                foreach (var letter in letters)
                    written[letter.person] = now;
                next = until;
            }

            await Task.Delay(Tick);
        }

        return written;
    }

    private static async Task<Dictionary<string, List<DateTimeOffset>>> AnsweredAsync(
        HttpClient simulator, IReadOnlyList<Neighbour> neighbours)
    {
        var people = neighbours.Select(one => "91" + one.Phone).ToHashSet();
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var answered = (await simulator.GetFromJsonAsync<List<JsonElement>>("/journal/messages"))!
                .Where(message => people.Contains(message.GetProperty("person").GetString()!))
                .GroupBy(message => message.GetProperty("person").GetString()!, message => message.GetProperty("acceptedAt").GetDateTimeOffset())
                .ToDictionary(one => one.Key, one => one.ToList());
            if (answered.Count == people.Count || clock.Elapsed > Patience)
            {
                // Who would be answered a second time by mistake would be so by now.
                await Task.Delay(TimeSpan.FromSeconds(5));
                return answered;
            }

            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    private static TimeSpan At(List<TimeSpan> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
}
