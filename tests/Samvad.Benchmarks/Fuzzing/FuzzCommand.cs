using Samvad.LocalHost;

namespace Samvad.Benchmarks.Fuzzing;

/// <summary>`fuzz [--inputs 1000000] [--seed 1]`: exit code 1 where an input crashes a reader, or holds it for ten seconds.</summary>
internal static class FuzzCommand
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(Options options)
    {
        var fuzz = new Fuzz();
        var run = Task.Factory.StartNew(
            () => fuzz.Run(options.Number("inputs", 1_000_000), options.Number("seed", 1)), TaskCreationOptions.LongRunning);
        for (var rounds = 1; await Task.WhenAny(run, Task.Delay(TimeSpan.FromSeconds(1))) != run; rounds++)
        {
            if (fuzz.Current is var (input, since) && since > Longest)
            {
                Console.Error.WriteLine($"input {input} has been read for {since.TotalSeconds:N0} s");
                return 1;
            }

            if (rounds % 30 == 0)
                Console.WriteLine($"  {fuzz.Current.Input:N0} inputs");
        }

        var result = await run;
        if (result.Fault is { } fault)
        {
            Console.Error.WriteLine(fault);
            return 1;
        }

        var perSecond = result.Inputs / result.Took.TotalSeconds;
        Console.WriteLine($"{result.Inputs:N0} inputs in {result.Took.TotalSeconds:N0} s: {perSecond:N0} inputs/s; "
            + $"{result.Accepted:N0} accepted, {result.Refused:N0} refused, {result.Skipped:N0} without outages; "
            + $"slowest: input {result.Slowest.Input} in {result.Slowest.Took.TotalMilliseconds:N1} ms");
        return 0;
    }
}
