using Microsoft.AspNetCore.Http;
using Samvad.Consumers;
using Samvad.Dialogue;
using Samvad.Privacy;
using Samvad.Tests.Consumers;
using Samvad.Tests.Tickets;
using Samvad.Tickets;
using Samvad.WhatsApp;
using Office = Samvad.Tests.Tickets.Office;

namespace Samvad.Tests.Dialogue;

/// <summary>Pictures and documents: taken, refused with a kind sentence, kept with the ticket, shown, erased.</summary>
public sealed class MediaTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData("jpeg", "image/jpeg")]
    [InlineData("png", "image/png")]
    [InlineData("pdf", "application/pdf")]
    public async Task What_is_in_order_is_kept_as_it_came(string kind, string type)
    {
        await using var app = await azurite.TalkAsync();
        app.Provider.Media["m1"] = FileOf(kind);
        var taken = await app.Get<MediaIntake>().TakeAsync(Talk.Picture("in-1", "m1"), default);
        var (bytes, kept) = await ReadAsync(app, taken.Name!);
        Assert.Equal(type, kept);
        Assert.Equal(FileOf(kind), bytes);
        Assert.Equal(taken, await app.Get<MediaIntake>().TakeAsync(Talk.Picture("in-1", "m1"), default));
    }

    [Theory]
    [InlineData("program", MediaRefusal.WrongKind, "mediaWrongKind")]
    [InlineData("text", MediaRefusal.WrongKind, "mediaWrongKind")]
    [InlineData("video", MediaRefusal.WrongKind, "mediaWrongKind")]
    [InlineData("half", MediaRefusal.Broken, "mediaBroken")]
    [InlineData("empty", MediaRefusal.Broken, "mediaBroken")]
    [InlineData("huge", MediaRefusal.TooLarge, "mediaTooLarge")]
    [InlineData("gone", MediaRefusal.Unavailable, "mediaUnavailable")]
    public async Task What_is_not_is_refused_with_a_kind_sentence_and_not_kept(string kind, MediaRefusal refusal, string text)
    {
        await using var app = await azurite.TalkAsync();
        if (kind != "gone")
            app.Provider.Media["m1"] = FileOf(kind);
        var picture = Talk.Picture("in-1", "m1", type: kind == "video" ? "video/mp4" : "image/jpeg");
        Assert.Equal(new(null, refusal), await app.Get<MediaIntake>().TakeAsync(picture, default));
        await app.HearAsync(picture);
        app.AssertSaid("en", text);
    }

    [Fact]
    public async Task A_danger_written_beside_a_refused_picture_is_heard_all_the_same()
    {
        await using var app = await azurite.TalkAsync();
        app.Provider.Media["m1"] = SomeFile.Program();
        await app.HearAsync(Talk.Picture("in-1", "m1", "wire is sparking"));
        app.AssertSaid("en", "mediaWrongKind", "hazardWhere");
    }

    [Fact]
    public async Task A_picture_of_a_danger_goes_with_its_ticket_and_is_shown_to_staff_alone()
    {
        await using var app = await azurite.TalkAsync();
        app.Provider.Media["m1"] = SomeFile.Jpeg();
        app.Provider.Media["m2"] = SomeFile.Png();
        await app.HearAsync(Talk.Picture("in-1", "m1"));
        app.AssertSaid("en", "pictureOf");
        await app.HearAsync(Talk.Option("in-2", app, 1), minute: 2);
        app.AssertSaid("en", "hazardWhat");
        await app.HearAsync(Talk.Say("in-3", "2"), minute: 3);
        await app.HearAsync(Talk.Say("in-4", "near the school"), minute: 4);
        app.AssertSaid("en", "hazardTicket");
        await app.HearAsync(Talk.Picture("in-5", "m2"), minute: 5);
        app.AssertSaid("en", "pictureAdded");
        var ticket = await app.TicketAsync();
        Assert.Equal((TicketType.Hazard, "pole", 2), (ticket.Type, ticket.ServiceCode, ticket.Media.Count));

        var papers = app.Get<TicketPapers>();
        var (status, body) = await Office.ReadAsync(await papers.ShowTicketMedia(Office.Request(), ticket.Number, "1", default));
        Assert.Equal(200, status);
        Assert.NotEmpty(body);
        foreach (var missing in (string[])["0", "3", "-1", "x", "resolution"])
            Assert.Equal(404, (await Office.ReadAsync(await papers.ShowTicketMedia(Office.Request(), ticket.Number, missing, default))).Status);
        (_, body) = await Office.ReadAsync(await papers.ShowTicketConversation(Office.Request(), ticket.Number, default));
        Assert.Contains("near the school", body);
        Assert.Contains("media/2", body);
        Assert.DoesNotContain(Some.Phone(1), body);
    }

    [Fact]
    public async Task A_picture_where_words_were_asked_for_is_kept_and_they_are_asked_for_again()
    {
        await using var app = await azurite.TalkAsync();
        app.Provider.Media["m1"] = SomeFile.Jpeg();
        await app.HearAsync(Talk.Say("in-1", "wire fallen"));
        await app.HearAsync(Talk.Picture("in-2", "m1"), minute: 2);
        app.AssertSaid("en", "hazardWhere");
        await app.HearAsync(Talk.Say("in-3", "bus stand"), minute: 3);
        Assert.Single((await app.TicketAsync()).Media);
    }

    [Fact]
    public async Task A_voice_message_is_answered_with_how_to_write_and_is_no_misunderstanding()
    {
        await using var app = await azurite.TalkAsync();
        for (var i = 0; i < 3; i++)
        {
            await app.HearAsync(Talk.Say($"in-{i}", "") with { Kind = InboundKind.Unknown, Text = null, MediaId = "v" }, minute: i + 1);
            app.AssertSaid("en", "mediaUnread");
        }
    }

    [Fact]
    public async Task Erasing_a_person_takes_pictures_words_and_the_phone_out_of_tickets()
    {
        await using var app = await azurite.TalkAsync();
        app.Provider.Media["m1"] = SomeFile.Jpeg();
        await app.HearAsync(Talk.Say("in-1", "wire fallen"));
        await app.HearAsync(Talk.Say("in-2", "bus stand"), minute: 2);
        await app.HearAsync(Talk.Picture("in-3", "m1"), minute: 3);
        var ticket = await app.TicketAsync();
        Assert.True((await app.Get<PersonErasure>().EraseAsync(Some.Address(1), default)).Found);
        Assert.Null(await app.Get<MediaStore>().OpenAsync(ticket.Media[0], default));
        ticket = await app.NowAsync(ticket);
        Assert.Equal((Ticket.Nobody, 0), (ticket.Person, ticket.Media.Count));
        Assert.DoesNotContain(ticket.History, entry => entry.By.Contains(Some.Phone(1)));
        Assert.Null((await app.Get<ConversationStore>().FindAsync(Some.Address(1), default)).ETag);
        Assert.Null(await app.Get<People>().FindAsync(Some.Address(1), default));
        Assert.False((await app.Get<PersonErasure>().EraseAsync(Some.Address(1), default)).Found);
    }

    private static async Task<(byte[], string)> ReadAsync(App app, string name)
    {
        var (content, type) = (await app.Get<MediaStore>().OpenAsync(name, default))!.Value;
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy);
        return (copy.ToArray(), type);
    }

    private static byte[] FileOf(string kind) => kind switch
    {
        "jpeg" => SomeFile.Jpeg(),
        "png" => SomeFile.Png(1_500_000),
        "pdf" or "video" => SomeFile.Pdf(),
        "half" => SomeFile.Jpeg(600_000)[..300_000],
        "empty" => [],
        "huge" => SomeFile.Jpeg(17 * 1024 * 1024),
        "text" => "#!/bin/sh\nrm -rf /\n"u8.ToArray(),
        _ => SomeFile.Program(),
    };
}
