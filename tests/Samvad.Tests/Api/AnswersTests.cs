using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Samvad.LocalHost;
using Samvad.LocalHost.Broker;
using Samvad.LocalHost.Demo;
using Samvad.LocalHost.Processes;
using Samvad.LocalHost.Simulator.CloudApi;
using Samvad.Storage;
using Samvad.Tests.Consumers;

namespace Samvad.Tests.Api;

/// <summary>Asks a live host everything that it can be asked, well and badly, and compares its answers with the description.</summary>
public sealed class AnswersTests : IAsyncLifetime
{
    private static readonly ApiDescription Api = ApiDescription.Read();
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("samvad-api");
    private readonly CancellationTokenSource _timeout = new(TimeSpan.FromMinutes(4));
    private readonly List<string> _faults = [];
    private readonly HashSet<string> _answered = [];
    private HostProcess _host = null!;
    private JournalClient _journal = null!;

    public async ValueTask InitializeAsync()
    {
        var port = Ports.FreeInARow(2);
        _host = await HostProcess.StartAsync(
            _data.FullName,
            port,
            port + 1,
            [
                "--WhatsApp:PairInterval=00:00:00", "--Outages:StormOutages=0", "--Operations:LongestHold=00:00:01",
                "--Intake:Feeds:0:Name=nobody", "--Intake:Feeds:0:Url=http://127.0.0.1:1/", "--WhatsApp:Channels:1:Id=second",
                "--WhatsApp:Channels:1:Sender=22222222-2222-2222-2222-222222222222", "--WhatsApp:Channels:1:DailyLimit=1000",
                "--WhatsApp:Channels:1:Offices:0=NOWHERE",
            ],
            _timeout.Token);
        _journal = new JournalClient(port + 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _journal.Dispose();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task Every_answer_is_as_described_and_every_operation_answers()
    {
        await RegisterAsync();
        await OutagesAsync();
        await AnnouncementsAsync();
        await ChannelsAsync();
        await TicketsAsync();
        await DeadLettersAsync();
        await PeopleAsync();
        await AccessAsync();
        await OthersAsync();
        Assert.True(_faults.Count == 0, string.Join('\n', _faults.Select(fault => fault.Length > 900 ? fault[..900] : fault)));
        // Each was seen to succeed, but for broadcasts whose own tests ask for them.
        Assert.Equal(
            Elsewhere.Order(), Api.Operations.Select(operation => $"{operation["operationId"]}").Except(_answered).Order());
    }

    private async Task RegisterAsync()
    {
        await ImportAsync("offices", Samvad.Tests.Tickets.Office.Offices);
        await ImportAsync("groups", Some.Groups);
        await ImportAsync("members", Some.MembersHeader + Some.Row("A", 1, 1, "en") + Some.Row("A", 2, 2) + Some.Row("B", 3, 3, outage: "no")
            + "A,m9,x,12,xx,domestic,1,F,T,yes,yes,no,no,form,x\n");
        await ImportAsync("staff", Samvad.Tests.Tickets.Office.Staff);
        await AskAsync("POST", "/api/imports?kind=x", "", "application/pdf");
        await AskAsync("GET", "/api/imports");
        await AskAsync("GET", "/api/imports/none");
        await AskAsync("GET", "/api/offices");
        foreach (var code in (string[])["DIV", "none"])
            await AskAsync("GET", "/api/offices/" + code);
        await AskAsync("PUT", "/api/offices/SEC-3", """{"level":"section","parent":"SUB","name":{"mr":"a","hi":"b","en":"c"}}""");
        await AskAsync("PUT", "/api/offices/SEC-3", "{}");
        foreach (var code in (string[])["SEC-3", "DIV", "none"])
            await AskAsync("DELETE", "/api/offices/" + code);
        foreach (var path in (string[])["groups", "groups?office=DIV", "groups?office=none", "groups/A", "groups/none", "groups/A/members",
            "groups/none/members", "groups/A/members/m0001", "groups/A/members/none", "staff", "staff?office=SEC-1", "staff?office=none"])
            await AskAsync("GET", "/api/" + path);
        await AskAsync("PUT", "/api/groups/C", """{"office":"SEC-1","name":"c","area":"urban"}""");
        await AskAsync("PUT", "/api/groups/C", "{}");
        const string Member = """
            {"name":"x","phone":"9822000009","language":"en","category":"domestic","consumerNumber":"100000000009","feeder":"F-1",
             "transformer":"T-1","consentOutage":true,"consentSource":"form","consentDate":"2026-05-01"}
            """;
        await AskAsync("PUT", "/api/groups/A/members/m7", Member);
        await AskAsync("PUT", "/api/groups/A/members/m7", "{}");
        await AskAsync("PUT", "/api/groups/none/members/m7", Member);
        foreach (var path in (string[])["groups/A/members/m7", "groups/A/members/none", "groups/C", "groups/none"])
            await AskAsync("DELETE", "/api/" + path);
        await AskAsync("DELETE", $"/api/staff/{Some.Phone(903)}");
        await AskAsync("DELETE", $"/api/staff/{Some.Phone(999)}");
    }

    private async Task OutagesAsync()
    {
        await AskAsync("POST", "/api/outages", Report("O1", "confirmed", "F-1"));
        await AskAsync("POST", "/api/outages?dryRun=true", Report("O2", "confirmed", "F-1"));
        await AskAsync("POST", "/api/outages?dryRun=true", Report("O2", "predicted", "F-1"));
        await AskAsync("POST", "/api/outages", """[{"source":"x"},7]""");
        await AskAsync("POST", "/api/outages", "x", "text/nothing");
        await AskAsync("POST", "/api/outages", new string('x', 11 * 1024 * 1024));
        await UntilAsync("/api/outages/oms/O1", outage => outage.GetProperty("announced").GetArrayLength() > 0);
        await AskAsync("POST", "/api/outages/oms/O1/etr", $$"""{"etr":"{{TimeProvider.System.GetUtcNow().AddHours(8):O}}"}""");
        await AskAsync("POST", "/api/outages/oms/O1/etr", """{"x":1}""");
        await AskAsync("POST", "/api/outages/oms/none/etr", """{"etr":"x"}""");
        await UntilAsync("/api/outages/oms/O1", outage => outage.GetProperty("revisions").GetArrayLength() == 2);
        await AskAsync("POST", "/api/outages/oms/O1/restore?dryRun=true");
        await AskAsync("POST", "/api/outages/oms/O1/restore", """{"at":"x"}""");
        await AskAsync("POST", "/api/outages/oms/O1/restore");
        await UntilAsync("/api/outages/oms/O1", outage => outage.GetProperty("state").GetString() == "restored");
        await AskAsync("POST", "/api/outages/oms/O1/cancel");
        await AskAsync("POST", "/api/outages", Report("O3", "confirmed", "F-9"));
        await UntilAsync("/api/outages/oms/O3", _ => true);
        await AskAsync("POST", "/api/outages/oms/O3/cancel", """{"x":1}""");
        await AskAsync("POST", "/api/outages/oms/O3/cancel");
        await AskAsync("POST", "/api/outages/oms/none/restore");
        await AskAsync("POST", "/api/outages/oms/none/cancel");
        foreach (var path in (string[])["outages", "outages?format=csv", "outages?top=0", "outages?state=restored&office=DIV", "outages/oms/none",
            "outages/oms/O1/replies", "reliability?month=2026-11", "reliability?month=2026-11&by=feeder", "reliability?month=x",
            "reliability?month=2026-11&format=csv", "feeds"])
            await AskAsync("GET", "/api/" + path);
    }

    private async Task AnnouncementsAsync()
    {
        var expires = TimeProvider.System.GetUtcNow().AddDays(2).ToString("O");
        var tip = $$"""{"externalId":"TIP-1","topic":"safety","template":"safety_monsoon","values":{"mr":[],"hi":[],"en":[]},"offices":["DIV"],"expiresAt":"{{expires}}"}""";
        var made = (await AskAsync("POST", "/api/announcements", tip)).GetProperty("id").GetString();
        await AskAsync("POST", "/api/announcements", """{"topic":"x"}""");
        await UntilAsync("/api/announcements", list => list.GetProperty("announcements").EnumerateArray()
            .Any(one => one.GetProperty("reference").GetString() == "O1.1" && one.GetProperty("counts").GetProperty("sent").GetInt32() > 0));
        var told = (await AskAsync("GET", "/api/announcements")).GetProperty("announcements").EnumerateArray()
            .First(one => one.GetProperty("reference").GetString() == "O1.1").GetProperty("id").GetString();
        foreach (var path in (string[])[$"{told}", $"{told}?groups=false", "none", $"{told}/live", "none/live", $"{told}/deliveries", $"{told}/deliveries?status=x", "none/deliveries"])
            await AskAsync("GET", "/api/announcements/" + path);
        await AskAsync("GET", "/api/announcements?top=0");
        foreach (var path in (string[])["approvals", "schedules", "audiences", "templates", "templates/export", "library",
            $"announcements/{told}/progress", $"announcements/{told}/report", $"announcements/{told}/report?format=csv", "approvals/none",
            "schedules/none", "audiences/none", "library/none", "dry-runs/none"])
            await AskAsync("GET", "/api/" + path);
        await UntilAsync($"/api/announcements/{made}?groups=false", one => one.GetProperty("state").GetString() != "accepted");
        foreach (var action in (string[])["pause", "resume", "retry-failed", "cancel", "pause", "nonsense"])
            await AskAsync("POST", $"/api/announcements/{made}/{action}");
        await AskAsync("POST", "/api/announcements/none/pause");
    }

    private async Task ChannelsAsync()
    {
        await AskAsync("GET", "/api/channels/second");
        await AskAsync("GET", "/api/channels/none");
        await AskAsync("PUT", "/api/channels/second", """{"state":"stopped","reason":"131048"}""");
        await AskAsync("PUT", "/api/channels/second", """{"state":"x"}""");
        await AskAsync("GET", "/api/channels");
    }

    private async Task TicketsAsync()
    {
        foreach (var text in (string[])["danger", "pole", "near the school"])
        {
            await _journal.WriteAsync("91" + Some.Phone(1), text, _timeout.Token);
            await Task.Delay(700, _timeout.Token);
        }

        await UntilAsync("/api/tickets", list => list.GetProperty("tickets").GetArrayLength() > 0);
        var id = (await AskAsync("GET", "/api/tickets")).GetProperty("tickets")[0].GetProperty("service_request_id").GetString();
        await _journal.ShowAsync("91" + Some.Phone(1), "image/png", Dialogue.SomeFile.Png(), _timeout.Token);
        await UntilAsync($"/api/tickets/{id}", ticket => ticket.GetProperty("media").GetArrayLength() == 1);
        foreach (var path in (string[])["media/1", "media/2", "conversation"])
            await AskAsync("GET", $"/api/tickets/{id}/{path}");
        await AskAsync("GET", "/api/tickets/none/conversation");
        foreach (var path in (string[])[$"/{id}", "/none", "?top=0", "?format=csv", "?office=DIV&type=hazard&overdue=true"])
            await AskAsync("GET", "/api/tickets" + path);
        foreach (var (action, body) in ((string, string)[])[
            ("assign", $$"""{"by":"desk","to":"{{Some.Phone(902)}}"}"""), ("accept", """{"by":"desk"}"""), ("escalate", """{"by":"desk","level":2}"""), ("escalate", """{"by":"desk"}"""),
            ("resolve", """{"by":"desk","note":"done"}"""),
            ("reopen", """{"by":"desk","note":"no"}"""), ("note", """{"by":"desk","note":"seen"}"""), ("note", "{}"), ("nonsense", "{}"),
            ("resolve", """{"by":"desk","note":"done"}"""), ("accept", """{"by":"desk"}""")])
            await AskAsync("POST", $"/api/tickets/{id}/{action}", body);
        await AskAsync("POST", "/api/tickets/none/note", """{"by":"x","note":"y"}""");
    }

    private async Task DeadLettersAsync()
    {
        // Another process on the same data directory puts something on the queue that nobody can work off.
        using (var lease = HostLease.Acquire(_data.FullName, "test"))
        {
            var queues = QueueDefinitions.Read(Path.Combine(AppContext.BaseDirectory, "queues.json"));
            await using var broker = new LocalServiceBusClient(_data.FullName, lease, queues, TimeProvider.System);
            foreach (var body in (string[])["one", "two", "three"])
                await broker.CreateSender(QueueNames.Imports).SendMessageAsync(new ServiceBusMessage(body) { SessionId = body });
        }

        await UntilAsync("/api/dead-letters", list => list.GetProperty("deadLetters").GetArrayLength() == 3);
        var letter = (await AskAsync("GET", "/api/dead-letters?queue=imports")).GetProperty("deadLetters")[0].GetProperty("id").GetString();
        await AskAsync("GET", "/api/dead-letters?top=0");
        await AskAsync("POST", $"/api/dead-letters/{letter}/replay");
        await AskAsync("POST", "/api/dead-letters/imports~999999/replay");
        await AskAsync("POST", "/api/dead-letters/replay", "{}");
        await AskAsync("POST", "/api/dead-letters/replay", """{"queue":"inbound"}""");
        await AskAsync("POST", "/api/dead-letters/replay", """{"all":true}""");
        await UntilAsync("/api/alerts", list => list.GetProperty("alerts").GetArrayLength() > 0);
        await AskAsync("GET", "/api/alerts?open=false");
        await AskAsync("GET", "/api/alerts?open=x");
    }

    private async Task PeopleAsync()
    {
        var person = "/api/people/" + Some.Phone(1);
        var nobody = "/api/people/" + Some.Phone(999);
        await AskAsync("PUT", person, """{"language":"hi","consent":{"safety":{"given":true,"source":"form"}},"quietHours":"21-07"}""");
        await AskAsync("PUT", person, """{"language":"x"}""");
        await AskAsync("PUT", nobody, """{"language":"en"}""");
        await AskAsync("PUT", nobody + "/block", """{"reason":"abuse","until":"2099-01-01"}""");
        await AskAsync("PUT", nobody + "/block", """{"until":"x"}""");
        await AskAsync("GET", "/api/blocked");
        await AskAsync("DELETE", nobody + "/block");
        await AskAsync("DELETE", nobody + "/block");
        foreach (var part in (string[])["", "/export", "/consent-proof"])
        {
            await AskAsync("GET", person + part);
            await AskAsync("GET", nobody + part);
        }

        await AskAsync("DELETE", "/api/people/" + Some.Phone(902));
        await AskAsync("DELETE", person);
        await AskAsync("DELETE", person);
        await AskAsync("GET", person + "/consent-proof");
        await AskAsync("GET", person + "/export");
    }

    private static readonly string[] Elsewhere =
    [
        "SendTest", "ShowApproval", "DecideApproval", "ShowSchedule", "PutSchedule", "ControlSchedule", "DeleteSchedule", "AskDryRun",
        "ShowDryRun", "ShowAudience", "PutAudience", "DeleteAudience", "PutTemplateState", "PutLibrary", "PutLibraryItem",
        "ShowLibraryItem", "DeleteLibraryItem",
    ];

    private async Task AccessAsync()
    {
        var made = await AskAsync("POST", "/api/keys", """{"name":"oms","endpoints":["ReportOutages"],"office":"DIV"}""");
        await AskAsync("POST", "/api/keys", """{"name":"","endpoints":["ListKeys"]}""");
        foreach (var path in (string[])["me", "keys", "audit", "audit?top=0", "audit?format=csv"])
            await AskAsync("GET", "/api/" + path);
        // A key opens what it was made for and nothing else.
        using (var machine = new HttpRequestMessage(HttpMethod.Get, "/api/people/" + Some.Phone(2)))
        {
            machine.Headers.Add("x-functions-key", made.GetProperty("value").GetString());
            using var other = new HttpClient { BaseAddress = _host.Http.BaseAddress };
            using var refused = await other.SendAsync(machine, _timeout.Token);
            Note("GET", "/api/people/" + Some.Phone(2), refused, await refused.Content.ReadAsStringAsync(_timeout.Token));
            Assert.Equal(403, (int)refused.StatusCode);
        }

        await AskAsync("DELETE", "/api/keys/" + made.GetProperty("key").GetProperty("id").GetString());
        await AskAsync("DELETE", "/api/keys/none");
    }

    private async Task OthersAsync()
    {
        foreach (var path in (string[])["now", "now/DIV", "now/NOWHERE", "quality", "quality?format=csv", "settings", "page/", "page/none"])
            await AskAsync("GET", "/api/" + path);
        foreach (var path in (string[])["health/live", "health/ready", "openapi.json", "docs", "webhooks/whatsapp"])
            await AskAsync("GET", "/api/" + path);
        await AskAsync("GET", $"/api/webhooks/whatsapp?hub.mode=subscribe&hub.verify_token={CloudApiNumber.VerifyToken}&hub.challenge=7");
        await AskAsync("POST", "/api/webhooks/whatsapp", "{}");
        var signed = """{"object":"whatsapp_business_account","entry":[]}""";
        var hash = System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(CloudApiNumber.AppSecret), Encoding.UTF8.GetBytes(signed));
        await AskAsync("POST", "/api/webhooks/whatsapp", signed, headers: ("x-hub-signature-256", "sha256=" + Convert.ToHexStringLower(hash)));
        // Who has no key is told so, in the form described.
        _host.Http.DefaultRequestHeaders.Remove("x-functions-key");
        foreach (var operation in (string[])["outages", "people/1", "channels"])
            await AskAsync("GET", "/api/" + operation);
    }

    private async Task ImportAsync(string kind, string csv)
    {
        var id = (await AskAsync("POST", "/api/imports?kind=" + kind, csv, "text/csv")).GetProperty("id").GetString();
        await UntilAsync("/api/imports/" + id, import => import.GetProperty("status").GetString() is "finished" or "failed");
    }

    private async Task UntilAsync(string path, Func<JsonElement, bool> holds)
    {
        while (await AskAsync("GET", path) is var answer && (!answer.TryGetProperty("status", out var status) || status.ValueKind != JsonValueKind.Number)
            ? !holds(answer) : true)
            await Task.Delay(200, _timeout.Token);
    }

    private async Task<JsonElement> AskAsync(
        string method, string path, string? body = null, string type = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type));
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var response = await _host.Http.SendAsync(request, _timeout.Token);
        var text = await response.Content.ReadAsStringAsync(_timeout.Token);
        var media = response.Content.Headers.ContentType?.MediaType;
        Note(method, path, response, text);
        return media?.EndsWith("json") == true && text.Length > 0 ? JsonDocument.Parse(text).RootElement : default;
    }

    private void Note(string method, string path, HttpResponseMessage response, string text)
    {
        var (operation, fault) = Api.Check(
            method, path.Split('?')[0], (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, text);
        if (fault is not null)
            _faults.Add($"{method} {path} ({operation}): {fault}");
        if (response.IsSuccessStatusCode)
            _answered.Add(operation);
    }

    private static string Report(string id, string state, string feeder) => $$"""
        {"source":"oms","externalId":"{{id}}","revision":1,"state":"{{state}}","causeCode":"poleDown",
         "start":"{{TimeProvider.System.GetUtcNow().AddMinutes(-10):O}}","etr":"{{TimeProvider.System.GetUtcNow().AddHours(5):O}}","feeders":["{{feeder}}"]}
        """;
}
