using System.Diagnostics;
using Samvad.Benchmarks.Controls;
using Samvad.LocalHost;

namespace Samvad.Benchmarks;

/// <summary>Sequences of controls while hosts are killed; the exit code says whether ledger and journal agree.</summary>
internal static class ControlCommand
{
    public static async Task<int> RunAsync(Options options)
    {
        var data = Directory.CreateTempSubdirectory("samvad-controls");
        var plan = new ControlPlan(
            data.FullName,
            options.Number("sequences", 200),
            options.Number("seed", 1),
            options.Number("at-once", 20),
            TimeSpan.FromSeconds(options.Number("rest", 4)));
        var clock = Stopwatch.StartNew();
        var result = await new ControlSequences(plan, Console.Out, TimeProvider.System).RunAsync(default);
        Console.WriteLine(
            $"{result.Sequences} sequences, {result.Kills} hosts killed, {result.Messages:N0} messages, {result.Duplicates} duplicates, "
            + $"{result.Violations.Count} violations in {clock.Elapsed.TotalSeconds:N0} s (seed {plan.Seed})");
        if (result is not { Duplicates: 0, Violations.Count: 0 })
        {
            Console.WriteLine($"Logs and data: {data.FullName}");
            return 1;
        }

        data.Delete(recursive: true);
        return 0;
    }
}
