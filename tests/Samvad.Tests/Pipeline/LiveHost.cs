using Samvad.LocalHost.Demo;
using Samvad.LocalHost.Processes;
using Samvad.Tests.Pipeline;

[assembly: AssemblyFixture(typeof(LiveHost))]

namespace Samvad.Tests.Pipeline;

/// <summary>A host with its broker, store and simulator, all as real processes, started when a test first asks.</summary>
public sealed class LiveHost : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("samvad-live");
    private readonly SemaphoreSlim _starting = new(1);
    private HostProcess? _host;
    private int _simulatorPort;

    public HttpClient Http => _host!.Http;
    public JournalClient Journal { get; private set; } = null!;
    public OutageRun Outages { get; private set; } = null!;

    public async Task<LiveHost> StartAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (_host is not null)
                return this;
            var port = Ports.FreeInARow(2);
            _simulatorPort = port + 1;
            // Tests tell one person many things within seconds and at any hour, which the rules and WhatsApp would not let through.
            _host = await HostProcess.StartAsync(
                _data.FullName,
                port,
                _simulatorPort,
                [
                    "--WhatsApp:PairInterval=00:00:00", "--Outages:StormOutages=0", "--Outages:MostPerDay=0",
                    "--Announcements:QuietHoursRoutine=",
                ],
                default);
            Journal = new JournalClient(_simulatorPort);
            await Journal.ScriptAsync("""{"latencyMs":5,"latencyJitterMs":20,"statuses":{"enabled":false}}""", default);
            Outages = new OutageRun(() => _host.Http, TimeProvider.System);
            return this;
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Imports CSV text and waits until it is worked off.</summary>
    public async Task ImportAsync(string kind, string csv)
    {
        var file = Path.Combine(_data.FullName, Guid.NewGuid() + ".csv");
        await File.WriteAllTextAsync(file, csv);
        await Outages.ImportAsync(kind, file, default);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        Journal?.Dispose();
        _data.Delete(recursive: true);
    }
}
