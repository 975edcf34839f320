using System.Text.Json;
using System.Text.RegularExpressions;
using Samvad.Access;
using Samvad.Consumers;
using Samvad.Tests.Consumers;

namespace Samvad.Tests.Access;

/// <summary>Who belongs to an office, at every endpoint that reaches into offices.</summary>
public sealed partial class OfficeScopeTests(AzuriteFixture azurite, AccessWorld shared) : IClassFixture<AccessWorld>
{
    private static readonly Action<HttpRequestMessage> Here = All(AccessWorld.Here), There = All(AccessWorld.There);

    [Fact]
    public void Every_endpoint_that_reaches_into_offices_is_tried()
    {
        Assert.Equal(
            EndpointTable.All.Where(endpoint => endpoint.Reach == Reach.Own).Select(endpoint => endpoint.Function).Order(),
            Reads(shared).Select(read => read.Function).Concat(Changes(shared).Select(change => change.Function)).Order());
    }

    [Fact]
    public async Task Nobody_sees_what_belongs_to_other_offices()
    {
        var host = await shared.StartAsync();
        await host.AskAsync("POST", $"/api/tickets/{shared.Ticket}/note", Here, """{"note":"seen"}""");
        foreach (var (function, path) in Reads(shared))
        {
            var own = await host.AskAsync("GET", path, Here);
            // The ticket came without a picture; who has no right to it is not told so.
            if (function != "ShowTicketMedia")
                Assert.True(own.Status == 200 && (function is "ShowReplies" or "ShowProgress" or "ShowReport" or "ShowTicketConversation" || shared.Marks.Any(own.Body.Contains)), $"{function} hides: {own}");
            var other = await host.AskAsync("GET", path, There);
            Assert.True(other.Status == 404 || (other.Status == 200 && !shared.Marks.Any(other.Body.Contains)), $"{function} shows: {other}");
        }
    }

    [Theory]
    [InlineData("/api/outages?office=SEC-1")]
    [InlineData("/api/outages?office=DIV")]
    [InlineData("/api/reliability?office=SEC-1")]
    [InlineData("/api/groups?office=DIV")]
    [InlineData("/api/tickets?office=SEC-1")]
    [InlineData("/api/tickets?office=SEC-1&format=csv")]
    [InlineData("/api/staff?office=SUB")]
    public async Task To_ask_for_another_office_is_refused(string path)
    {
        var host = await shared.StartAsync();
        Assert.Equal(403, (await host.AskAsync("GET", path, There)).Status);
    }

    [Fact]
    public async Task Nobody_changes_what_belongs_to_other_offices_and_everybody_what_is_their_own()
    {
        var (world, host) = await AccessWorld.OwnAsync(azurite);
        await using var _ = world;
        var before = await SnapshotAsync(world, host);
        foreach (var (function, method, path, body) in Changes(world))
        {
            var (status, answer) = await host.AskAsync(method, path, There, body);
            // A file is taken, and its rows that lie elsewhere are rejected.
            Assert.True(status is 400 or 403 or 404 || function == "StartImport", $"{function} took it: {status} {answer}");
            if (function == "StartImport")
                Assert.Equal(1, (await RunImportAsync(host, answer)).Rejected);
        }

        Assert.Equal(before, await SnapshotAsync(world, host));
        foreach (var (function, method, path, body) in Changes(world))
        {
            var (status, answer) = await host.AskAsync(method, path, Here, body);
            Assert.True(status is >= 200 and < 300, $"{function} refused its own: {status} {answer}");
            if (function == "StartImport")
                Assert.Equal(0, (await RunImportAsync(host, answer)).Rejected);
        }
    }

