using System.Diagnostics;
using System.Text.Json;
using Samvad.LocalHost.Sample;

namespace Samvad.LocalHost.Demo;

/// <summary>How a demonstration is to go.</summary>
/// <param name="Kills">How often hosts are killed during the fan-outs.</param>
/// <param name="Script">What the simulator is told before the first message, as JSON; null for its defaults.</param>
/// <param name="Settings">Settings of the hosts, as `--Section:Key=value`.</param>
public sealed record DemoPlan(
    string Data,
    int Groups,
    int Members,
    int Seed,
    int Port,
    int SimulatorPort,
    int Hosts = 1,
    int Kills = 0,
    string? Script = null,
    IReadOnlyList<string>? Settings = null);

/// <summary>A registry is imported, all its feeders fail and come back, and every person is told both, once.</summary>
public sealed class DemoScenario(DemoPlan plan, TextWriter log, TimeProvider time)
{
    /// <summary>An event names at most this many feeders; in a larger registry the office above all of them fails.</summary>
    private const int MostFeeders = 2_000;

    /// <summary>Called while the fan-out of the outage runs, for a test to disturb it.</summary>
    public Func<CancellationToken, Task>? Disturb { get; init; }

    /// <summary>How often hosts were killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Called with the result, before the hosts are ended.</summary>
    public Action<DemoResult>? Finished { get; init; }

    public async Task<DemoResult> RunAsync(Func<CancellationToken, Task>? keepOpen, CancellationToken cancellationToken)
    {
        var registry = new SampleRegistry(plan.Groups, plan.Members, plan.Seed);
        var csv = Path.Combine(plan.Data, "sample");
        await registry.WriteAsync(csv);
        var hosts = new List<HostProcess>();
        try
        {
            for (var i = 0; i < plan.Hosts; i++)
            {
                hosts.Add(await HostProcess.StartAsync(
                    plan.Data, plan.Port + i, plan.SimulatorPort, plan.Settings ?? [], cancellationToken));
            }

            log.WriteLine($"{hosts.Count} host(s) on {hosts[0].Http.BaseAddress}, data in {plan.Data}");
            var result = await RunAsync(hosts, registry, csv, cancellationToken);
            Finished?.Invoke(result);
            if (keepOpen is not null)
                await keepOpen(cancellationToken);
            return result;
        }
        finally
        {
            foreach (var host in hosts)
                await host.DisposeAsync();
        }
    }

    private async Task<DemoResult> RunAsync(
        List<HostProcess> hosts, SampleRegistry registry, string csv, CancellationToken cancellationToken)
    {
        using var journal = new JournalClient(plan.SimulatorPort);
        if (plan.Script is not null)
            await journal.ScriptAsync(plan.Script, cancellationToken);
        var run = new OutageRun(() => hosts[0].Http, time);
        foreach (var kind in (string[])["offices", "groups", "members", "staff"])
        {
            var since = Stopwatch.StartNew();
            var rows = await run.ImportAsync(kind, Path.Combine(csv, kind + ".csv"), cancellationToken);
            log.WriteLine($"{rows:N0} {kind} imported in {since.Elapsed.TotalSeconds:N1} s ({rows / since.Elapsed.TotalSeconds:N0}/s)");
        }

        (string Field, string[] Codes) affected = plan.Groups <= MostFeeders
            ? ("feeders", registry.Feeders().ToArray())
            : ("offices", [registry.TopOffice]);
        var killer = new Killer(hosts, journal, new Random(plan.Seed));
        var clock = Stopwatch.StartNew();
        var outage = await TellAsync(run, killer, 1, "confirmed", affected, plan.Kills - plan.Kills / 2, cancellationToken);
        var restored = await TellAsync(run, killer, 2, "restored", affected, plan.Kills / 2, cancellationToken);
        var seconds = clock.Elapsed.TotalSeconds;
        await DrainAsync(hosts, journal, cancellationToken);
        return await ResultAsync(hosts, run, journal, registry, [outage, restored], seconds, cancellationToken);
    }

