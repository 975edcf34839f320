using Samvad.Tests.Consumers;
using Samvad.Tickets;
using Samvad.WhatsApp;

namespace Samvad.Tests.Tickets;

public sealed class TicketDeskTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task The_janamitra_of_the_group_is_told_what_where_and_whom_to_call_with_two_buttons()
    {
        await using var app = await azurite.OfficeAsync();
        var ticket = await app.OpenAsync(Office.Report() with { Address = "गणपती मंदिर" });
        var message = Assert.Single(app.Provider.Accepted);
        Assert.Equal((Office.Janamitra, "ticket_assigned", "mr"), (message.To, message.Said.Template.Name, message.Said.Language));
        Assert.Equal(
            ["तार तुटली आहे", "गणपती मंदिर, T-1, F-1, SEC-1", Some.Address(1), "23 नोव्हेंबर, सायंकाळी 7:30", ticket.Number],
            message.Said.Values);
        Assert.Equal([$"ticket:accept:{ticket.Number}", $"ticket:done:{ticket.Number}"], message.Said.Payloads);
    }

    [Fact]
    public async Task Fifty_people_at_one_transformer_at_once_get_one_ticket_and_its_owner_one_message()
    {
        await using var app = await azurite.OfficeAsync();
        var opened = await Task.WhenAll(Enumerable.Range(1, 50).Select(person => Task.Run(() =>
            app.Another<TicketDesk>().OpenAsync(Office.Report(person, TicketType.NoSupply), default))));
        Assert.Single(opened.Select(one => one.Ticket.Number).Distinct());
        Assert.Single(opened, one => one.IsNew);
        Assert.Equal(["ticket_assigned"], app.Told(Office.Janamitra));
        Assert.Equal(49, (await app.Get<TicketFollowers>().OfAsync(opened[0].Ticket.Number, default)).Count);
    }

    [Fact]
    public async Task The_same_message_again_is_the_same_ticket_also_for_who_followed()
    {
        await using var app = await azurite.OfficeAsync();
        var first = await app.Get<TicketDesk>().OpenAsync(Office.Report(1), default);
        var second = await app.Get<TicketDesk>().OpenAsync(Office.Report(2), default);
        app.Time.Advance(TimeSpan.FromHours(30));
        Assert.Equal((first.Ticket.Number, true), Name(await app.Get<TicketDesk>().OpenAsync(Office.Report(1), default)));
        Assert.Equal((first.Ticket.Number, false), Name(await app.Get<TicketDesk>().OpenAsync(Office.Report(2), default)));
        Assert.Equal((first.Ticket.Number, false), Name(second));
        Assert.Equal(["ticket_assigned"], app.Told(Office.Janamitra));
    }

    public static TheoryData<TicketType, TicketPlace, string, TicketPlace, string, bool> Pairs => new()
    {
        { TicketType.Hazard, new("F-1", "T-1"), "wire", new("F-1", "T-1"), "wire", true },
        { TicketType.Hazard, new("F-1", "T-1"), "wire", new("F-1", "T-2"), "wire", false },
        { TicketType.Hazard, new("F-1", "T-1"), "wire", new("F-1", "T-1"), "pole", false },
        { TicketType.NoSupply, new(null, null, "170000000001"), "x", new(null, null, "170000000001"), "y", true },
        { TicketType.Complaint, new("F-1", "T-1", "170000000001"), "bill", new("F-1", "T-1", "170000000002"), "bill", false },
        { TicketType.Hazard, new(Address: "Ganpati Mandir, Limb"), "wire", new(Address: "ganpati mandir limb."), "wire", true },
        { TicketType.Hazard, new(Address: "गणपती मंदिर"), "wire", new(Address: "शनी मंदिर"), "wire", false },
        { TicketType.Hazard, new(Latitude: 17.68, Longitude: 74), "wire", new(Latitude: 17.6804, Longitude: 74.0001), "wire", true },
        { TicketType.Hazard, new(Latitude: 17.67999, Longitude: 74), "wire", new(Latitude: 17.6802, Longitude: 74), "wire", true },
        { TicketType.Hazard, new(Latitude: 17.68, Longitude: 74), "wire", new(Latitude: 17.6809, Longitude: 74), "wire", false },
        { TicketType.Hazard, new(), "wire", new(), "wire", false },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Two_reports_are_one_ticket_where_type_and_place_are_the_same(
        TicketType type, TicketPlace one, string oneCode, TicketPlace other, string otherCode, bool same)
    {
        await using var app = await azurite.OfficeAsync();
        var first = await app.OpenAsync(At(Office.Report(1, type), one, oneCode));
        var second = await app.OpenAsync(At(Office.Report(2, type), other, otherCode));
        Assert.Equal(same, first.Number == second.Number);
    }

    [Fact]
    public async Task Done_asks_for_a_picture_and_everybody_who_reported_gets_the_resolution()
    {
        await using var app = await azurite.OfficeAsync();
        var ticket = await app.OpenAsync(Office.Report(1));
        await app.OpenAsync(Office.Report(2));
        var desk = app.Get<TicketDesk>();
        Assert.Contains(ticket.Number, await desk.HearStaffAsync(Press(TicketButton.Accept, ticket, "1"), null, default));
        Assert.Contains("फोटो", await desk.HearStaffAsync(Press(TicketButton.Done, ticket, "2"), null, default));
        Assert.Equal(TicketState.Accepted, (await app.NowAsync(ticket)).State);
        var thanks = await desk.HearStaffAsync(Office.Show(Office.Janamitra, "3"), "p.jpg", default);
        Assert.Contains("धन्यवाद", thanks);
        var now = await app.NowAsync(ticket);
        Assert.Equal((TicketState.Resolved, "p.jpg"), (now.State, now.ResolutionMedia));
        Assert.Equal(["ticket_resolved"], app.Told(Some.Address(1)));
        Assert.Equal(["ticket_resolved"], app.Told(Some.Address(2)));
        Assert.Equal(thanks, await desk.HearStaffAsync(Office.Show(Office.Janamitra, "3"), "p.jpg", default));
        Assert.Null(await desk.HearStaffAsync(Office.Show(Office.Janamitra, "4"), "q.jpg", default));
        Assert.Equal([TicketAct.Opened, TicketAct.Accepted, TicketAct.Resolved], now.History.Select(entry => entry.Act));
        Assert.All(now.History.Skip(1), entry => Assert.Equal(Office.Janamitra, entry.By));
    }

    [Fact]
    public async Task Within_24_hours_after_they_wrote_people_also_see_the_picture()
    {
        await using var app = await azurite.OfficeAsync();
        var ticket = await app.OpenAsync(Office.Report(1));
        await app.Get<Samvad.Dialogue.Correspondence>().NoteAsync(
            Office.Say(Some.Address(1), "hi", "w") with { Channel = "11111111-1111-1111-1111-111111111111" }, App.Start, default);
        await ResolveAsync(app, ticket, "p.jpg");
        Assert.Equal(["ImageContent", "ticket_resolved"], app.Told(Some.Address(1)));
        var image = (ImageContent)app.Provider.Accepted.First(message => message.Content is ImageContent).Content;
        Assert.EndsWith("/media/p.jpg", image.Image.AbsolutePath);
        Assert.Contains("sig=", image.Image.Query);
    }

    [Fact]
    public async Task Who_says_that_it_is_not_done_opens_it_again_one_level_higher()
    {
        await using var app = await azurite.OfficeAsync();
        var ticket = await app.OpenAsync(Office.Report(1));
        await app.OpenAsync(Office.Report(2));
        await ResolveAsync(app, ticket, null);
        var desk = app.Get<TicketDesk>();
        Assert.Null(await desk.AnswerAsync(ticket.Number, Some.Address(3), resolved: false, default));
        var again = (await desk.AnswerAsync(ticket.Number, Some.Address(2), resolved: false, default))!;
        await desk.AnswerAsync(ticket.Number, Some.Address(1), resolved: false, default);
        Assert.Equal((TicketState.Reopened, 1), (again.State, again.Rung));
        Assert.Equal(["ticket_assigned", "ticket_escalated"], app.Told(Office.Janamitra));
        Assert.Equal(["ticket_escalated"], app.Told(Office.Section));
        Assert.Equal(again.Number, (await app.OpenAsync(Office.Report(3))).Number);
        await app.LaterAsync(TimeSpan.FromMinutes(61));
        Assert.Equal(["ticket_escalated"], app.Told(Office.Subdivision));
    }

    [Fact]
    public async Task Only_who_reported_it_first_closes_it_and_its_place_is_free_for_another()
    {
        await using var app = await azurite.OfficeAsync();
        var ticket = await app.OpenAsync(Office.Report(1));
        await app.OpenAsync(Office.Report(2));
        await ResolveAsync(app, ticket, null);
        var desk = app.Get<TicketDesk>();
        Assert.Equal(TicketState.Resolved, (await desk.AnswerAsync(ticket.Number, Some.Address(2), true, default))!.State);
        Assert.Equal(TicketState.Closed, (await desk.AnswerAsync(ticket.Number, Some.Address(1), true, default))!.State);
        Assert.NotEqual(ticket.Number, (await app.OpenAsync(Office.Report(1, cause: "another"))).Number);
    }

    [Fact]
    public async Task Who_is_no_staff_or_not_concerned_changes_nothing()
    {
        await using var app = await azurite.OfficeAsync();
        var ticket = await app.OpenAsync(Office.Report(1));
        var desk = app.Get<TicketDesk>();
        Assert.Null(await desk.HearStaffAsync(Office.Press(Some.Address(1), TicketButton.Accept, ticket, "1"), null, default));
        var refusal = await desk.HearStaffAsync(Office.Press(Office.Division, TicketButton.Accept, ticket, "2"), null, default);
        Assert.Contains("सोपवलेली नाही", refusal);
        Assert.Equal(TicketState.Open, (await app.NowAsync(ticket)).State);
    }

    private static TicketRequest At(TicketRequest request, TicketPlace place, string code) => request with
    {
        ServiceCode = code, Feeder = place.Feeder, Transformer = place.Transformer, ConsumerNumber = place.ConsumerNumber,
        Address = place.Address, Latitude = place.Latitude, Longitude = place.Longitude,
    };

    private static (string, bool) Name((Ticket Ticket, bool IsNew) opened) => (opened.Ticket.Number, opened.IsNew);

    private static InboundEvent Press(string key, Ticket ticket, string id) => Office.Press(Office.Janamitra, key, ticket, id);

    private static async Task ResolveAsync(App app, Ticket ticket, string? media)
    {
        var desk = app.Get<TicketDesk>();
        await desk.HearStaffAsync(Press(TicketButton.Done, ticket, "d"), null, default);
        var letter = media is null ? Office.Say(Office.Janamitra, "No photo", "e") : Office.Show(Office.Janamitra, "e");
        Assert.NotNull(await desk.HearStaffAsync(letter, media, default));
    }
}
