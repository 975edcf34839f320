using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Samvad.Consumers;
using Samvad.Tests.Consumers;
using Samvad.Tickets;

namespace Samvad.Tests.Tickets;

public sealed class TicketHttpTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_list_holds_the_offices_below_newest_first_in_pages()
    {
        await using var app = await FiveAsync(azurite);
        var first = await ListAsync(app, "?office=SUB&top=3");
        Assert.Equal(["T-5", "T-4", "T-3"], Transformers(first));
        var next = first.GetProperty("continuation").GetString();
        var second = await ListAsync(app, $"?office=SUB&top=3&continuation={Uri.EscapeDataString(next!)}");
        Assert.Equal(["T-2", "T-1"], Transformers(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("continuation").ValueKind);
        Assert.Equal(["T-4"], Transformers(await ListAsync(app, "?office=SEC-2")));
    }

    [Theory]
    [InlineData("?type=complaint", "T-5")]
    [InlineData("?state=resolved", "T-2")]
    [InlineData("?state=unresolved&type=hazard", "T-4,T-3,T-1")]
    [InlineData("?overdue=true", "T-4,T-3,T-1")]
    public async Task A_list_is_filtered_by_type_state_and_what_is_overdue(string query, string transformers)
    {
        await using var app = await FiveAsync(azurite);
        app.Time.Advance(TimeSpan.FromHours(5));
        Assert.Equal(transformers.Split(','), Transformers(await ListAsync(app, query)));
    }

    [Fact]
    public async Task The_csv_holds_all_pages_masks_phones_and_lets_no_formula_through()
    {
        await using var app = await FiveAsync(azurite);
        await app.OpenAsync(Office.Report(9, transformer: "T-9") with { Description = "=1+1, call 9822000009" });
        var (status, csv) = await Office.ReadAsync(
            await app.Get<TicketFunctions>().ListTickets(Office.Request("?format=csv"), default));
        var lines = csv.TrimStart('\uFEFF').Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((200, 7), (status, lines.Length));
        Assert.StartsWith("service_request_id,status,state,type", lines[0]);
        Assert.Contains("\"'=1+1, call ********09\"", csv);
        Assert.DoesNotContain("98220", csv);
    }

    [Fact]
    public async Task A_ticket_is_shown_with_the_names_of_open311_and_its_history()
    {
        await using var app = await FiveAsync(azurite);
        var ticket = await app.OpenAsync(Office.Report(7, cause: "c1"));
        var (status, body) = await Office.ReadAsync(
            await app.Get<TicketFunctions>().ShowTicket(Office.Request(), ticket.Number.ToLowerInvariant(), default));
        var shown = JsonDocument.Parse(body).RootElement;
        Assert.Equal(200, status);
        Assert.Equal(ticket.Number, shown.GetProperty("ticket").GetProperty("service_request_id").GetString());
        Assert.Equal("open", shown.GetProperty("ticket").GetProperty("status").GetString());
        Assert.Equal("opened", shown.GetProperty("history")[0].GetProperty("act").GetString());
        Assert.Equal(1, shown.GetProperty("followers").GetInt32());
        Assert.DoesNotContain("98220", body);
    }

    [Fact]
    public async Task Actions_may_be_repeated_and_those_that_make_no_sense_say_why()
    {
        await using var app = await azurite.OfficeAsync();
        var ticket = await app.OpenAsync(Office.Report());
        Assert.Equal(409, (await DoAsync(app, ticket, "reopen", new { by = "desk", note = "why" })).Status);
        Assert.Equal(200, (await DoAsync(app, ticket, "assign", new { by = "desk", to = Some.Phone(902) })).Status);
        Assert.Equal(["ticket_assigned"], app.Told(Office.Section));
        Assert.Equal(200, (await DoAsync(app, ticket, "accept", new { by = "desk" })).Status);
        Assert.Equal(200, (await DoAsync(app, ticket, "note", new { by = "desk", note = "crew sent" })).Status);
        for (var again = 0; again < 2; again++)
            Assert.Equal(200, (await DoAsync(app, ticket, "resolve", new { by = "desk", note = "mended" })).Status);
        Assert.Equal(["ticket_resolved"], app.Told(Some.Address(1)));
        var (status, body) = await DoAsync(app, ticket, "accept", new { by = "desk" });
        Assert.Equal(409, status);
        Assert.Contains("is resolved; reopen it first", body);
        Assert.Equal(200, (await DoAsync(app, ticket, "reopen", new { by = "desk", note = "fell again" })).Status);
        Assert.Equal(
            ["Opened", "Assigned", "Accepted", "Noted", "Resolved", "Reopened"],
            (await app.NowAsync(ticket)).History.Select(entry => entry.Act.ToString()));
    }

    [Fact]
    public async Task Who_would_hear_next_is_shown_and_hears_at_once_when_somebody_escalates()
    {
        await using var app = await azurite.OfficeAsync();
        var ticket = await app.OpenAsync(Office.Report());
        Assert.Equal((1, "SEC-1", "अनिता"), await AboveAsync(app, ticket));
        await DoAsync(app, ticket, "assign", new { by = "desk", to = Some.Phone(902) });
        Assert.Equal((2, "SUB", "विजय"), await AboveAsync(app, ticket));
        for (var again = 0; again < 2; again++)
            Assert.Equal(200, (await DoAsync(app, ticket, "escalate", new { by = "desk", level = 2, note = "live wire" })).Status);
        Assert.Equal(["ticket_escalated"], app.Told(Office.Subdivision));
        var now = await app.NowAsync(ticket);
        Assert.Equal((Office.Section, 2, "desk", "live wire"), (now.Owner, now.Rung, now.History[^1].By, now.History[^1].Note));
        // The clock goes on from there.
        await app.LaterAsync(TimeSpan.FromHours(2));
        Assert.Equal(["ticket_escalated"], app.Told(Office.Subdivision));
        Assert.Equal((3, "DIV", "सुनील"), await AboveAsync(app, ticket));
        await app.LaterAsync(TimeSpan.FromHours(2));
        Assert.Equal(["ticket_escalated"], app.Told(Office.Division));
        Assert.Null(await AboveAsync(app, ticket));
        await DoAsync(app, ticket, "resolve", new { by = "desk", note = "mended" });
        Assert.Equal(409, (await DoAsync(app, ticket, "escalate", new { by = "desk", level = 3 })).Status);
        Assert.Equal(["by", "level"], await FieldsAsync(DoAsync(app, ticket, "escalate", new { level = 4 })));
        Assert.Equal(["level"], await FieldsAsync(DoAsync(app, ticket, "accept", new { by = "desk", level = 2 })));
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_request_is_said_at_once()
    {
        await using var app = await azurite.OfficeAsync();
        var ticket = await app.OpenAsync(Office.Report());
        Assert.Equal(["by", "to"], await FieldsAsync(DoAsync(app, ticket, "assign", new { to = Some.Phone(1) })));
        Assert.Equal(["by", "note", "to"], await FieldsAsync(DoAsync(app, ticket, "resolve", new { to = Some.Phone(1) })));
        Assert.Equal(
            ["type", "state", "top", "office"],
            await FieldsAsync(Office.ReadAsync(await app.Get<TicketFunctions>().ListTickets(
                Office.Request("?type=x&state=y&top=0&office=NONE"), default))));
        Assert.Equal(404, (await DoAsync(app, ticket, "explode", new { by = "x" })).Status);
        Assert.Equal(404, (await DoAsync(app, ticket with { Number = "H-0000-000" }, "accept", new { by = "x" })).Status);
    }

    [Fact]
    public async Task A_row_of_the_staff_file_that_is_wrong_is_said_with_all_its_faults()
    {
        await using var app = await azurite.OfficeAsync();
        using var file = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(
            Office.StaffHeader + "12,,lineman,NONE,Z,fr\n" + $"{Some.Phone(905)},नाव,engineer,SEC-1,A,mr\n"));
        var (import, _) = await app.Get<ImportIntake>().AcceptAsync(file, null, default);
        await app.Get<ImportRun>().RunAsync(import!.Id, default);
        var (faults, _) = await app.Get<ImportLog>().FaultsAsync(import.Id, null, default);
        Assert.Equal(
            ["2 group", "2 language", "2 name", "2 office", "2 phone", "2 role", "3 group"],
            faults.Select(fault => $"{fault.Line} {fault.Field}").Order());
        Assert.Equal(4, (await app.Get<Staff>().ReadAsync(default)).All.Count());
        Assert.True(await app.Get<Staff>().DeleteAsync(Office.Janamitra, default));
        Assert.Null((await app.Get<Staff>().ReadAsync(default)).JanamitraOf("A"));
    }

    private static async Task<App> FiveAsync(AzuriteFixture azurite)
    {
        var app = await azurite.OfficeAsync();
        for (var at = 1; at <= 5; at++)
        {
            var type = at == 5 ? TicketType.Complaint : TicketType.Hazard;
            var ticket = await app.OpenAsync(Office.Report(at, type, transformer: $"T-{at}") with { Office = at == 4 ? "SEC-2" : "SEC-1" });
            if (at == 2)
                await DoAsync(app, ticket, "resolve", new { by = "desk", note = "done" });
            app.Time.Advance(TimeSpan.FromSeconds(1));
        }

        return app;
    }

    private static async Task<JsonElement> ListAsync(App app, string query)
    {
        var (status, body) = await Office.ReadAsync(
            await app.Get<TicketFunctions>().ListTickets(Office.Request(query), default));
        Assert.Equal(200, status);
        return JsonDocument.Parse(body).RootElement;
    }

    private static IEnumerable<string?> Transformers(JsonElement list) =>
        list.GetProperty("tickets").EnumerateArray().Select(ticket => ticket.GetProperty("transformer").GetString());

    private static async Task<(int Status, string Body)> DoAsync(App app, Ticket ticket, string action, object body) =>
        await Office.ReadAsync(await app.Get<TicketActions>().ChangeTicket(
            Office.Request(body: body), ticket.Number, action, default));

    private static async Task<(int Level, string? Office, string? People)?> AboveAsync(App app, Ticket ticket)
    {
        var (_, body) = await Office.ReadAsync(await app.Get<TicketFunctions>().ShowTicket(Office.Request(), ticket.Number, default));
        var above = JsonDocument.Parse(body).RootElement.GetProperty("above");
        return above.ValueKind == JsonValueKind.Null ? null : (
            above.GetProperty("level").GetInt32(), above.GetProperty("office").GetString(),
            string.Join(", ", above.GetProperty("people").EnumerateArray()));
    }

    private static async Task<IEnumerable<string?>> FieldsAsync(Task<(int Status, string Body)> answer)
    {
        var (status, body) = await answer;
        Assert.Equal(400, status);
        return [.. JsonDocument.Parse(body).RootElement.GetProperty("errors").EnumerateArray()
            .Select(fault => fault.GetProperty("field").GetString())];
    }
}
