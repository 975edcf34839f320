using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.Playwright;
using Samvad.Consumers;
using Samvad.LocalHost.Demo;
using Samvad.LocalHost.Processes;
using Samvad.LocalHost.Sample;
using Samvad.Outages.Reliability;
using Samvad.Storage;

namespace Samvad.Tests.Page;

[CollectionDefinition(nameof(PageHost))]
public sealed class PageCollection : ICollectionFixture<PageHost>;

/// <summary>One host with the sample registry and one browser, for all tests of the page.</summary>
public sealed class PageHost : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";
    private const string Missing = $"The page is tested in Debian's Chromium, and {Chromium} is not there. Get it with: "
        + "apt-get install chromium (or name another in SAMVAD_CHROMIUM).";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("samvad-page");
    private HostProcess? _host;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public SampleRegistry Registry { get; } = new(130, 6, 1);
    public Uri Address => _host!.Http.BaseAddress!;
    public HttpClient Http => _host!.Http;
    public OutageRun Outages { get; private set; } = null!;
    public JournalClient Journal { get; private set; } = null!;

    private static string Executable => Environment.GetEnvironmentVariable("SAMVAD_CHROMIUM") ?? Chromium;

    /// <summary>A browser window of somebody who is signed in.</summary>
    public async Task<Window> OpenAsync(
        string role, string? office = null, int width = 1440, ColorScheme scheme = ColorScheme.Light, string language = "en")
    {
        if (!File.Exists(Executable))
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", Missing);
            Assert.Skip(Missing);
        }

        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = Address.ToString(),
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = scheme,
            AcceptDownloads = true,
        });
        await context.AddInitScriptAsync($"localStorage.getItem('language') ?? localStorage.setItem('language', '{language}')");
        if (role.Length > 0)
            await SignInAsync(context, role, office);
        return await Window.OpenAsync(context, Address);
    }

    public async Task ImportAsync(string kind, string csv)
    {
        var file = Path.Combine(_data.FullName, Guid.NewGuid() + ".csv");
        await File.WriteAllTextAsync(file, csv);
        await Outages.ImportAsync(kind, file, default);
    }

    /// <summary>A hazard, as a person of the first group reports it.</summary>
    public async Task ReportHazardAsync(int member, string where)
    {
        var person = "91" + Registry.Members().ElementAt(member).Phone;
        await Journal.WriteAsync(person, "तुटलेली तार रस्त्यावर पडली आहे", default);
        await Until.TrueAsync(async () => (await Journal.MessagesAsync(person, default)).Count > 0);
        await Journal.WriteAsync(person, where, default);
        await Until.TrueAsync(async () => (await Http.GetStringAsync("/api/tickets?state=open")).Contains(where));
    }

    /// <summary>Ends the outages of other tests.</summary>
    public async Task EndAllAsync()
    {
        var running = JsonDocument.Parse(await Http.GetStringAsync("/api/outages?state=running&top=100")).RootElement;
        foreach (var outage in running.GetProperty("outages").EnumerateArray())
        {
            using var answer = await Http.PostAsync(
                $"/api/outages/{outage.GetProperty("source").GetString()}/{outage.GetProperty("externalId").GetString()}/cancel", null);
            answer.EnsureSuccessStatusCode();
        }

        await Until.TrueAsync(async () => JsonDocument.Parse(await Http.GetStringAsync("/api/now")).RootElement
            .GetProperty("outages").GetArrayLength() == 0);
    }

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Executable))
            return;
        var port = Ports.FreeInARow(2);
        // 60 a second: slow enough to be stopped on its way, fast enough not to be waited for.
        _host = await HostProcess.StartAsync(
            _data.FullName, port, port + 1,
            [
                "--WhatsApp:PairInterval=00:00:00", "--Outages:MomentaryHold=00:00:00", "--Outages:StormOutages=0",
                "--Outages:MostPerDay=0", "--WhatsApp:Channels:0:MessagesPerSecond=60",
                "--Announcements:ApprovalAbove=100",
                // What fails is failed in a second, not in a minute.
                "--WhatsApp:MaxAttempts=2",
            ],
            default);
        Journal = new JournalClient(port + 1);
        Outages = new OutageRun(() => _host.Http, TimeProvider.System);
        await Registry.WriteAsync(_data.FullName);
        foreach (var kind in (string[])["offices", "groups", "members"])
            await Outages.ImportAsync(kind, Path.Combine(_data.FullName, kind + ".csv"), default);
        await ImportAsync("staff", new StringBuilder("phone,name,role,office,group,language\n")
            .Append("9811100001,Sunil Pawar,engineer,SAT-S001,,mr\n").Append("9811100002,Meera Joshi,engineer,SAT-SD01,,mr\n").ToString());
        await CountAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        Journal?.Dispose();
        if (_host is not null)
            await _host.DisposeAsync();
        _data.Delete(recursive: true);
    }

    // The host does it within two minutes of an import.
    private async Task CountAsync()
    {
        var azurite = await new Azurite(_data.FullName).EnsureAsync(default);
        var tables = new SamvadTables(new TableServiceClient(Azurite.ConnectionString(azurite)));
        await new ConnectedConsumers(tables, new Groups(tables), TimeProvider.System).CountAsync(default);
    }

    private static async Task SignInAsync(IBrowserContext context, string role, string? office)
    {
        var form = context.APIRequest.CreateFormData();
        form.Set("name", $"{role} of the test");
        form.Set("role", role);
        form.Set("office", office ?? "");
        form.Set("back", "/.auth/me");
        var answer = await context.APIRequest.PostAsync("/.auth/login/dev", new() { Form = form });
        Assert.True(answer.Ok, await answer.TextAsync());
    }
}
