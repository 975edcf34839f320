using System.Globalization;
using System.Net.Http.Json;
using Samvad.LocalHost.Demo;
using Samvad.LocalHost.Processes;
using Samvad.LocalHost.Sample;

namespace Samvad.Tests.Pipeline;

/// <summary>Hosts on one data directory and one channel, whose provider refuses what is above its rate.</summary>
internal sealed class PacedHosts : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("samvad-pace");
    private readonly List<HostProcess> _hosts = [];
    // The last hosts join when the first have run for long.
    private readonly int _port = Ports.FreeInARow(6);
    private readonly SampleRegistry _registry;
    private readonly int _rate;
    private Uri? _tip;

    private PacedHosts(int rate, int groups, int members) =>
        (_rate, Groups, _registry) = (rate, groups, new SampleRegistry(groups, members, seed: 3));

    public int Groups { get; }
    public JournalClient Journal { get; private set; } = null!;
    public OutageRun Outages { get; private set; } = null!;
    private int SimulatorPort => _port + 5;

    public static async Task<PacedHosts> StartAsync(
        int rate, int hosts, int groups, int members, CancellationToken token)
    {
        var paced = new PacedHosts(rate, groups, members);
        await paced.AddAsync(hosts, token);
        paced.Journal = new JournalClient(paced.SimulatorPort);
        // Statuses are another stage's work. The provider counts any second, as exactly as the promise: to 2 %.
        await paced.Journal.ScriptAsync(
            $$"""{"latencyMs":20,"statuses":{"enabled":false},"messagesPerSecond":{{rate * 102 / 100}}}""", token);
        paced.Outages = new OutageRun(() => paced._hosts[0].Http, TimeProvider.System);
        var csv = Path.Combine(paced._data.FullName, "sample");
        await paced._registry.WriteAsync(csv);
        foreach (var kind in (string[])["offices", "groups", "members"])
            await paced.Outages.ImportAsync(kind, Path.Combine(csv, kind + ".csv"), token);
        return paced;
    }

    public async Task AddAsync(int hosts, CancellationToken token)
    {
        string[] settings =
        [
            $"--WhatsApp:Channels:0:MessagesPerSecond={_rate.ToString(CultureInfo.InvariantCulture)}",
            "--Announcements:QuietHoursRoutine=",
            "--Announcements:ApprovalAbove=0",
        ];
        for (; hosts > 0; hosts--)
            _hosts.Add(await HostProcess.StartAsync(_data.FullName, _port + _hosts.Count, SimulatorPort, settings, token));
    }

    /// <summary>The feeders of the last groups, or of those before so many that come after them.</summary>
    public (string Field, string[] Codes) Last(int groups, int after = 0) =>
        ("feeders", [.. Enumerable.Range(Groups - after - groups, groups).Select(_registry.FeederOf)]);

    public Task<string> TellAllAsync(string outage, CancellationToken token) =>
        Outages.ReportAsync(outage, 1, "confirmed", ("offices", [_registry.TopOffice]), token);

    public async Task<string> TipAllAsync(CancellationToken token)
    {
        using var response = await _hosts[0].Http.PostAsJsonAsync(
            "/api/announcements",
            new
            {
                externalId = "TIP-1", topic = "safety", template = "safety_monsoon",
                offices = new[] { _registry.TopOffice },
                expiresAt = TimeProvider.System.GetUtcNow().AddDays(1)
                    .ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture),
            },
            token);
        var answer = await response.Content.ReadAsStringAsync(token);
        Assert.True(response.IsSuccessStatusCode, answer);
        _tip = response.Headers.Location;
        return "TIP-1";
    }

    /// <summary>Hosts end soon when nothing is left to send.</summary>
    public async Task CancelTipAsync(CancellationToken token)
    {
        using var response = await _hosts[0].Http.PostAsync($"{_tip}/cancel", null, token);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>How often the provider found the channel too fast.</summary>
    public async Task<long> RefusedAsync(CancellationToken token)
    {
        var rejected = (await Journal.SummaryAsync(token)).GetProperty("rejected");
        return rejected.EnumerateObject().Sum(one => one.Value.GetInt64());
    }

    /// <summary>Waits until so many messages of the announcement are accepted.</summary>
    public Task AcceptedAsync(string reference, int atLeast, CancellationToken token) => Until.TrueAsync(async () =>
    {
        var announcements = (await Journal.SummaryAsync(token)).GetProperty("announcements");
        return announcements.TryGetProperty(reference, out var told)
            && told.GetProperty("accepted").GetInt32() >= atLeast;
    });

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_hosts.Select(host => host.DisposeAsync().AsTask()));
        Journal?.Dispose();
        _data.Delete(recursive: true);
    }
}