    [Fact]
    public async Task What_spans_offices_is_seen_in_part_and_changed_by_nobody_of_a_part()
    {
        var (world, host) = await AccessWorld.OwnAsync(azurite);
        await using var _ = world;
        await host.App.ImportAsync(Some.MembersHeader + Some.Row("B", 1, 11, feeder: "F-2"));
        await host.App.Get<Samvad.Outages.Reliability.ConnectedConsumers>().CountAsync(default);
        var both = host.App.Report("OUT-2", 1, Samvad.Outages.OutageState.Confirmed, new([], ["F-1", "F-2"], [], []));
        var id = await host.App.TellAsync(both);
        await host.App.Get<Samvad.Outages.Reliability.OutageBook>().RecordAsync("oms", "OUT-2", default);

        var outage = await host.JsonAsync("/api/outages/oms/OUT-2", There);
        Assert.Equal(["F-2"], outage.GetProperty("feeders").EnumerateArray().Select(feeder => feeder.GetString()));
        var listed = (await host.JsonAsync("/api/outages", There)).GetProperty("outages")[0];
        Assert.Equal(1, listed.GetProperty("consumers").GetDouble());
        Assert.Equal("SEC-2", listed.GetProperty("offices")[0].GetString());
        var announcement = await host.JsonAsync($"/api/announcements/{id}", There);
        Assert.Equal("B", announcement.GetProperty("groups").EnumerateArray().Single().GetProperty("group").GetString());
        Assert.Equal(1, announcement.GetProperty("announcement").GetProperty("counts").GetProperty("sent").GetInt32());
        var inList = (await host.JsonAsync("/api/announcements", There)).GetProperty("announcements").EnumerateArray().Single();
        Assert.Equal(1, inList.GetProperty("counts").GetProperty("sent").GetInt32());
        var deliveries = await host.JsonAsync($"/api/announcements/{id}/deliveries?group=A", There);
        Assert.Empty(deliveries.GetProperty("deliveries").EnumerateArray());
        Assert.Equal(403, (await host.AskAsync("POST", "/api/outages/oms/OUT-2/restore", There)).Status);
        Assert.Equal(403, (await host.AskAsync("POST", $"/api/announcements/{id}/cancel", There)).Status);
    }

    [Fact]
    public async Task Whoever_belongs_to_no_office_that_exists_sees_nothing()
    {
        var host = await shared.StartAsync();
        foreach (var office in new[] { "NOWHERE", "" })
            Assert.Equal("[]", (await host.AskAsync("GET", "/api/groups", All(office))).Body);
    }

    private static async Task<Import> RunImportAsync(AccessHost host, string answer)
    {
        var id = JsonDocument.Parse(answer).RootElement.GetProperty("id").GetString()!;
        await host.App.Get<ImportRun>().RunAsync(id, default);
        return (await host.App.Get<ImportLog>().FindAsync(id, default))!;
    }

    private static async Task<IReadOnlyList<string>> SnapshotAsync(AccessWorld world, AccessHost host)
    {
        var bodies = new List<string>();
        foreach (var (_, path) in Reads(world).Where(read => read.Function is not ("ListAudit" or "ShowReliability" or "ShowProgress" or "ShowLive" or "ShowNow" or "ShowOfficeNow")))
            bodies.Add($"{path} {TimeLeft().Replace((await host.AskAsync("GET", path, Here)).Body, "")}");
        return bodies;
    }

    // The clock goes on.
    [GeneratedRegex("\"(left|exportedAt|at)\": ?\"[^\"]*\"")]
    private static partial Regex TimeLeft();

    private static Action<HttpRequestMessage> All(string office) =>
        AccessHost.Person([.. Enum.GetNames<Role>().Select(role => $"{role}.{office}")]);

    private static IEnumerable<(string Function, string Path)> Reads(AccessWorld world) =>
        ((IEnumerable<(string, string)>)
        [
            ("ShowOutage", "outages/oms/OUT-1"),
            ("ShowReplies", "outages/oms/OUT-1/replies"),
            ("ListOutages", "outages"),
            ("ShowReliability", "reliability?month=2026-11"),
            ("ListAnnouncements", "announcements"),
            ("ShowAnnouncement", $"announcements/{world.Announcement}"),
            ("ShowProgress", $"announcements/{world.Announcement}/progress"),
            ("ShowLive", $"announcements/{world.Announcement}/live"),
            ("ShowNow", "now"),
            ("ShowOfficeNow", "now/SEC-1"),
            ("ShowReport", $"announcements/{world.Announcement}/report"),
            ("ListAudiences", "audiences"),
            ("ShowAudience", "audiences/here"),
            ("ListSchedules", "schedules"),
            ("ShowSchedule", "schedules/here"),
            ("ShowDryRun", $"dry-runs/{world.DryRun}"),
            ("ListApprovals", "approvals"),
            ("ShowApproval", $"approvals/{world.Approval}"),
            ("ListDeliveries", $"announcements/{world.Announcement}/deliveries"),
            ("ListTickets", "tickets"),
            ("ShowTicket", $"tickets/{world.Ticket}"),
            ("ShowTicketConversation", $"tickets/{world.Ticket}/conversation"),
            ("ShowTicketMedia", $"tickets/{world.Ticket}/media/0"),
            ("ListOffices", "offices"),
            ("GetOffice", "offices/SEC-1"),
            ("ListGroups", "groups"),
            ("GetGroup", "groups/A"),
            ("ListMembers", "groups/A/members"),
            ("GetMember", "groups/A/members/m0001"),
            ("GetPerson", $"people/{Some.Phone(1)}"),
            ("ExportPerson", $"people/{Some.Phone(1)}/export"),
            ("ListStaff", "staff"),
            ("ListImports", "imports"),
            ("GetImport", $"imports/{world.Import}"),
            ("ListChannels", "channels"),
            ("ShowChannel", "channels/here"),
            ("ListDeadLetters", "dead-letters"),
            ("ListAlerts", "alerts"),
            ("ListAudit", "audit"),
        ]).Select(read => (read.Item1, "/api/" + read.Item2));

