using System.Net.Http.Json;
using System.Text.Json;
using Samvad.LocalHost.Demo;
using Samvad.LocalHost.Processes;
using Samvad.LocalHost.Sample;
using Samvad.Telemetry;

namespace Samvad.Tests.Telemetry;

/// <summary>
/// A small district on a host of its own that logs at debug level and sends traces, metrics and logs to a collector:
/// what is measured on the way is there, and nothing of it names a person.
/// </summary>
public sealed class WholeWayTests : IAsyncLifetime
{
    private const int Groups = 3;
    private const int Members = 8;
    private static readonly string[] Written =
        ["There is no light at my aunt's house", "तार तुटली आहे शाळेजवळ", "Behind the temple of Kanhaiya", "my bill is too high", "STOP"];

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("samvad-telemetry");
    private readonly CancellationTokenSource _timeout = new(TimeSpan.FromMinutes(4));
    private readonly SampleRegistry _sample = new(Groups, Members, 3);
    private Collector _collector = null!;
    private HostProcess _host = null!;
    private JournalClient _journal = null!;

    public async ValueTask InitializeAsync()
    {
        _collector = await Collector.StartAsync();
        var port = Ports.FreeInARow(2);
        _host = await HostProcess.StartAsync(
            _data.FullName,
            port,
            port + 1,
            ["--Logging:LogLevel:Default=Debug", "--Logging:LogLevel:Samvad=Debug", "--WhatsApp:PairInterval=00:00:00", "--WhatsApp:Channels:0:MessagesPerSecond=50"],
            _timeout.Token,
            new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
                ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
            });
        _journal = new JournalClient(port + 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _collector.DisposeAsync();
        _journal.Dispose();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task One_trace_leads_from_the_report_to_the_page_and_nothing_names_a_person()
    {
        await ImportAsync();
        var outages = new OutageRun(() => _host.Http, TimeProvider.System);
        var feeders = _sample.Members().Select(member => member.Feeder!).Where(feeder => feeder.Length > 0)
            .Distinct().ToArray();
        var reference = await outages.ReportAsync("TEL-1", 1, "confirmed", ("feeders", feeders), _timeout.Token);
        var final = await outages.FinalAsync(reference, (_, _) => { }, _timeout.Token);
        var sent = OutageRun.Count(final, "sent");
        Assert.True(sent > Groups, $"{final}");
        await TalkAsync();
        await AskAsync();

        foreach (var (metric, least) in new[] { ("samvad.messages.sent", sent), ("samvad.messages.delivered", sent - 1), ("samvad.tickets.filed", 1) })
            await Until(() => _collector.Sum(metric) >= least, $"{metric} is {_collector.Sum(metric)}, not {least}");
        await Until(() => _collector.Count("samvad.queue.age") > 5, "samvad.queue.age");
        Assert.Equal(1, _collector.Sum("samvad.reports.accepted"));
        Assert.Equal(1, _collector.Sum("samvad.announcements.planned"));
        Assert.True(_collector.Count("samvad.pace.wait") >= sent);
        Assert.True(_collector.Count("samvad.ledger.duration") > 2 * Groups);

        await Until(() => _collector.Spans().Count(span => span.Name == "send page") >= Groups, "Spans of pages are missing");
        var spans = _collector.Spans();
        // The refused report at the end has a trace of its own, without anything behind it.
        var applied = spans.Single(span => span.Name == "process outage-events" && spans.Any(one => one.Trace == span.Trace
            && one.Name == "process announcements"));
        var report = spans.Single(span => span.Name.StartsWith("POST ") && span.Trace == applied.Trace);
        Assert.Equal(
            ["process announcements", "process outage-events", "process shards-urgent", "send page"],
            spans.Where(span => span.Trace == report.Trace && span != report).Select(span => span.Name).Distinct().Order());
        var byId = spans.ToLookup(span => span.Id);
        Assert.All(
            spans.Where(span => span.Trace == report.Trace && span.Parent.Length > 0 && span != report),
            span => Assert.Single(byId[span.Parent]));

        await _host.StopAsync();
        await AssertNobodyIsNamedAsync();
    }

    private async Task ImportAsync()
    {
        var files = Path.Combine(_data.FullName, "sample");
        await _sample.WriteAsync(files);
        var run = new OutageRun(() => _host.Http, TimeProvider.System);
        foreach (var kind in (string[])["offices", "groups", "members"])
            await run.ImportAsync(kind, Path.Combine(files, kind + ".csv"), _timeout.Token);
        var broken = Path.Combine(files, "broken.csv");
        var one = _sample.Members().First();
        await File.WriteAllTextAsync(broken, File.ReadLines(Path.Combine(files, "members.csv")).First() + "\n"
            + $"NOWHERE,m1,{one.Name},{one.Phone},mr,domestic,12,F,T,yes,yes,yes,yes,form,2026-05-01\n", _timeout.Token);
        await run.ImportAsync("members", broken, _timeout.Token);
    }

    /// <summary>People write: what they lack, a danger, a complaint, that they want no more.</summary>
    private async Task TalkAsync()
    {
        var people = _sample.Members().Select(member => member.Phone).Distinct().Take(4).Select(phone => "91" + phone[^10..]).ToList();
        foreach (var person in people)
        {
            var answers = 0;
            foreach (var text in Written)
            {
                await _journal.WriteAsync(person, text, _timeout.Token);
                var before = answers;
                await Until(async () => (answers = (await _journal.MessagesAsync(person, _timeout.Token))
                    .Count(message => message.GetProperty("kind").GetString() != "template")) > before);
            }
        }
    }

    /// <summary>An administrator looks people up, changes and erases one.</summary>
    private async Task AskAsync()
    {
        var address = Uri.EscapeDataString("+91" + _sample.Members().First().Phone[^10..]);
        (await _host.Http.GetAsync("/api/people/" + address, _timeout.Token)).EnsureSuccessStatusCode();
        (await _host.Http.PutAsJsonAsync("/api/people/" + address, new { language = "hi" }, _timeout.Token)).EnsureSuccessStatusCode();
        var export = await _host.Http.GetStringAsync($"/api/people/{address}/export", _timeout.Token);
        Assert.Contains("TEL-1.1", export);
        (await _host.Http.DeleteAsync("/api/people/" + address, _timeout.Token)).EnsureSuccessStatusCode();
        Assert.Contains("marks", await _host.Http.GetStringAsync($"/api/people/{address}/consent-proof", _timeout.Token));
        Assert.Equal(404, (int)(await _host.Http.GetAsync("/api/people/" + address, _timeout.Token)).StatusCode);
        foreach (var path in (string[])["tickets", "announcements", "dead-letters", "alerts", "imports", "channels", "staff"])
            (await _host.Http.GetAsync("/api/" + path, _timeout.Token)).EnsureSuccessStatusCode();
        var live = await _host.Http.GetFromJsonAsync<JsonElement>("/api/health/live", _timeout.Token);
        Assert.Equal("live", live.GetProperty("status").GetString());
        var ready = await _host.Http.GetFromJsonAsync<JsonElement>("/api/health/ready", _timeout.Token);
        Assert.Equal(["blobs", "channels", "service-bus", "tables", "templates"],
            ready.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("name").GetString()).Order());
        await _host.Http.PostAsync("/api/outages", new StringContent("{\"source\":\"x\",\"phone\":\"+919822000001\"}"), _timeout.Token);
    }

