using Samvad.Consumers;
using Samvad.Dialogue;
using Samvad.Tests.Consumers;
using Samvad.WhatsApp;

namespace Samvad.Tests.Dialogue;

/// <summary>A stranger is linked to a connection only by its owner.</summary>
public sealed class LinkTalkTests(AzuriteFixture azurite)
{
    private const int Stranger = 50;
    private const string Number = "100000000001";

    [Fact]
    public async Task The_registered_person_is_asked_and_only_a_yes_links()
    {
        await using var app = await azurite.TalkAsync();
        await AskAsync(app);
        app.AssertSaid(Stranger, "en", "linkAsked");
        var (yes, _) = Asked(app);
        Assert.Null(await app.Get<People>().FindAsync(Some.Address(Stranger), default));

        // Neither who asks nor anybody else can say yes.
        await app.HearAsync(Talk.Press("in-3", yes, "Yes", Stranger), minute: 3);
        app.AssertSaid(Stranger, "en", "linkOver");
        await app.HearAsync(Talk.Press("in-4", yes, "Yes", person: 2), minute: 4);
        Assert.Null(await app.Get<People>().FindAsync(Some.Address(Stranger), default));

        await app.HearAsync(Talk.Press("in-5", yes, "Yes, I agree"), minute: 5);
        app.AssertSaid("en", "linkGiven");
        app.AssertSaid(Stranger, "en", "linkDone");
        var seat = Assert.Single((await app.Get<People>().FindAsync(Some.Address(Stranger), default))!.Seats);
        Assert.Equal(("A", Number), (seat.Group, seat.ConsumerNumber));
        var member = Assert.Single(await app.Get<MemberPages>().ReadAsync("A", default), one => one.Address == Some.Address(Stranger));
        Assert.Equal(("F-1", "T-1", Topics.None), (member.Feeder, member.Transformer, member.Consent));

        // Said again, also a no, it stays.
        await app.HearAsync(Talk.Press("in-6", yes.Replace("yes", "no"), "No"), minute: 6);
        Assert.Equal(3, (await app.Get<MemberPages>().ReadAsync("A", default)).Count);
        await app.HearAsync(Talk.Say("in-7", "no light", Stranger), minute: 7);
        app.AssertSaid(Stranger, "en", "supplyTicket");
    }

    [Fact]
    public async Task After_a_no_the_owner_is_left_alone_and_who_asked_learns_nothing_else()
    {
        await using var app = await azurite.TalkAsync();
        await AskAsync(app);
        var (_, no) = Asked(app);
        await app.HearAsync(Talk.Press("in-3", no, "No"), minute: 3);
        app.AssertSaid("en", "linkRefused");
        app.AssertSaid(Stranger, "en", "linkNotDone");
        await AskAsync(app, "again", minute: 10);
        app.AssertSaid(Stranger, "en", "linkAsked");
        Assert.Single(app.Provider.Accepted, message => message.Content is TemplateContent { Template.Name: "link_request" });
        Assert.Null(await app.Get<People>().FindAsync(Some.Address(Stranger), default));
    }

    [Fact]
    public async Task A_request_is_over_after_a_week_and_few_are_made_in_a_day()
    {
        await using var app = await azurite.TalkAsync(people: 6);
        await AskAsync(app);
        var (yes, _) = Asked(app);
        await app.HearAsync(Talk.Press("in-3", yes, "Yes"), minute: 60 * 24 * 7 + 5);
        app.AssertSaid("en", "linkOver");
        for (var other = 2; other <= 5; other++)
            await app.HearAsync(Talk.Say($"n-{other}", $"link 10000000000{other}", Stranger), minute: other);
        app.AssertSaid(Stranger, "en", "linkTooOften");
    }

    [Theory]
    [InlineData("999999999999", "consumerNumberUnknown")]
    [InlineData("100000000002", "linkAlready")]
    public async Task Numbers_of_nobody_and_own_ones_ask_nobody(string number, string answered)
    {
        await using var app = await azurite.TalkAsync();
        await app.HearAsync(Talk.Say("in-1", $"link {number}", person: 2));
        app.AssertSaid(2, "en", answered);
        Assert.DoesNotContain(app.Provider.Accepted, message => message.Content is TemplateContent);
    }

    [Fact]
    public async Task An_owner_who_wants_no_messages_gets_none()
    {
        await using var app = await azurite.TalkAsync();
        await app.HearAsync(Talk.Say("in-0", "STOP"));
        await AskAsync(app);
        app.AssertSaid(Stranger, "en", "linkAsked");
        Assert.DoesNotContain(app.Provider.Accepted, message => message.Content is TemplateContent);
    }

    private static async Task AskAsync(App app, string id = "in", int minute = 1)
    {
        await app.HearAsync(Talk.Say($"{id}-1", "link my number", Stranger), minute);
        app.AssertSaid(Stranger, "en", "linkNumber");
        await app.HearAsync(Talk.Say($"{id}-2", "1000 0000 0001", Stranger), minute + 1);
    }

    private static (string Yes, string No) Asked(App app)
    {
        var asked = Assert.Single(app.Provider.Accepted, message => message.Content is TemplateContent);
        Assert.Equal(Some.Address(1), asked.To);
        Assert.Equal(["link:yes", "link:no"], asked.Said.Payloads.Select(payload => payload[..payload.LastIndexOf(':')]));
        return (asked.Said.Payloads[0], asked.Said.Payloads[1]);
    }
}
