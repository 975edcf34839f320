using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Samvad.LocalHost;
using Samvad.LocalHost.Demo;
using Samvad.LocalHost.Sample;

namespace Samvad.Benchmarks.Storms;

/// <summary>
/// A storm over the district: 5,000 reports in 60 s, each a request of its own sent at its instant whether or not the ones
/// before are answered, so that a slow answer is not hidden by waiting. Shown are the times until 202, whether every
/// report is known in the end, and whether every office's digest says the right number to exactly the right people.
/// </summary>
internal static class StormBenchmark
{
    private const int Port = 7371;
    private const int SimulatorPort = 7381;
    private const int Single = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <returns>0, or 1 where a report was lost, a digest was wrong or somebody got one twice.</returns>
    public static async Task<int> RunAsync(Options options)
    {
        var registry = new SampleRegistry(options.Number("groups", 875), options.Number("members", 25), 1);
        var plan = StormPlan.Of(registry, options.Number("events", 5_000), options.Number("seed", 1));
        var truth = new StormTruth(registry);
        var data = Directory.CreateTempSubdirectory("samvad-bench");
        try
        {
            await registry.WriteAsync(data.FullName);
            await using var host = await HostProcess.StartAsync(
                data.FullName, Port, SimulatorPort,
                [$"--Outages:StormOutages={Single}", $"--Outages:StormGather=00:0{options.Number("gather", 4)}:00", "--Outages:MostPerDay=0"],
                default);
            using var journal = new JournalClient(SimulatorPort);
            await journal.ScriptAsync("""{"latencyMs":50}""", default);
            var run = new OutageRun(() => host.Http, TimeProvider.System);
            foreach (var kind in (string[])["offices", "groups", "members"])
                await run.ImportAsync(kind, Path.Combine(data.FullName, kind + ".csv"), default);
            var processes = new DeliveryProcesses(data.FullName, host);
            var before = processes.Now();
            var clock = Stopwatch.StartNew();
            var answers = await SendAsync(host.Http, plan, TimeSpan.FromSeconds(options.Number("seconds", 60)));
            Console.WriteLine($"{plan.Events.Count:N0} reports of {plan.Last.Count():N0} outages in {clock.Elapsed.TotalSeconds:N0} s: {answers}");
            var lost = await KnownAsync(host.Http, plan);
            Console.WriteLine($"all worked off {clock.Elapsed.TotalSeconds:N0} s after the first; lost {lost:N0}");
            var took = processes.Now() - before;
            Console.WriteLine($"processor seconds until then: host {took.Sender:N0}, store {took.Store:N0}, simulator {took.Simulator:N0}");
            var wrong = await DigestsAsync(journal, plan, truth);
            host.Measure();
            var duplicates = (await journal.SummaryAsync(default)).GetProperty("duplicates").GetInt64();
            Console.WriteLine($"host RSS at most {host.PeakRssMb:N0} MB; duplicates {duplicates}");
            return answers.Refused + lost + wrong + duplicates == 0 ? 0 : 1;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task<Answers> SendAsync(HttpClient http, StormPlan plan, TimeSpan within)
    {
        var taken = new double[plan.Events.Count];
        var refused = 0;
        var start = TimeProvider.System.GetUtcNow().AddMinutes(-10);
        var clock = Stopwatch.StartNew();
        var calls = new List<Task>(plan.Events.Count);
        // An outage system sends what it has to say of one outage in order.
        var before = new Dictionary<string, Task>();
        for (var i = 0; i < plan.Events.Count; i++)
        {
            var due = within * ((double)i / plan.Events.Count);
            if (due - clock.Elapsed is { Ticks: > 0 } early)
                await Task.Delay(early);
            calls.Add(before[plan.Events[i].ExternalId] = CallAsync(i, due, before.GetValueOrDefault(plan.Events[i].ExternalId, Task.CompletedTask)));
        }

        await Task.WhenAll(calls);
        return new Answers([.. taken.Order()], refused);

        async Task CallAsync(int i, TimeSpan due, Task earlier)
        {
            await earlier;
            using var answer = await http.PostAsJsonAsync("/api/outages", Report(plan.Events[i], start));
            taken[i] = (clock.Elapsed - due).TotalMilliseconds;
            if (answer.StatusCode != HttpStatusCode.Accepted)
                Interlocked.Increment(ref refused);
        }
    }

    private static Dictionary<string, object> Report(StormEvent report, DateTimeOffset start) => new()
    {
        ["source"] = "storm-oms",
        ["externalId"] = report.ExternalId,
        ["revision"] = report.Revision,
        ["kind"] = "unplanned",
        ["state"] = report.State,
        ["causeCode"] = "weather",
        ["start"] = start,
        ["etr"] = start.AddMinutes(10 + report.EtrMinutes),
        [report.IsFeeder ? "feeders" : "transformers"] = (string[])[report.Asset],
    };

    /// <summary>Waits until the host knows the last word on each outage.</summary>
    /// <returns>How many it never came to know.</returns>
    private static async Task<int> KnownAsync(HttpClient http, StormPlan plan)
    {
        var open = plan.Last.ToDictionary(outage => outage.ExternalId);
        for (var clock = Stopwatch.StartNew(); open.Count > 0 && clock.Elapsed < Patience; await Task.Delay(1_000))
        {
            foreach (var (id, last) in open.ToArray())
            {
                using var answer = await http.GetAsync($"/api/outages/storm-oms/{id}");
                if (answer.StatusCode != HttpStatusCode.OK)
                    break;
                var known = await answer.Content.ReadFromJsonAsync<JsonElement>();
                if (known.GetProperty("revision").GetInt64() != last.Revision)
                    break;
                open.Remove(id);
            }
        }

        return open.Count;
    }

    /// <returns>How many offices have a digest that is wrong, missing or one too many.</returns>
    private static async Task<int> DigestsAsync(JournalClient journal, StormPlan plan, StormTruth truth)
    {
        var single = new HashSet<string>();
        foreach (var outage in plan.Last.Where(outage => truth.PeopleOf(outage.Asset).Count > 0))
            // Where it was over before its first message left, only the second did.
            if ((await journal.TimesAsync(outage.ExternalId + ".1", default)).Count > 0
                || (await journal.TimesAsync(outage.ExternalId + ".2", default)).Count > 0)
                single.Add(outage.ExternalId);
        var digests = truth.Digests(plan, single, Single, out var wrong);
        Console.WriteLine($"{single.Count:N0} outages told one by one; {wrong} offices told more or fewer so than they must");
        var people = 0;
        foreach (var digest in digests)
        {
            var got = await GotAsync(journal, digest);
            people += got.Count;
            var said = got.Select(message => message.GetProperty("parameters").GetProperty("count").GetString())
                .All(count => count == digest.Outages.ToString(CultureInfo.InvariantCulture));
            if (!said || !digest.People.SetEquals(got.Select(message => "+" + message.GetProperty("person").GetString()!.TrimStart('+'))))
            {
                wrong++;
                Console.WriteLine($"{digest.Reference}: {digest.Outages} outages to {digest.People.Count:N0} people expected, {got.Count:N0} got it, number right: {said}");
            }
        }

        Console.WriteLine($"{digests.Count:N0} offices in storm, {people:N0} people got its digest; wrong {wrong}");
        return wrong;
    }

    private static async Task<IReadOnlyList<JsonElement>> GotAsync(JournalClient journal, ExpectedDigest digest)
    {
        IReadOnlyList<JsonElement> got = [];
        for (var clock = Stopwatch.StartNew(); got.Count < digest.People.Count && clock.Elapsed < TimeSpan.FromMinutes(6); await Task.Delay(500))
            got = await journal.AnnouncedAsync(digest.Reference, default);
        return got;
    }

    /// <summary>Times until an answer, in ms, ascending.</summary>
    private sealed record Answers(double[] Sorted, int Refused)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"202 after {At(0.50):N0} ms in the median, {At(0.95):N0} ms p95, {At(0.99):N0} ms p99, {Sorted[^1]:N0} ms at most; refused {Refused:N0}");

        private double At(double share) => Sorted[(int)(share * (Sorted.Length - 1))];
    }
}