    private async Task AssertNobodyIsNamedAsync()
    {
        var log = await File.ReadAllTextAsync(Directory.GetFiles(Path.Combine(_data.FullName, "logs")).Single());
        // The most talkative line of the way is among them.
        Assert.Contains($"[{EventIds.ShardDelivered}]", log);
        var said = _sample.Members().Select(member => member.Phone[^10..])
            .Concat(_sample.Members().Select(member => member.Name)).Concat(Written)
            .Append("The power supply in").Append("9822000001").Distinct().ToList();
        Assert.True(said.Count > Groups * Members);
        foreach (var (where, text) in new[]
        {
            ("the log", log),
            ("traces", _collector.Text("traces")),
            ("metrics", _collector.Text("metrics")),
            ("logs sent", _collector.Text("logs")),
        })
        {
            Assert.True(text.Length > 1000, where);
            foreach (var secret in said)
            {
                var at = text.IndexOf(secret, StringComparison.Ordinal);
                Assert.True(at < 0, at < 0 ? "" : $"{where} name {secret}: …{text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 50)]}");
            }
        }
    }

    private async Task Until(Func<bool> holds, string otherwise)
    {
        for (var tries = 0; !holds(); tries++)
        {
            Assert.True(tries < 300, otherwise);
            await Task.Delay(200, _timeout.Token);
        }
    }

    private async Task Until(Func<Task<bool>> holds)
    {
        while (!await holds())
            await Task.Delay(200, _timeout.Token);
    }
}
