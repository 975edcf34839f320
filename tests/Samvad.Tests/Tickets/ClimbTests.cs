using Samvad.Tests.Consumers;
using Samvad.Tickets;
using Samvad.WhatsApp;

namespace Samvad.Tests.Tickets;

/// <summary>Who hears of a ticket when, to the minute.</summary>
public sealed class ClimbTests(AzuriteFixture azurite)
{
    /// <summary>Minutes after the opening at which the levels are told; app time starts on a Monday, 15:30 in India.</summary>
    public static TheoryData<TicketType, bool, int?, int[]> Ladders => new()
    {
        { TicketType.Hazard, true, null, [15, 60, 240] },
        { TicketType.Hazard, true, 10, [60, 240] },
        { TicketType.Hazard, true, 20, [15, 60, 240] },
        { TicketType.NoSupply, true, null, [30, 120, 180] },
        { TicketType.NoSupply, false, null, [120, 720, 1080] },
        { TicketType.NoSupply, false, 119, [720, 1080] },
        { TicketType.Complaint, true, null, [1440, 2880, 5760] },
        { TicketType.Complaint, true, 60, [2880, 5760] },
    };

    [Theory]
    [MemberData(nameof(Ladders))]
    public async Task Each_level_is_told_in_its_minute_and_once(TicketType type, bool urban, int? acceptedAt, int[] minutes)
    {
        await using var app = await azurite.OfficeAsync();
        var group = urban ? "A" : "B";
        var ticket = await app.OpenAsync(Office.Report(type: type) with { Group = group });
        var told = new List<int>();
        var seen = 0;
        foreach (var minute in minutes.SelectMany(minute => new[] { minute - 1, minute, minute + 1 })
            .Concat(acceptedAt is { } at ? [at] : Array.Empty<int>()).Order())
        {
            await app.LaterAsync(ticket.OpenedAt.AddMinutes(minute) + TimeSpan.FromSeconds(1) - app.Time.GetUtcNow());
            if (minute == acceptedAt)
                await app.Get<TicketDesk>().HearStaffAsync(
                    Office.Press(Janamitra(group), TicketButton.Accept, ticket, "a"), null, default);
            var count = app.Provider.Accepted.Count(message =>
                message.Content is TemplateContent { Template.Name: "ticket_escalated" });
            if (count > seen)
                told.Add(minute);
            Assert.True(count <= seen + 1);
            seen = count;
        }

        Assert.Equal(minutes, told);
        string[] levels = [Office.Section, Office.Subdivision, Office.Division];
        Assert.Equal(
            levels.TakeLast(minutes.Length),
            app.Provider.Accepted.Where(message => message.Content is TemplateContent { Template.Name: "ticket_escalated" })
                .Select(message => message.To));
        Assert.True((await app.NowAsync(ticket)).IsOverdue(app.Time.GetUtcNow()));
    }

    [Fact]
    public async Task A_host_that_slept_through_all_levels_tells_each_of_them_once()
    {
        await using var app = await azurite.OfficeAsync();
        var ticket = await app.OpenAsync(Office.Report());
        await app.LaterAsync(TimeSpan.FromHours(9));
        await app.LaterAsync(TimeSpan.FromMinutes(1));
        Assert.All([Office.Section, Office.Subdivision, Office.Division], level =>
            Assert.Equal(["ticket_escalated"], app.Told(level)));
        Assert.Equal(3, (await app.NowAsync(ticket)).Rung);
    }

    [Fact]
    public async Task A_level_without_staff_is_passed_over_to_the_one_above()
    {
        await using var app = await azurite.OfficeAsync();
        await app.OpenAsync(Office.Report() with { Group = "B", Office = "SEC-2" });
        Assert.Equal(["ticket_assigned"], app.Told(Office.Subdivision));
        await app.LaterAsync(TimeSpan.FromMinutes(16));
        Assert.Equal(["ticket_assigned", "ticket_escalated"], app.Told(Office.Subdivision));
    }

    [Fact]
    public async Task What_is_done_climbs_no_more_and_is_closed_when_nobody_objects()
    {
        await using var app = await azurite.OfficeAsync();
        var ticket = await app.OpenAsync(Office.Report());
        await app.Get<TicketDesk>().HearStaffAsync(Office.Press(Office.Janamitra, TicketButton.Done, ticket, "1"), null, default);
        await app.Get<TicketDesk>().HearStaffAsync(Office.Say(Office.Janamitra, "फोटो नाही", "2"), null, default);
        await app.LaterAsync(TimeSpan.FromDays(3) - TimeSpan.FromMinutes(1));
        Assert.Equal(TicketState.Resolved, (await app.NowAsync(ticket)).State);
        await app.LaterAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(TicketState.Closed, (await app.NowAsync(ticket)).State);
        Assert.Empty(app.Told(Office.Section));
        await foreach (var _ in app.Get<TicketClocks>().DueAsync(app.Time.GetUtcNow().AddYears(1), default))
            Assert.Fail("A visit was left.");
    }

    private static string Janamitra(string group) => group == "A" ? Office.Janamitra : Office.Section;
}
