using Samvad.LocalHost.Simulator;

namespace Samvad.LocalHost.Processes;

/// <summary>
/// The WhatsApp simulator of one data directory, a process of its own so that it outlives a killed host.
/// </summary>
internal sealed class SimulatorProcess(string dataDirectory)
{
    private readonly Companion _companion = new(dataDirectory, "simulator");

    public Task<ChildRecord> EnsureAsync(int port, CancellationToken cancellationToken) => _companion.EnsureAsync(
        () =>
        {
            Ports.ThrowIfTaken(port, "simulator", "--simulator-port");
            return new Dictionary<string, int> { ["http"] = port == 0 ? Ports.Free(1)[0] : port };
        },
        ports => [.. Program(), "simulator", "--port", $"{ports["http"]}", "--data", dataDirectory],
        cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => _companion.StopAsync(cancellationToken);

    public static string Url(ChildRecord record) => $"http://127.0.0.1:{record.Ports["http"]}/";

    // The file of this very assembly, also when a test process asks; dotnet as it runs this process.
    private static string[] Program()
    {
        var assembly = typeof(SimulatorCommand).Assembly.Location;
        var dotnet = Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet"
            ? path
            : "dotnet";
        return [dotnet, assembly];
    }
}
