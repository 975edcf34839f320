using Samvad.Consumers;
using Samvad.Tests.Consumers;

namespace Samvad.Tests.Dialogue;

/// <summary>Consent for each topic: chosen, confirmed, kept with its wording; left at once.</summary>
public sealed class TopicTalkTests(AzuriteFixture azurite)
{
    private const int Stranger = 50;

    [Fact]
    public async Task Who_writes_first_is_asked_for_language_and_topics_and_agrees_twice()
    {
        await using var app = await azurite.TalkAsync();
        await app.HearAsync(Talk.Say("in-1", "hello", Stranger));
        app.AssertSaid(Stranger, "en", "firstContact");
        await app.HearAsync(Talk.Option("in-2", app, 2, Stranger), minute: 2);
        app.AssertSaid(Stranger, "hi", "topicsAsk");
        await app.HearAsync(Talk.Say("in-3", "1 और 3", Stranger), minute: 3);
        app.AssertSaid(Stranger, "hi", "topicsConfirm");
        Assert.Contains("बिजली सुरक्षा", Talk.Last(app, Stranger));
        Assert.Empty((await PersonAsync(app))!.Consents);
        await app.HearAsync(Talk.Option("in-4", app, 1, Stranger), minute: 4);
        app.AssertSaid(Stranger, "hi", "topicsSet", "linkNumber");
        var person = (await PersonAsync(app))!;
        Assert.Equal((Topics.Outage | Topics.Safety, "hi"), (person.Consent, person.Language));
        Assert.Equal(Topics.Planned | Topics.Service, Assert.Single(person.Consents, mark => !mark.Given).Topics);
        var mark = Assert.Single(person.Consents, mark => mark.Given);
        Assert.Equal(("whatsapp", App.Start.AddMinutes(4)), (mark.Source, mark.At));
        Assert.Equal("topicsConfirm.1 hi 1 और 3: हाँ", mark.Wording);
    }

    [Fact]
    public async Task Without_the_confirmation_nothing_is_agreed_to()
    {
        await using var app = await azurite.TalkAsync();
        await app.HearAsync(Talk.Say("in-1", "START", Stranger));
        app.AssertSaid(Stranger, "en", "topicsConfirm");
        await app.HearAsync(Talk.Say("in-2", "2", Stranger), minute: 2);
        app.AssertSaid(Stranger, "en", "topicsDropped");
        Assert.Null(await PersonAsync(app));
    }

    [Fact]
    public async Task Who_comes_with_a_trouble_is_heard_first_and_offered_messages_once()
    {
        await using var app = await azurite.TalkAsync();
        await app.HearAsync(Talk.Say("in-1", "wire fallen", Stranger));
        app.AssertSaid(Stranger, "en", "hazardWhere");
        await app.HearAsync(Talk.Say("in-2", "near the temple of Section 2", Stranger), minute: 2);
        app.AssertSaid(Stranger, "en", "hazardTicket", "topicsOffer");
        await app.HearAsync(Talk.Say("in-3", "messages please", Stranger), minute: 3);
        app.AssertSaid(Stranger, "en", "topicsAsk");
    }

    [Fact]
    public async Task Fewer_topics_hold_at_once_and_more_only_after_yes()
    {
        await using var app = await azurite.TalkAsync();
        Assert.Equal(Topics.Outage | Topics.Planned, (await PersonAsync(app, 1))!.Consent);
        await app.HearAsync(Talk.Say("in-1", "messages"));
        Assert.Contains("1. outages and restoration ✓", Talk.Last(app));
        await app.HearAsync(Talk.Say("in-2", "1"), minute: 2);
        app.AssertSaid("en", "topicsSet");
        Assert.Equal(Topics.Outage, (await PersonAsync(app, 1))!.Consent);
        await app.HearAsync(Talk.Say("in-3", "messages"), minute: 3);
        await app.HearAsync(Talk.Say("in-4", "all"), minute: 4);
        app.AssertSaid("en", "topicsConfirm");
        Assert.Equal(Topics.Outage, (await PersonAsync(app, 1))!.Consent);
        await app.HearAsync(Talk.Say("in-5", "yes"), minute: 5);
        Assert.Equal(4, Consents.Each.Count(topic => ((PersonAsync(app, 1).Result)!.Consent & topic) != 0));
        await app.HearAsync(Talk.Say("in-6", "messages"), minute: 6);
        await app.HearAsync(Talk.Say("in-7", "none"), minute: 7);
        app.AssertSaid("en", "consentWithdrawn");
        Assert.Equal(Topics.None, (await PersonAsync(app, 1))!.Consent);
    }

    [Theory]
    [InlineData("in-3", "wire fallen", "hazardWhere")]
    [InlineData("in-4", "no light", "supplyTicket")]
    public async Task What_is_no_choice_is_heard_for_what_it_is(string id, string text, string answered)
    {
        await using var app = await azurite.TalkAsync();
        await app.HearAsync(Talk.Say("in-1", "messages"));
        await app.HearAsync(Talk.Say(id, text), minute: 2);
        app.AssertSaid("en", answered);
    }

    private static Task<Person?> PersonAsync(App app, int person = Stranger) =>
        app.Get<People>().FindAsync(Some.Address(person), default);
}