    /// <summary>In an order in which each is still possible after those before it.</summary>
    private static IEnumerable<(string Function, string Method, string Path, string? Body)> Changes(AccessWorld world) =>
        ((IEnumerable<(string, string, string, string?)>)
        [
            ("ReplayDeadLetter", "POST", $"dead-letters/{world.Letter}/replay", null),
            ("ReportOutages", "POST", "outages", """
                {"source":"oms","externalId":"NEW-1","revision":1,"kind":"unplanned","state":"confirmed","causeCode":"lineDown",
                 "start":"2026-11-23T09:55:00Z","etr":"2026-11-23T13:00:00Z","feeders":["F-1"]}
                """),
            ("ChangeEtr", "POST", "outages/oms/OUT-1/etr", """{"etr":"2026-11-23T15:00:00Z"}"""),
            ("RestoreOutage", "POST", "outages/oms/OUT-1/restore", null),
            ("CancelOutage", "POST", "outages/oms/OUT-1/cancel", null),
            ("MakeAnnouncement", "POST", "announcements", """
                {"externalId":"tip-1","topic":"safety","template":"safety_monsoon","offices":["SEC-1"],
                 "expiresAt":"2026-11-25T10:00:00Z"}
                """),
            ("SendTest", "POST", "announcements/test", $$"""{"item":"wet-hands","to":["{{Some.Phone(902)}}"]}"""),
            ("AskDryRun", "POST", "dry-runs", """{"topic":"safety","audience":{"offices":["SEC-1"]}}"""),
            ("PutAudience", "PUT", "audiences/here", """{"name":"Here too","audience":{"offices":["SEC-1"]}}"""),
            ("DeleteAudience", "DELETE", "audiences/here", null),
            ("PutSchedule", "PUT", "schedules/more", """
                {"name":"More","cron":"0 10 * * *","items":["beware-of-fraud"],"audience":{"offices":["SEC-1"]}}
                """),
            ("ControlSchedule", "POST", "schedules/here/pause", null),
            ("DeleteSchedule", "DELETE", "schedules/here", null),
            ("DecideApproval", "POST", $"approvals/{world.Approval}/withdraw", null),
            ("ControlAnnouncement", "POST", $"announcements/{world.Announcement}/retry-failed", null),
            ("ChangeTicket", "POST", $"tickets/{world.Ticket}/note", """{"note":"on the way"}"""),
            ("PutChannel", "PUT", "channels/here", """{"state":"draining","offices":["SEC-1"]}"""),
            ("PutPerson", "PUT", $"people/{Some.Phone(1)}", """{"language":"hi"}"""),
            ("StartImport", "POST", "imports?kind=groups", "id,office,name,area,lineman\nA,SEC-1,गट अ,rural,\n"),
            ("PutMember", "PUT", "groups/A/members/m0002", $$"""
                {"name":"नाव","phone":"{{Some.Phone(2)}}","language":"mr","category":"domestic","consumerNumber":"100000000002",
                 "feeder":"F-1","transformer":"T-1","consentOutage":true,"consentSource":"form","consentDate":"2026-05-01"}
                """),
            ("DeleteMember", "DELETE", "groups/A/members/m0002", null),
            ("DeletePerson", "DELETE", $"people/{Some.Phone(1)}", null),
            ("DeleteStaff", "DELETE", $"staff/{Tickets.Office.Janamitra}", null),
            ("PutGroup", "PUT", "groups/A", """{"office":"SEC-1","name":"गट अ","area":"rural"}"""),
            ("DeleteGroup", "DELETE", "groups/A", null),
        ]).Select(change => (change.Item1, change.Item2, "/api/" + change.Item3, change.Item4));
}
