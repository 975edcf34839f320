using System.Net;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Samvad.Access;
using Samvad.Outages;
using Samvad.Storage;
using Samvad.Tests.Consumers;

namespace Samvad.Tests.Access;

public sealed class AuditTests(AzuriteFixture azurite)
{
    private static readonly Action<HttpRequestMessage> Admin = AccessHost.Person("Admin");

    [Fact]
    public async Task A_change_is_written_down_with_who_what_where_and_both_states()
    {
        var (world, host) = await AccessWorld.OwnAsync(azurite);
        await using var _ = world;
        await host.AskAsync("PUT", "/api/groups/A", Admin, """{"office":"SEC-2","name":"नवे","area":"urban"}""");
        var entry = (await EntriesAsync(host, "what=PutGroup")).Single();
        Assert.Equal("person:asha", entry.GetProperty("who").GetString());
        Assert.Equal("Asha Jadhav", entry.GetProperty("name").GetString());
        Assert.Equal("groups/A", entry.GetProperty("subject").GetString());
        Assert.Equal("127.0.0.0/24", entry.GetProperty("from").GetString());
        Assert.Equal(200, entry.GetProperty("status").GetInt32());
        Assert.Equal("SEC-1", entry.GetProperty("before").GetProperty("office").GetString());
        Assert.Equal("SEC-2", entry.GetProperty("after").GetProperty("office").GetString());
        Assert.Equal(["SEC-2", "SEC-1"], entry.GetProperty("offices").EnumerateArray().Select(office => office.GetString()));
    }

    [Fact]
    public async Task Attempts_that_were_refused_are_written_down_and_what_only_reads_is_not()
    {
        await using var host = await AccessHost.StartAsync(App.Create(azurite));
        await host.AskAsync("GET", "/api/outages", Admin);
        await host.AskAsync("POST", "/api/outages", AccessHost.Nobody, "{}");
        await host.AskAsync("POST", "/api/outages", AccessHost.Person("Viewer"), "{}");
        await host.AskAsync("POST", "/api/announcements/none/pause", await host.KeyAsync(null, "ControlAnnouncement"));
        var entries = await EntriesAsync(host, "");
        Assert.Equal(
            [("ControlAnnouncement:pause", 404), ("ReportOutages", 403)],
            entries.Select(entry => (entry.GetProperty("what").GetString()!, entry.GetProperty("status").GetInt32())));
    }

    [Fact]
    public async Task What_a_machine_reports_bears_its_name_with_the_outage_and_what_a_person_enters_in_the_trail_too()
    {
        var (world, host) = await AccessWorld.OwnAsync(azurite);
        await using var _ = world;
        const string Report = """
            {"source":"oms","externalId":"by-1","revision":1,"kind":"unplanned","state":"confirmed","start":"2026-11-23T15:00:00+05:30","feeders":["F-1"]}
            """;
        Assert.Equal(202, (await host.AskAsync("POST", "/api/outages", await host.KeyAsync(null, "ReportOutages"), Report)).Status);
        Assert.Equal(202, (await host.AskAsync("POST", "/api/outages", Admin, Report.Replace("by-1", "by-2"))).Status);
        Assert.Equal("person:asha", Assert.Single(await EntriesAsync(host, "what=ReportOutages")).GetProperty("who").GetString());
        foreach (var report in await host.App.ReportsAsync())
            await host.App.Get<OutageLifecycle>().ApplyAsync(report, default);
        foreach (var (id, by) in ((string, string)[])[("by-1", "key:"), ("by-2", "person:asha")])
        {
            var outage = await host.JsonAsync($"/api/outages/oms/{id}", Admin);
            Assert.StartsWith(by, Assert.Single(outage.GetProperty("revisions").EnumerateArray()).GetProperty("by").GetString());
        }
    }

    [Fact]
    public async Task Neither_phones_nor_names_nor_texts_get_into_the_trail()
    {
        var (world, host) = await AccessWorld.OwnAsync(azurite);
        await using var _ = world;
        await host.AskAsync("PUT", $"/api/people/{Some.Phone(1)}", Admin, """{"language":"hi","consent":{"safety":{"given":true,"source":"call","wording":"secret"}}}""");
        await host.AskAsync("PUT", "/api/groups/A/members/m0003", Admin, $$"""
            {"name":"गुपित","phone":"{{Some.Phone(3)}}","language":"mr","category":"domestic","consumerNumber":"100000000003",
             "feeder":"F-1","transformer":"T-1","consentOutage":true,"consentSource":"form","consentDate":"2026-05-01"}
            """);
        await host.AskAsync("POST", $"/api/tickets/{world.Ticket}/note", Admin, """{"note":"गुपित 9822000001"}""");
        await host.AskAsync("POST", $"/api/tickets/{world.Ticket}/assign", Admin, $$"""{"to":"{{Tickets.Office.Section}}"}""");
        Assert.Equal(200, (await host.AskAsync("GET", $"/api/people/{Some.Phone(1)}/export", Admin)).Status);
        await host.AskAsync("DELETE", $"/api/people/{Some.Address(1)}", Admin);
        await host.AskAsync("DELETE", $"/api/staff/{Some.Phone(901)}", Admin);
        var rows = new List<string>();
        await foreach (var row in host.App.Get<SamvadTables>().Audit.QueryAsync<TableEntity>())
            rows.Add(string.Join('|', row.Select(value => value.Value)));
        // Six changes and an export here and four changes of the world, two rows each.
        Assert.Equal(22, rows.Count);
        Assert.Single(await EntriesAsync(host, "what=ExportPerson"));
        string[] secrets =
            ["गुपित", "secret", "संजय", .. new[] { 1, 3, 901, 902 }.Select(Some.Phone), "100000000003"];
        Assert.All(rows, row => Assert.DoesNotContain(secrets, row.Contains));
        Assert.Contains(await EntriesAsync(host, "subject=people/" + Some.Phone(1)), entry => entry.GetProperty("what").GetString() == "PutPerson");
    }

