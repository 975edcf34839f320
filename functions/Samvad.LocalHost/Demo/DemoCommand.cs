using Samvad.LocalHost.Processes;
using Samvad.LocalHost.Simulator;

namespace Samvad.LocalHost.Demo;

/// <summary>
/// `demo [--groups 875] [--members 25] [--seed 1] [--exit] [--json] [--kill N] [--hosts 1] [--script JSON] …`: the whole
/// way from the outage report to the phones, on a registry of its own.
/// </summary>
public static class DemoCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var options = Options.Parse(
            "demo",
            args,
            ["groups", "members", "seed", "kill", "hosts", "script", "port", "simulator-port", "data"],
            ["exit", "json"]);
        var data = Path.GetFullPath(options.Text("data", Path.Combine(".samvad", "demo")));
        await EmptyAsync(data);
        var plan = new DemoPlan(
            data,
            options.Number("groups", 875),
            options.Number("members", 25),
            options.Number("seed", 1),
            options.Number("port", 7071),
            options.Number("simulator-port", SimulatorCommand.DefaultPort),
            options.Number("hosts", 1),
            options.Number("kill", 0),
            options.Has("script") ? options.Text("script", "") : null,
            [.. options.Settings.Select(setting => $"--{setting.Key}={setting.Value}")]);
        Check(plan);
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        // Progress goes to standard error, so that the last line of standard output is the result.
        var log = options.Has("json") ? Console.Error : Console.Out;
        try
        {
            DemoResult? result = null;
            var scenario = new DemoScenario(plan, log, TimeProvider.System) { Finished = found => Print(result = found, options) };
            await scenario.RunAsync(options.Has("exit") ? null : token => KeepOpenAsync(plan, log, token), stop.Token);
            return result!.IsRight ? 0 : 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 130;
        }
    }

    private static void Print(DemoResult result, Options options)
    {
        if (options.Has("json"))
        {
            Console.WriteLine(result.ToJson());
            return;
        }

        Console.WriteLine(
            $"""
            Audience   {result.Audience:N0}  (outage and restoration)
            Sent       {result.Sent:N0}, delivered {result.Delivered:N0}
            Skipped    {string.Join(", ", result.Skipped.Select(reason => $"{reason.Value:N0} {reason.Key}"))}
            Failed     {result.Failed:N0}
            Duplicates {result.Duplicates:N0}, missing {result.Missing:N0}  (by the simulator's journal)
            Speed      {result.MessagesPerSecond:N0} messages/s, {result.Seconds:N1} s; host at most {result.PeakRssMb:N0} MB
            """);
    }

    private static async Task KeepOpenAsync(DemoPlan plan, TextWriter log, CancellationToken cancellationToken)
    {
        log.WriteLine($"The host stays on http://127.0.0.1:{plan.Port}, key in {plan.Data}/keys.json; Ctrl+C ends it.");
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // That is how it is meant to end.
        }
    }

    private static void Check(DemoPlan plan)
    {
        if (plan.Groups < 1 || plan.Members < 1 || plan.Hosts is < 1 or > 8)
            throw new CommandException("--groups and --members take 1 or more, --hosts 1 to 8.");
        for (var i = 0; i < plan.Hosts; i++)
            Ports.ThrowIfTaken(plan.Port + i, "host", "--port");
    }

    /// <summary>Each demonstration starts with an empty store; processes that an earlier one left behind are ended.</summary>
    private static async Task EmptyAsync(string data)
    {
        var mark = Path.Combine(data, "made-by-demo");
        if (Directory.Exists(data) && Directory.EnumerateFileSystemEntries(data).Any())
        {
            if (!File.Exists(mark))
                throw new CommandException($"{data} holds something else. Name another directory with --data.");
            if (HostLease.Alive(data, "host").Count > 0)
                throw new CommandException($"A host is still running on {data}. End it, or name another directory with --data.");
            await new SimulatorProcess(data).StopAsync(CancellationToken.None);
            await new Azurite(data).StopAsync(CancellationToken.None);
            Directory.Delete(data, recursive: true);
        }

        Directory.CreateDirectory(data);
        await File.WriteAllTextAsync(mark, "");
    }
}
