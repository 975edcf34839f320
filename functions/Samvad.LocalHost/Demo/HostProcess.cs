using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Samvad.LocalHost.Demo;

/// <summary>A host as a process of its own, so that it can be killed and measured.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(5);
    private readonly string _data;
    private readonly int _simulatorPort;
    private readonly IReadOnlyList<string> _settings;
    private readonly IReadOnlyDictionary<string, string>? _environment;
    private Process _process;

    private HostProcess(
        string data, int port, int simulatorPort, IReadOnlyList<string> settings, IReadOnlyDictionary<string, string>? environment)
    {
        _environment = environment;
        _data = data;
        _simulatorPort = simulatorPort;
        _settings = settings;
        Port = port;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(10) };
        _process = Spawn();
    }

    public int Port { get; }
    public int Id => _process.Id;
    public HttpClient Http { get; }

    /// <summary>The most memory that any of the processes had resident, in MiB; read from the operating system.</summary>
    public double PeakRssMb { get; private set; }

    public static async Task<HostProcess> StartAsync(
        string data, int port, int simulatorPort, IReadOnlyList<string> settings, CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var host = new HostProcess(data, port, simulatorPort, settings, environment);
        await host.ReadyAsync(cancellationToken);
        return host;
    }

    /// <summary>SIGKILL: nothing is saved, nothing is said.</summary>
    public async Task KillAsync()
    {
        Measure();
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        _process.Dispose();
        _process = Spawn();
        await ReadyAsync(cancellationToken);
    }

    /// <summary>SIGTERM: running work is finished and, by the last host, Azurite and the simulator are ended.</summary>
    public async Task StopAsync()
    {
        Measure();
        if (!_process.HasExited)
        {
            using var terminate = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await terminate.WaitForExitAsync();
            await _process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
        Http.Dispose();
    }

    public void Measure()
    {
        try
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").FirstOrDefault(text => text.StartsWith("VmHWM:"));
            if (line is not null)
                PeakRssMb = Math.Max(PeakRssMb, double.Parse(line.Split(':')[1].Replace("kB", "").Trim()) / 1024);
        }
        catch (IOException)
        {
            // The process is gone, or this is no Linux: then it asks the process object.
            _process.Refresh();
            PeakRssMb = Math.Max(PeakRssMb, _process.HasExited ? 0 : _process.PeakWorkingSet64 / 1024.0 / 1024.0);
        }
    }

    private Process Spawn()
    {
        Directory.CreateDirectory(Path.Combine(_data, "logs"));
        var start = new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "host", Log() },
            UseShellExecute = false,
        };
        string[] command =
        [
            "dotnet", typeof(HostProcess).Assembly.Location, "serve", "--port", Text(Port), "--data", _data,
            "--simulator-port", Text(_simulatorPort), .. _settings,
        ];
        foreach (var argument in command)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in _environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException("The host could not be started.");
    }

    private async Task ReadyAsync(CancellationToken cancellationToken)
    {
        var deadline = Stopwatch.StartNew();
        while (true)
        {
            if (_process.HasExited)
                throw new CommandException($"The host ended at its start. Its log says:\n{Tail()}");
            try
            {
                var status = await Http.GetFromJsonAsync<JsonElement>("/local/status", cancellationToken);
                if (status.GetProperty("pid").GetInt32() == _process.Id)
                {
                    UseKey();
                    return;
                }
            }
            catch (HttpRequestException) when (deadline.Elapsed < StartTimeout)
            {
                // Not listening yet.
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    private void UseKey()
    {
        using var keys = JsonDocument.Parse(File.ReadAllText(Path.Combine(_data, "keys.json")));
        Http.DefaultRequestHeaders.Remove("x-functions-key");
        Http.DefaultRequestHeaders.Add("x-functions-key", keys.RootElement.GetProperty("function").GetString());
    }

    private string Log() => Path.Combine(_data, "logs", $"host-{Port}.log");
    private string Tail() => string.Join('\n', File.ReadLines(Log()).TakeLast(15));
    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