    [Fact]
    public async Task Entries_come_newest_first_in_pages_over_days_and_each_once()
    {
        var app = App.Create(azurite);
        var trail = app.Get<AuditTrail>();
        for (var i = 0; i < 25; i++)
        {
            var begun = await trail.BeginAsync(Caller.FunctionKey, "Act", new DefaultHttpContext { Request = { Path = $"/api/things/{i}" } }, default);
            // Every third call breaks off.
            if (i % 3 > 0)
                await trail.EndAsync(begun, new AuditNote(), 200, default);
            app.Time.Advance(TimeSpan.FromHours(7));
        }

        await using var host = await AccessHost.StartAsync(app);
        var (found, page) = (new List<JsonElement>(), (string?)null);
        do
        {
            var answer = await host.JsonAsync(
                $"/api/audit?from=2026-11-20&top=4{(page is null ? "" : "&continuation=" + Uri.EscapeDataString(page))}", Admin);
            found.AddRange(answer.GetProperty("entries").EnumerateArray());
            page = answer.GetProperty("continuation").GetString();
        }
        while (page is not null);
        Assert.Equal(
            Enumerable.Range(0, 25).Reverse().Select(i => ($"things/{i}", i % 3 > 0 ? 200 : (int?)null)),
            found.Select(entry => (entry.GetProperty("subject").GetString()!, Status(entry))));
        var csv = (await host.AskAsync("GET", "/api/audit?from=2026-11-20&format=csv&subject=things/7", Admin)).Body;
        Assert.Equal(2, csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        static int? Status(JsonElement entry) =>
            entry.GetProperty("status").ValueKind == JsonValueKind.Null ? null : entry.GetProperty("status").GetInt32();
    }

    [Theory]
    [InlineData("from=2026-11-24&to=2026-11-23", "from")]
    [InlineData("from=x", "from")]
    [InlineData("to=1999-01-01", "to")]
    [InlineData("top=0", "top")]
    [InlineData("continuation=x", "continuation")]
    public async Task A_query_that_makes_no_sense_is_told_why(string query, string field)
    {
        await using var host = await AccessHost.StartAsync(App.Create(azurite));
        var (status, body) = await host.AskAsync("GET", "/api/audit?" + query, Admin);
        Assert.Equal(400, status);
        Assert.Equal(field, JsonDocument.Parse(body).RootElement.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task Nothing_is_changed_that_could_not_be_written_down()
    {
        var app = App.Create(azurite, tables => tables.AddPolicy(new NoAudit(), HttpPipelinePosition.PerCall));
        await using var host = await AccessHost.StartAsync(app);
        await app.ImportAsync(Some.Offices, Some.Groups);
        Assert.Equal(500, (await host.AskAsync("DELETE", "/api/groups/A", Admin)).Status);
        Assert.Equal(200, (await host.AskAsync("GET", "/api/groups/A", Admin)).Status);
    }

    [Theory]
    [InlineData("203.0.113.77", "203.0.113.0/24")]
    [InlineData("::ffff:203.0.113.77", "203.0.113.0/24")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48")]
    public void An_address_is_kept_without_its_last_part(string address, string kept) =>
        Assert.Equal(kept, CallerAddress.Masked(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1", "198.51.100.1, 203.0.113.77:50123", "203.0.113.0/24")]
    [InlineData("192.0.2.9", "203.0.113.77", "192.0.2.0/24")]
    [InlineData("127.0.0.1", "unknown", "127.0.0.0/24")]
    public void The_platform_says_where_a_call_came_from_and_a_caller_does_not(string remote, string forwarded, string from)
    {
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(remote) } };
        context.Request.Headers["X-Forwarded-For"] = forwarded;
        Assert.Equal(from, CallerAddress.Of(context));
    }

    /// <summary>The store refuses what is added to the audit.</summary>
    private sealed class NoAudit : HttpPipelineSynchronousPolicy
    {
        public override void OnSendingRequest(HttpMessage message)
        {
            if (message.Request.Method == RequestMethod.Post && message.Request.Uri.Path.EndsWith("Audit", StringComparison.Ordinal))
                throw new IOException("The store is full.");
        }
    }

    private static async Task<IReadOnlyList<JsonElement>> EntriesAsync(AccessHost host, string query) =>
        [.. (await host.JsonAsync("/api/audit?" + query, Admin)).GetProperty("entries").EnumerateArray()];
}
