using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Samvad.LocalHost.Demo;
using Samvad.LocalHost.Processes;
using Samvad.LocalHost.Simulator;
using Samvad.Tests.Dialogue;

[assembly: AssemblyFixture(typeof(TalkingHost))]

namespace Samvad.Tests.Dialogue;

/// <summary>
/// A host with a sender number at each provider, and a simulator that speaks both wire formats. Every conversation of the
/// tables has a town of its own; all of them go on at once, when the first test asks.
/// </summary>
public sealed class TalkingHost : IAsyncLifetime
{
    public static readonly IReadOnlyList<string> Providers = ["acs", "cloud"];
    private const int AtOnce = 12;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("samvad-talk");
    private readonly SemaphoreSlim _starting = new(1);
    private readonly SemaphoreSlim _atOnce = new(AtOnce);
    private readonly ConcurrentDictionary<string, Task> _talks = new();
    private HostProcess? _host;

    internal HttpClient Http => _host!.Http;
    internal HttpClient Simulator { get; private set; } = null!;

    /// <summary>Ends when the conversation went as it should.</summary>
    public async Task TalkAsync(string name, string provider)
    {
        await StartAsync();
        await _talks[name + provider];
    }

    private async Task StartAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (_host is not null)
                return;
            var port = Ports.FreeInARow(2);
            _host = await HostProcess.StartAsync(
                _data.FullName, port, port + 1,
                [
                    "--WhatsApp:PairInterval=00:00:00", "--Outages:StormOutages=0",
                    "--WhatsApp:Channels:1:Id=100000000000001", "--WhatsApp:Channels:1:Provider=cloud",
                    "--WhatsApp:Channels:1:MessagesPerSecond=0",
                ],
                default);
            Simulator = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port + 1}"), Timeout = TimeSpan.FromMinutes(5) };
            (await Simulator.PostAsync("/script", new StringContent("""{"latencyMs":5}"""))).EnsureSuccessStatusCode();
            var towns = (from script in TalkScript.All.Index() from provider in Providers.Index()
                         select new Town(script.Item, provider.Item, script.Index * Providers.Count + provider.Index)).ToList();
            await ImportAsync(towns);
            foreach (var town in towns)
                _talks[town.Script.Name + town.Provider] = RunAsync(town);
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task ImportAsync(IReadOnlyList<Town> towns)
    {
        var run = new OutageRun(() => _host!.Http, TimeProvider.System);
        foreach (var (kind, header, rows) in new (string, string, Func<Town, IEnumerable<string>>)[]
        {
            ("offices", "code,level,parent,name_mr,name_hi,name_en", town => town.OfficeRows),
            ("groups", "id,office,name,area,lineman", town => town.GroupRows),
            ("members", Consumers.Some.MembersHeader.Trim(), town => town.MemberRows),
            ("staff", "phone,name,role,office,group,language", town => town.StaffRows),
        })
        {
            var file = Path.Combine(_data.FullName, kind + ".csv");
            await File.WriteAllLinesAsync(file, towns.SelectMany(rows).Prepend(header), new UTF8Encoding(false));
            await run.ImportAsync(kind, file, default);
        }

        foreach (var town in towns.Where(town => town.Outage is not null))
        {
            (await Http.PostAsJsonAsync("/api/outages", town.Outage)).EnsureSuccessStatusCode();
            while ((await Http.GetAsync($"/api/outages/talk/{town.Key}")).StatusCode != HttpStatusCode.OK)
                await Task.Delay(50);
        }
    }

    private async Task RunAsync(Town town)
    {
        await _atOnce.WaitAsync();
        try
        {
            await new TalkRun(this, town).RunAsync();
        }
        finally
        {
            _atOnce.Release();
        }
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var talk in _talks.Values)
            await talk.ContinueWith(_ => { }, TaskScheduler.Default);
        if (_host is not null)
            await _host.DisposeAsync();
        Simulator?.Dispose();
        _data.Delete(recursive: true);
    }
}

/// <summary>Office, group, transformer and people of one conversation through one provider.</summary>
internal sealed record Town(TalkScript Script, string Provider, int Number)
{
    public string Key { get; } = string.Create(CultureInfo.InvariantCulture, $"TALK{Number:d4}");

    public string Channel => Provider == "cloud" ? "100000000000001" : "11111111-1111-1111-1111-111111111111";

    public IEnumerable<string> OfficeRows => [$"{Key},section,,शाखा {Number},शाखा {Number},Talk {Number}"];

    public IEnumerable<string> GroupRows => [$"G-{Key},{Key},गट,urban,"];

    public IEnumerable<string> MemberRows
    {
        get
        {
            for (var seat = 0; seat < (Script.Traits.Contains("unknown") ? 0 : Script.Connections); seat++)
                yield return Member(1 + seat, PhoneOf(TalkScript.Person), Script.Language, ConsumerNumber(1 + seat));
            yield return Member(9, PhoneOf(TalkScript.Neighbour), "en", ConsumerNumber(9));
        }
    }

    public IEnumerable<string> StaffRows => [$"{PhoneOf(TalkScript.Janamitra)},जनमित्र,janamitra,{Key},G-{Key},mr"];

    /// <summary>A report of the feeder, where the conversation is about a known outage.</summary>
    public object? Outage
    {
        get
        {
            if (!Script.Traits.Any(trait => trait.StartsWith("outage", StringComparison.Ordinal)))
                return null;
            var start = TimeProvider.System.GetUtcNow().AddMinutes(-20);
            return new
            {
                source = "talk", externalId = Key, revision = 1, kind = "unplanned", state = "confirmed", causeCode = "lineDown", start,
                etr = Script.Traits.Contains("outage-etr") ? start.AddHours(5) : (DateTimeOffset?)null, feeders = new[] { $"F-{Key}" },
            };
        }
    }

    public string PhoneOf(char actor) => string.Create(
        CultureInfo.InvariantCulture, $"9500{Number:d4}0{(actor switch { TalkScript.Janamitra => 2, TalkScript.Neighbour => 3, _ => 1 })}");

    public string ConsumerNumber(int seat) => string.Create(CultureInfo.InvariantCulture, $"3{Number:d5}{seat:d6}");

    private string Member(int id, string phone, string language, string number) =>
        $"G-{Key},m{id},नाव,{phone},{language},domestic,{number},F-{Key},T-{Key}{(id == 2 ? "B" : "")},yes,yes,no,no,form,2026-05-01";
}
