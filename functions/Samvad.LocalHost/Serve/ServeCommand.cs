using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Samvad.LocalHost.Broker;
using Samvad.LocalHost.Processes;
using Samvad.LocalHost.Simulator;
using Samvad.LocalHost.Triggers;

namespace Samvad.LocalHost.Serve;

/// <summary>
/// `serve [--port 7071] [--data .samvad] [--simulator-port 7081] [--Section:Key=value …]`: the app, its broker, Azurite
/// and the simulator on one machine. Another host on the same data directory joins.
/// </summary>
public static class ServeCommand
{
    private const int DefaultPort = 7071;
    private const string DefaultData = ".samvad";

    public static async Task<int> RunAsync(string[] args)
    {
        var options = Options.Parse("serve", args, ["port", "data", "simulator-port"]);
        var port = options.Number("port", DefaultPort);
        Ports.ThrowIfTaken(port, "host", "--port");
        var data = Path.GetFullPath(options.Text("data", DefaultData));
        Directory.CreateDirectory(data);
        var lease = await JoinAsync(data);
        try
        {
            await RunAsync(options, port, data, lease);
            return 0;
        }
        finally
        {
            await LeaveAsync(data, lease);
        }
    }

    private static async Task RunAsync(Options options, int port, string data, HostLease lease)
    {
        var azurite = await new Azurite(data).EnsureAsync(CancellationToken.None);
        var simulator = SimulatorProcess.Url(await new SimulatorProcess(data)
            .EnsureAsync(options.Number("simulator-port", SimulatorCommand.DefaultPort), CancellationToken.None));
        var keys = LocalKeys.Ensure(data);
        var queues = QueueDefinitions.Read(Path.Combine(AppContext.BaseDirectory, "queues.json"));
        await using var broker = new LocalServiceBusClient(data, lease, queues, TimeProvider.System);
        await using var app = LocalApp.Build(
            port, LocalSettings.Of(azurite, simulator, keys, options.Settings), options.Settings, broker, Triggers(data, keys),
            new DevelopmentSignIn(data, TimeProvider.System));
        // All routes of a function app are below its prefix; here the root leads to the page.
        app.MapGet("/", () => Results.Redirect("/api/page/"));
        app.MapGet(LocalStatus.Route, new LocalStatus(broker, azurite, simulator).AnswerAsync);
        await app.StartAsync();
        lease.Announce(app.Urls.First());
        Console.WriteLine($"Samvad     {app.Urls.First()}");
        Console.WriteLine($"Simulator  {simulator}");
        Console.WriteLine($"Data       {data}");
        Console.WriteLine($"Keys       {LocalKeys.PathIn(data)} (header x-functions-key)");
        Console.WriteLine($"Sign in    {app.Urls.First()}{DevelopmentSignIn.SignInUrl}");
        await app.WaitForShutdownAsync();
    }

    private static LocalTriggerOptions Triggers(string data, LocalKeys keys) => new()
    {
        FunctionAssembly = typeof(SamvadServices).Assembly,
        HostJsonPath = Path.Combine(AppContext.BaseDirectory, "host.json"),
        DataDirectory = data,
        FunctionKey = keys.Function,
        MasterKey = keys.Master,
    };

    // Joining and leaving take turns, so that a leaving host does not end what a joining one has just adopted.
    private static async Task<HostLease> JoinAsync(string data)
    {
        using var _ = await FileGate.EnterAsync(Path.Combine(data, "hosts.joining"), CancellationToken.None);
        return HostLease.Acquire(data, "host");
    }

    private static async Task LeaveAsync(string data, HostLease lease)
    {
        using var _ = await FileGate.EnterAsync(Path.Combine(data, "hosts.joining"), CancellationToken.None);
        lease.Dispose();
        if (HostLease.Alive(data, "host").Count > 0)
            return;
        await Task.WhenAll(
            new SimulatorProcess(data).StopAsync(CancellationToken.None),
            new Azurite(data).StopAsync(CancellationToken.None));
    }
}