    private async Task<string> TellAsync(
        OutageRun run,
        Killer killer,
        int revision,
        string state,
        (string Field, string[] Codes) affected,
        int kills,
        CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reference = await run.ReportAsync("DEMO-1", revision, state, affected, cancellationToken);
        var killing = killer.RunAsync(kills, over.Token);
        var disturbing = revision == 1 && Disturb is not null ? Disturb(over.Token) : Task.CompletedTask;
        var display = new ProgressDisplay(log, state);
        await run.FinalAsync(reference, display.Show, cancellationToken);
        display.End();
        await over.CancelAsync();
        foreach (var task in (Task[])[killing, disturbing])
        {
            try
            {
                await task;
            }
            catch (OperationCanceledException)
            {
                // The fan-out was over before all kills were due.
            }
        }

        Kills = killer.Kills;
        if (kills > 0)
            log.WriteLine($"{killer.Kills} kills so far");
        return reference;
    }

    /// <summary>Waits until the simulator has told all statuses and the ledger has taken them.</summary>
    private async Task DrainAsync(List<HostProcess> hosts, JournalClient journal, CancellationToken cancellationToken)
    {
        log.WriteLine("All messages are out; statuses are coming in.");
        var still = 0;
        while (still < 3)
        {
            var pending = (await journal.SummaryAsync(cancellationToken)).GetProperty("pendingStatuses").GetInt32();
            var status = JsonDocument.Parse(await hosts[0].Http.GetStringAsync("/local/status", cancellationToken)).RootElement;
            var queue = status.GetProperty("queues").GetProperty("provider-events");
            var open = queue.GetProperty("active").GetInt64() + queue.GetProperty("scheduled").GetInt64();
            still = pending == 0 && open == 0 ? still + 1 : 0;
            await Task.Delay(100, cancellationToken);
        }
    }

    private async Task<DemoResult> ResultAsync(
        List<HostProcess> hosts,
        OutageRun run,
        JournalClient journal,
        SampleRegistry registry,
        string[] references,
        double seconds,
        CancellationToken cancellationToken)
    {
        int audience = 0, sent = 0, delivered = 0, failed = 0, missing = 0;
        var skipped = new SortedDictionary<string, int>();
        foreach (var reference in references)
        {
            var announcement = await run.FindAsync(reference, cancellationToken)
                ?? throw new CommandException($"The announcement {reference} is gone.");
            audience += OutageRun.Count(announcement, "audience");
            sent += OutageRun.Count(announcement, "sent");
            delivered += OutageRun.Count(announcement, "delivered");
            failed += Sum(announcement, "failed").Sum(code => code.Value);
            foreach (var (reason, count) in Sum(announcement, "skipped"))
                skipped[reason] = skipped.GetValueOrDefault(reason) + count;
            var (absent, unexpected) = await journal.CompareAsync(reference, Expected(registry), cancellationToken);
            missing += absent;
            if (unexpected > 0)
                throw new CommandException($"{unexpected} people got {reference} who should not have.");
        }

        foreach (var host in hosts)
            host.Measure();
        var duplicates = (await journal.SummaryAsync(cancellationToken)).GetProperty("duplicates").GetInt32();
        return new DemoResult(
            audience, sent, delivered, skipped, failed, duplicates, missing,
            Math.Round(seconds, 2), Math.Round((sent + failed) / seconds, 1), Math.Round(hosts.Max(host => host.PeakRssMb), 1));
    }

    /// <summary>All members are affected, so everybody who agreed to be told of outages is to be told.</summary>
    private static IEnumerable<string> Expected(SampleRegistry registry) =>
        registry.Members().Where(member => member.ConsentOutage).Select(member => "91" + member.Phone);

    private static Dictionary<string, int> Sum(JsonElement announcement, string name) =>
        announcement.GetProperty("counts").TryGetProperty(name, out var counts)
            ? counts.EnumerateObject().ToDictionary(count => count.Name, count => count.Value.GetInt32())
            : [];
}
