using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Samvad.LocalHost.Demo;
using Samvad.LocalHost.Sample;

namespace Samvad.Benchmarks.Controls;

/// <summary>What many sequences came to.</summary>
public sealed record ControlResult(int Sequences, int Kills, int Messages, int Duplicates, IReadOnlyList<string> Violations);

/// <summary>
/// Operators pause, resume, cancel and retry announcements at random instants while hosts are killed; then ledger and
/// journal are compared person by person.
/// </summary>
public sealed class ControlSequences(ControlPlan plan, TextWriter log, TimeProvider time)
{
    /// <summary>How long queues may take to be empty.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly SampleRegistry _registry = new(ControlPlan.Groups, ControlPlan.Members, 7);
    private readonly List<string> _violations = [];

    public async Task<ControlResult> RunAsync(CancellationToken cancellationToken)
    {
        await _registry.WriteAsync(plan.Data);
        await using var hosts = await HostFleet.StartAsync(plan, cancellationToken);
        using var journal = new JournalClient(plan.SimulatorPort);
        await journal.ScriptAsync(ControlPlan.Script, cancellationToken);
        var import = new OutageRun(hosts.Next, time);
        foreach (var kind in (string[])["offices", "groups", "members"])
            await import.ImportAsync(kind, Path.Combine(plan.Data, kind + ".csv"), cancellationToken);
        var room = new ControlRoom(hosts, journal, time);
        var books = new Books(_registry);
        for (var from = 0; from < plan.Sequences; from += plan.AtOnce)
        {
            var clock = Stopwatch.StartNew();
            var wave = Enumerable.Range(from, Math.Min(plan.AtOnce, plan.Sequences - from))
                .Select(number => new ControlSequence(number, plan.Seed + number, room)).ToList();
            await RunAsync(wave, hosts, room, cancellationToken);
            foreach (var sequence in wave)
                await CompareAsync(sequence, room, journal, books, cancellationToken);
            log.WriteLine($"{from + wave.Count} sequences, {hosts.Kills} kills; this wave {clock.Elapsed.TotalSeconds:N0} s");
        }

        var summary = await journal.SummaryAsync(cancellationToken);
        return new ControlResult(
            plan.Sequences, hosts.Kills, summary.GetProperty("accepted").GetInt32(),
            summary.GetProperty("duplicates").GetInt32(), _violations);
    }

    private async Task RunAsync(
        List<ControlSequence> wave, HostFleet hosts, ControlRoom room, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var killing = hosts.KillAsync(new Random(plan.Seed + wave[0].Number), plan.Rest, over.Token);
        await Task.WhenAll(wave.Select(sequence => sequence.RunAsync(_registry.TopOffice, cancellationToken)));
        await Task.WhenAll(wave.Select(sequence => sequence.EndAsync(retry: true, cancellationToken)));
        await over.CancelAsync();
        await killing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await hosts.AllAsync();
        var waited = Stopwatch.StartNew();
        while (!await room.IsQuietAsync(cancellationToken) && waited.Elapsed < Patience)
            await Task.Delay(500, cancellationToken);
        if (waited.Elapsed >= Patience)
            _violations.Add(string.Create(CultureInfo.InvariantCulture, $"Something is still on a queue after {Patience}."));
        await Task.WhenAll(wave.Select(sequence => sequence.EndAsync(retry: false, cancellationToken)));
    }

    private async Task CompareAsync(
        ControlSequence sequence, ControlRoom room, JournalClient journal, Books books, CancellationToken cancellationToken)
    {
        IReadOnlyList<JsonElement> rows = await room.DeliveriesAsync(sequence.Id, cancellationToken);
        var messages = await journal.AnnouncedAsync(sequence.Reference, cancellationToken);
        sequence.Violations.AddRange(books.Compare(rows, messages, sequence.MayBeCancelled));
        log.WriteLine(sequence.Line(rows));
        foreach (var violation in sequence.Violations)
        {
            log.WriteLine("     " + violation);
            _violations.Add($"{sequence.Reference}: {violation}");
        }
    }
}
