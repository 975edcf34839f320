using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Samvad.Tests.Page;

/// <summary>What people come to the page for, done by clicking, each as who does it.</summary>
[Collection(nameof(PageHost))]
public sealed partial class TaskTests(PageHost host)
{
    [Fact]
    public async Task A_person_signs_in_and_out_by_clicking()
    {
        await using var window = await host.OpenAsync("");
        await window.Page.GotoAsync("/");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await window.Page.GetByLabel("Name").FillAsync("Asha Kulkarni");
        await window.Page.GetByLabel("Viewer").CheckAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await window.SeesAsync("Asha Kulkarni");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Sign out" }).ClickAsync();
        await window.Page.GotoAsync("/");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).WaitForAsync();
        // Asking who one is, before one is anybody, is refused.
        window.ForgiveRefusals();
    }

    [Fact]
    public async Task The_control_room_finds_the_transformers_without_power()
    {
        var feeder = host.Registry.FeederOf(40);
        await ReportAsync("PAGE-MAP", "feeders", feeder);
        await using var window = await host.OpenAsync("Viewer");
        await window.GoAsync("now");
        await window.Page.Locator(".cards").GetByRole(AriaRole.Link, new() { Name = feeder, Exact = true }).WaitForAsync();
        var office = host.Registry.Groups().ElementAt(40).Office;
        var path = await host.Http.GetStringAsync("/api/offices");
        foreach (var code in Path(path, office).Skip(1))
            await window.Page.Locator($".tiles a[href='#/now/{code}']").ClickAsync();
        var row = window.Page.Locator(".feeders li", new() { HasText = feeder }).First;
        await row.Locator("summary").ClickAsync();
        await Assertions.Expect(row.Locator("ul li").First).ToContainTextAsync(Dtc());
        await Assertions.Expect(row.Locator("ul li span.bad").First).ToBeVisibleAsync();
        Assert.Equal(0, await window.Button("Restored").CountAsync());
    }

    [Fact]
    public async Task An_operator_enters_an_outage_sees_whom_it_tells_and_restores_it()
    {
        await using var window = await host.OpenAsync("Operator");
        await window.GoAsync("compose/outage");
        await window.Page.GetByLabel("Number").FillAsync("PAGE-HAND");
        await window.Page.GetByLabel("Feeders").FillAsync(host.Registry.FeederOf(11));
        await window.ClickAsync("See who would be told");
        await window.SeesAsync("Reference: PAGE-HAND.1".Split(':')[1].Trim());
        await window.ClickAsync("Tell them");
        Assert.Matches(People(), await window.ConfirmAsync("Tell them"));
        await window.Page.WaitForURLAsync("**/#/outage/manual/PAGE-HAND");
        await window.Page.GetByRole(AriaRole.Cell, new() { Name = "Power is off" }).WaitForAsync();
        await window.ClickAsync("Restored");
        Assert.Matches(People(), await window.ConfirmAsync("Restored"));
        await window.SaysAsync("The restoration is taken.");
        await Assertions.Expect(window.Page.Locator("main .badge").First).ToHaveTextAsync("Restored");
    }

    [Fact]
    public async Task An_operator_pauses_resumes_and_cancels_an_announcement_on_its_way()
    {
        // The window first: a busy machine takes longer to open it than the channel takes to tell everybody.
        await using var window = await host.OpenAsync("Operator");
        await window.GoAsync("announcements");
        await ReportAsync("PAGE-SLOW", "offices", host.Registry.TopOffice);
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "PAGE-SLOW.1" }).ClickAsync();
        await window.ClickAsync("Pause");
        Assert.Matches(People(), await window.ConfirmAsync("Pause"));
        await window.SaysAsync("Paused. Nothing is lost.");
        await Assertions.Expect(window.Page.Locator(".head .badge")).ToHaveTextAsync("Paused");
        await window.ClickAsync("Resume");
        await window.ConfirmAsync("Resume");
        await Assertions.Expect(window.Page.Locator(".head .badge")).ToHaveTextAsync("Under way");
        await window.ClickAsync("Cancel");
        Assert.Contains("cannot be taken back", await window.ConfirmAsync("Cancel"));
        await Assertions.Expect(window.Page.Locator(".head .badge")).ToHaveTextAsync("Cancelled");
        await window.ClickAsync("Show by group");
        await window.Page.GetByRole(AriaRole.Table, new() { Name = "By group" }).WaitForAsync();
    }

    [Fact]
    public async Task An_operator_has_the_failed_ones_told_once_the_provider_is_well_again()
    {
        await host.Journal.ScriptAsync("""{"shares":{"error500":1}}""", default);
        try
        {
            await ReportAsync("PAGE-RETRY", "feeders", host.Registry.FeederOf(66));
            await host.Outages.FinalAsync("PAGE-RETRY.1", (_, _) => { }, default).WaitAsync(TimeSpan.FromMinutes(1));
        }
        finally
        {
            await host.Journal.ScriptAsync("""{"shares":{"error500":0}}""", default);
        }

        await using var window = await host.OpenAsync("Operator");
        await window.GoAsync("announcements");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "PAGE-RETRY.1" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Cell, new() { Name = "http-5xx" }).WaitForAsync();
        Assert.Empty(await host.Journal.AnnouncedAsync("PAGE-RETRY.1", default));
        var retry = window.Page.GetByRole(AriaRole.Button, new() { NameRegex = Retry() });
        await retry.ClickAsync();
        Assert.Matches(People(), await window.ConfirmAsync("Retry failed"));
        await window.SaysAsync("The failed ones are queued again.");
        await window.SeesAsync("No failures.");
        await Assertions.Expect(retry).ToHaveCountAsync(0);
        await Until.TrueAsync(async () => (await host.Journal.AnnouncedAsync("PAGE-RETRY.1", default)).Count > 0);
    }

    [Fact]
    public async Task A_viewer_reads_what_was_told_and_may_change_nothing()
    {
        await ReportAsync("PAGE-READ", "feeders", host.Registry.FeederOf(55));
        await using var window = await host.OpenAsync("Viewer");
        await window.GoAsync("announcements");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "PAGE-READ.1" }).ClickAsync();
        await window.Page.Locator(".bubble", new() { HasText = "PAGE-READ.1" }).WaitForAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await window.SeesAsync("We are sorry for the inconvenience.");
        foreach (var name in (string[])["Pause", "Resume", "Cancel"])
            Assert.Equal(0, await window.Button(name).CountAsync());
        Assert.Equal(["Now", "Announcements", "Tickets", "Reports"], await window.Page.Locator("header nav a").AllInnerTextsAsync());
    }

    [Fact]
    public async Task An_operator_escalates_and_assigns_a_hazard_and_staff_resolves_it()
    {
        await host.ReportHazardAsync(0, "बसस्थानकाजवळ");
        await using (var window = await host.OpenAsync("Operator"))
        {
            await window.GoAsync("tickets");
            await window.Page.Locator(".board .card a").First.ClickAsync();
            await window.ClickAsync("Escalate");
            var question = await window.ConfirmAsync("Escalate");
            Assert.Contains($"Escalate to {await NameOfAsync("SAT-SD01")}?", question);
            Assert.Contains("Meera Joshi", question);
            await window.SaysAsync("The office above is told; the ticket stays with whoever has it.");
            await window.Page.Locator(".history", new() { HasText = "Escalated" }).WaitForAsync();
            await Until.TrueAsync(async () => (await host.Journal.MessagesAsync("919811100002", default))
                .Any(message => message.GetRawText().Contains("ticket_escalated")));
            // Nobody is left above, and whose task it is has not changed.
            await Assertions.Expect(window.Button("Escalate")).ToHaveCountAsync(0);
            await Assertions.Expect(window.Page.Locator(".facts")).ToContainTextAsync("*01");
            await window.Page.GetByLabel("Assign to").SelectOptionAsync(new SelectOptionValue { Index = 2 });
            await window.ClickAsync("Assign");
            await window.SaysAsync("The ticket is assigned; they are told.");
            await Assertions.Expect(window.Page.Locator(".facts")).ToContainTextAsync("*02");
            await window.Page.Locator(".history", new() { HasText = "Assigned" }).WaitForAsync();
        }

        await using (var window = await host.OpenAsync("Staff", "SAT-SD01"))
        {
            await window.GoAsync("tickets");
            await window.Page.Locator(".board .card a").First.ClickAsync();
            await window.ClickAsync("Accept");
            await window.SaysAsync("The ticket is accepted.");
            await window.Page.GetByLabel("Note").FillAsync("Wire taken down and joined");
            await window.ClickAsync("Resolve");
            await window.SaysAsync("Resolved; whoever reported it is asked.");
            await window.Page.Locator(".history", new() { HasText = "Wire taken down and joined" }).WaitForAsync();
        }
    }

    [Fact]
    public async Task An_admin_imports_a_file_and_gets_the_rows_to_mend()
    {
        await using var window = await host.OpenAsync("Admin");
        await window.GoAsync("registry/imports");
        await window.Page.GetByLabel("CSV file").SetInputFilesAsync(new FilePayload
        {
            Name = "groups.csv",
            MimeType = "text/csv",
            Buffer = "id,office,name,area,lineman\nP-1,SAT-S001,\"One, two\",urban,\nP-2,NOWHERE,Two,urban,\nP-3,SAT-S002,Three,moon,\n"u8.ToArray(),
        });
        await window.ClickAsync("Import");
        await window.SaysAsync("The file is here; the import begins.");
        await window.Page.GetByRole(AriaRole.Cell, new() { Name = "area", Exact = true }).WaitForAsync();
        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.ClickAsync("Download the rows to mend"));
        var rows = await File.ReadAllLinesAsync((await download.PathAsync())!);
        Assert.Equal(["id,office,name,area,lineman,remedy", "P-2", "P-3"], [rows[0].TrimStart('\uFEFF'), .. rows[1..].Select(row => row[..3])]);
        // What was downloaded is taken as it is, once it is mended.
        await host.ImportAsync("groups", string.Join('\n', rows).Replace("NOWHERE", "SAT-S003").Replace("moon", "rural"));
        await window.GoAsync("registry/offices/SAT-S003");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "P-2" }).WaitForAsync();
    }

    [Fact]
    public async Task An_operator_finds_a_person_and_takes_down_that_a_consent_is_withdrawn()
    {
        var person = host.Registry.Members().Last(member => member.ConsentService);
        await using var window = await host.OpenAsync("Operator");
        await window.GoAsync("registry/people");
        await window.Page.GetByLabel("Mobile number").FillAsync(person.Phone);
        await window.ClickAsync("Find");
        await window.ClickAsync("Withdraw Services");
        await window.SaysAsync("The choice is kept.");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Give Services" }).WaitForAsync();
        Assert.DoesNotContain(person.Phone, await window.Page.Locator("article").InnerTextAsync());
        Assert.Equal(0, await window.Button("Erase").CountAsync());
    }

    [Fact]
    public async Task An_admin_stops_and_starts_a_channel_and_the_audit_shows_it()
    {
        await using var window = await host.OpenAsync("Admin");
        await window.GoAsync("trust/channels");
        await window.ClickAsync("Drain");
        await window.ConfirmAsync("Drain");
        await window.SaysAsync("The channel is changed");
        await window.ClickAsync("Start");
        await window.ConfirmAsync("Start");
        await Assertions.Expect(window.Page.Locator("main .badge").First).ToHaveTextAsync("Active");
        await window.GoAsync("trust/audit");
        await window.Page.GetByRole(AriaRole.Cell, new() { Name = "PutChannel" }).First.WaitForAsync();
    }

    [Fact]
    public async Task An_admin_makes_and_revokes_a_key_and_reads_the_settings()
    {
        await using var window = await host.OpenAsync("Admin");
        await window.GoAsync("trust/access");
        await window.Page.GetByLabel("Name of the machine").FillAsync("page-oms");
        await window.ClickAsync("Make a key");
        await window.SeesAsync("it is not shown again");
        var key = await window.Page.Locator("main code").InnerTextAsync();
        await window.ClickAsync("Revoke page-oms");
        await window.ConfirmAsync("Revoke");
        await window.SaysAsync("The key is revoked.");
        await window.GoAsync("trust/settings");
        await window.SeesAsync("Outages:MomentaryHold");
        var all = await window.Page.Locator("main").InnerTextAsync();
        Assert.DoesNotContain(key, all);
        Assert.DoesNotContain("accesskey", all);
    }

    [Fact]
    public async Task An_officer_rehearses_a_tip_for_many_and_a_second_person_approves_it()
    {
        await using (var window = await host.OpenAsync("Operator"))
        {
            await window.GoAsync("compose/broadcast/wet-hands");
            await window.Page.GetByLabel("Office").First.SelectOptionAsync(host.Registry.TopOffice);
            await window.Page.GetByLabel("Reference").FillAsync("PAGE-TIP");
            await window.ClickAsync("See who would be told");
            await window.ClickAsync("Tell them");
            Assert.Matches(People(), await window.ConfirmAsync("Tell them"));
            await window.SaysAsync("a second person's approval");
        }

        await using (var window = await host.OpenAsync("Approver"))
        {
            await window.GoAsync("compose/approvals");
            await StillCountingOnceAsync(window.Page);
            await window.Page.GetByRole(AriaRole.Link, new() { Name = "PAGE-TIP" }).ClickAsync();
            await window.ClickAsync("Approve");
            Assert.Matches(People(), await window.ConfirmAsync("Approve"));
            await window.SaysAsync("Approved; people are told.");
        }
    }

    /// <summary>The approval is first seen as it is while its people are counted, which takes long on a busy machine.</summary>
    private static async Task StillCountingOnceAsync(IPage page)
    {
        var seen = 0;
        await page.RouteAsync("**/api/approvals/*", async route =>
        {
            if (Interlocked.Increment(ref seen) > 1)
            {
                await route.ContinueAsync();
                return;
            }

            var answer = await route.FetchAsync();
            var counting = (await answer.TextAsync())
                .Replace("\"waiting\"", "\"counting\"", StringComparison.Ordinal)
                .Replace("\"mayDecide\":true", "\"mayDecide\":false", StringComparison.Ordinal);
            await route.FulfillAsync(new() { Response = answer, Body = counting });
        });
    }

    [Fact]
    public async Task An_operator_makes_a_schedule_pauses_it_and_deletes_it()
    {
        await using var window = await host.OpenAsync("Operator");
        await window.GoAsync("compose/schedules");
        await window.Page.GetByText("New schedule").ClickAsync();
        await window.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Tip of the week");
        await window.Page.GetByLabel("Feeders").First.FillAsync(host.Registry.FeederOf(60));
        await window.ClickAsync("Make it");
        var row = window.Page.Locator("tr", new() { HasText = "Tip of the week" });
        // So few need no approval, which a dry run finds out; the page asks every 15 seconds.
        await Assertions.Expect(row).ToContainTextAsync("Active", new() { Timeout = 60_000 });
        await Assertions.Expect(window.Page.Locator(".calendar")).ToContainTextAsync("Tip of the week");
        await row.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await window.SaysAsync("The schedule is paused.");
        await Assertions.Expect(row).ToContainTextAsync("Paused");
        await row.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        Assert.Contains("Delete Tip of the week?", await window.ConfirmAsync("Delete"));
        await window.SaysAsync("The schedule is deleted.");
        await Assertions.Expect(row).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_operator_edits_a_text_of_the_library_and_switches_it_off_and_on()
    {
        await using var window = await host.OpenAsync("Operator");
        await window.GoAsync("compose/library/earthing");
        await window.Page.GetByRole(AriaRole.Group, new() { Name = "English", Exact = true }).GetByLabel("Title").FillAsync("Earth your house");
        await window.ClickAsync("Save");
        await window.SaysAsync("Saved.");
        var card = window.Page.Locator(".cards li", new() { HasText = "Earth your house" });
        await card.WaitForAsync();
        await window.ClickAsync("Switch off");
        await Assertions.Expect(card).ToContainTextAsync("Switched off");
        await window.GoAsync("compose/broadcast/earthing");
        await window.Page.Locator("option[value='rccb']").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await Assertions.Expect(window.Page.Locator("option[value='earthing']")).ToHaveCountAsync(0);
        await window.GoAsync("compose/library/earthing");
        await window.ClickAsync("Switch on");
        await window.Button("Switch off").WaitForAsync();
        await Assertions.Expect(card).Not.ToContainTextAsync("Switched off");
        await window.GoAsync("compose/broadcast/earthing");
        await Assertions.Expect(window.Page.Locator("option[value='earthing']")).ToHaveTextAsync("Earth your house");
    }

    [Fact]
    public async Task An_operator_picks_an_audience_by_feeders_saves_it_rehearses_it_and_deletes_it()
    {
        string[] feeders = [host.Registry.FeederOf(60), host.Registry.FeederOf(90)];
        var seats = host.Registry.Groups().Index().Count(one => feeders.Contains(host.Registry.FeederOf(one.Index))) * 6;
        await using var window = await host.OpenAsync("Operator");
        await window.GoAsync("compose/broadcast/beware-of-fraud");
        await window.Page.GetByLabel("Feeders").First.FillAsync(string.Join(", ", feeders));
        await window.Page.GetByText("Save it for next time").ClickAsync();
        await window.Page.GetByLabel("Name of the audience").FillAsync("Two feeders");
        await window.ClickAsync("Save the audience");
        await window.SaysAsync("The audience is saved and chosen.");
        await Assertions.Expect(window.Page.GetByLabel("Saved audience").Locator("option:checked")).ToHaveTextAsync("Two feeders");
        await window.SeesAsync(string.Join(" · ", feeders));
        await window.ClickAsync("See who would be told");
        await window.Button("Tell them").WaitForAsync();
        var people = await window.Page.Locator(".stat", new() { HasText = "People" }).Locator("strong").InnerTextAsync();
        Assert.InRange(int.Parse(people, CultureInfo.InvariantCulture), 1, seats);
        // The schedules know it too.
        await window.GoAsync("compose/schedules");
        await window.Page.GetByText("New schedule").ClickAsync();
        await window.Page.GetByLabel("Saved audience").SelectOptionAsync(new SelectOptionValue { Label = "Two feeders" });
        await window.ClickAsync("Delete this audience");
        Assert.Contains("Two feeders", await window.ConfirmAsync("Delete this audience"));
        await window.SaysAsync("The audience is deleted.");
        await Assertions.Expect(window.Page.Locator("option", new() { HasText = "Two feeders" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_regulator_gets_the_reports_as_charts_and_files()
    {
        await ReportAsync("PAGE-SAIDI", "feeders", host.Registry.FeederOf(77));
        await using var window = await host.OpenAsync("Viewer");
        await window.GoAsync("reports");
        await window.SeesAsync("SAIDI, minutes");
        // The page asks once, and what was summed up before anybody was told is believed for a minute.
        await Until.TrueAsync(async () =>
        {
            await window.Page.ReloadAsync();
            var quality = window.Page.Locator("section[aria-labelledby=quality]");
            await quality.Locator(".columns svg, .empty").First.WaitForAsync();
            return await quality.Locator(".columns svg").CountAsync() == 1;
        }, patience: TimeSpan.FromMinutes(2));
        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.ClickAsync("CSV · reliability"));
        Assert.StartsWith("office,feeder,consumers", await File.ReadAllTextAsync((await download.PathAsync())!));
    }

    private async Task ReportAsync(string id, string field, string code)
    {
        await host.Outages.ReportAsync(id, 1, "confirmed", (field, [code]), default);
        await Until.TrueAsync(async () => await host.Outages.FindAsync($"{id}.1", default) is { } found
            && found.GetProperty("state").GetString() != "accepted");
    }

    private async Task<string> NameOfAsync(string office) =>
        JsonDocument.Parse(await host.Http.GetStringAsync("/api/offices")).RootElement.EnumerateArray()
            .Single(one => one.GetProperty("code").GetString() == office).GetProperty("name").GetProperty("en").GetString()!;

    private static List<string> Path(string offices, string code)
    {
        var parents = JsonDocument.Parse(offices).RootElement.EnumerateArray().ToDictionary(
            office => office.GetProperty("code").GetString()!, office => office.GetProperty("parent").GetString());
        var path = new List<string>();
        for (var at = code; !string.IsNullOrEmpty(at); at = parents[at]!)
            path.Insert(0, at);
        return path;
    }

    [GeneratedRegex("[1-9][0-9,]* people are affected")]
    private static partial Regex People();

    [GeneratedRegex("^Retry failed")]
    private static partial Regex Retry();

    [GeneratedRegex("DTC")]
    private static partial Regex Dtc();
}
