using Samvad.LocalHost.Processes;

namespace Samvad.LocalHost.Simulator;

/// <summary>`simulator [--port 7081] [--data DIR]`: the simulated provider alone.</summary>
public static class SimulatorCommand
{
    public const int DefaultPort = 7081;

    public static async Task<int> RunAsync(string[] args)
    {
        var options = Options.Parse("simulator", args, ["port", "data"]);
        var data = options.Has("data") ? Path.GetFullPath(options.Text("data", "")) : null;
        var port = options.Number("port", DefaultPort);
        Ports.ThrowIfTaken(port, "simulator", "--port");
        using var lease = data is null ? null : HostLease.Acquire(data, "simulator");
        await using var server = await SimulatorServer.StartAsync(port, data, lease);
        Console.WriteLine($"WhatsApp simulator on {server.Url}");
        await server.WaitForShutdownAsync();
        return 0;
    }
}
