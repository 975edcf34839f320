using Samvad.Consumers;
using Samvad.Dialogue;
using Samvad.Outages;
using Samvad.Tests.Consumers;
using Samvad.Tests.Tracking;
using Samvad.WhatsApp;

namespace Samvad.Tests.Dialogue;

public sealed class ConsentDialogueTests(AzuriteFixture azurite)
{
    private const string Channel = "11111111-1111-1111-1111-111111111111";

    [Fact]
    public async Task Stop_withdraws_every_topic_at_once_and_is_answered_in_the_persons_language()
    {
        await using var app = await azurite.ToldAsync(2);
        await HearAsync(app, "in-1", "Stop");
        Assert.Equal(Topics.None, (await PersonAsync(app)).Consent);
        Assert.Equal(Topics.None, (await app.Get<MemberPages>().ReadAsync("A", default))[0].Consent);
        var answer = app.Provider.Accepted.Last();
        Assert.Equal((Some.Address(1), Channel), (answer.To, answer.Sender));
        Assert.Equal(app.Get<TemplateCatalogue>().Text(TextNames.ConsentWithdrawn).Mr, ((TextContent)answer.Content).Text);

        await app.TellAsync(app.Report("o1", 2, OutageState.Restored));
        Assert.Equal(Some.Address(2), app.Provider.Accepted.Last().To);
        Assert.Equal(4, app.Provider.Accepted.Count);
    }

    [Fact]
    public async Task Start_gives_every_topic_back_and_all_that_was_said_is_kept()
    {
        await using var app = await azurite.ToldAsync(1);
        await HearAsync(app, "in-1", "बंद करा");
        await HearAsync(app, "in-2", "सुरू करा", minute: 2);
        var (_, body, _) = await Call.RunAsync(
            request => app.Get<PersonFunctions>().GetAsync(request, Some.Phone(1), default));
        Assert.Equal(4, body.GetProperty("consent").EnumerateObject().Count(topic => topic.Value.GetProperty("given").GetBoolean()));
        var said = body.GetProperty("history").EnumerateArray()
            .Select(mark => (mark.GetProperty("source").GetString(), mark.GetProperty("given").GetBoolean(), mark.GetProperty("wording").GetString()))
            .ToArray();
        Assert.Equal([("whatsapp", false, "बंद करा"), ("whatsapp", true, "सुरू करा")], said[^2..]);
        Assert.Equal("form", said[0].Item1);
    }

    [Fact]
    public async Task The_same_message_again_has_no_second_effect_and_no_second_answer()
    {
        await using var app = await azurite.ToldAsync(1);
        await HearAsync(app, "in-1", "STOP");
        await HearAsync(app, "in-2", "START", minute: 2);
        var (calls, person) = (app.Provider.Accepted.Count, await PersonAsync(app));
        app.Provider.DropsRepeats = false;
        await HearAsync(app, "in-1", "STOP");
        Assert.Equal(calls, app.Provider.Accepted.Count);
        Assert.Equal(person.Revision, (await PersonAsync(app)).Revision);
    }

    [Fact]
    public async Task Killed_while_answering_a_provider_that_drops_repeats_is_asked_again()
    {
        await using var app = await azurite.ToldAsync(1);
        var asked = await KilledAsync(app);
        await HearAsync(app, "in-1", "STOP");
        Assert.Equal(2, asked.Count);
        Assert.Single(asked.Select(message => (message.Id, message.FirstSentAt)).Distinct());
        Assert.Single(app.Provider.Accepted, message => message.Content is TextContent);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task Killed_while_answering_another_provider_its_status_is_waited_for_and_without_one_it_is_asked_again(
        bool status, int calls)
    {
        await using var app = await azurite.ToldAsync(1);
        app.Provider.DropsRepeats = false;
        var asked = await KilledAsync(app);
        await Assert.ThrowsAsync<LetterInDoubtException>(() => HearAsync(app, "in-1", "STOP"));
        if (status)
            await app.Get<Answers>().SiftAsync([new("wamid", null, "Sent", null, App.Start, default) { Callback = asked[0].Callback }], default);
        app.Time.Advance(TimeSpan.FromMinutes(11));
        await HearAsync(app, "in-1", "STOP");
        await HearAsync(app, "in-1", "STOP");
        Assert.Equal(calls, asked.Count);
    }

    private static async Task<List<OutgoingMessage>> KilledAsync(App app)
    {
        var asked = new List<OutgoingMessage>();
        app.Provider.Answer = (message, _) =>
        {
            asked.Add(message);
            if (asked.Count > 1)
                return null;
            app.Provider.Take(message);
            throw new OperationCanceledException("killed");
        };
        await Assert.ThrowsAsync<OperationCanceledException>(() => HearAsync(app, "in-1", "STOP"));
        return asked;
    }

    [Fact]
    public async Task Who_is_unknown_is_remembered_so_that_an_import_does_not_write_to_them()
    {
        await using var app = await azurite.ToldAsync(1);
        await HearAsync(app, "in-1", "रोको", person: 7);
        Assert.Equal(app.Get<TemplateCatalogue>().Text(TextNames.ConsentWithdrawn).Hi, ((TextContent)app.Provider.Accepted.Last().Content).Text);
        await app.ImportAsync(Some.MembersHeader + Some.Row("A", 7, 7));
        Assert.Equal(Topics.None, (await PersonAsync(app, 7)).Consent);
        Assert.Equal(Topics.None, (await app.Get<MemberPages>().ReadAsync("A", default))[1].Consent);
    }

    [Fact]
    public async Task What_is_no_word_about_consent_changes_nothing_and_is_not_answered()
    {
        await using var app = await azurite.ToldAsync(1);
        var (before, person) = (app.Provider.Accepted.Count, await PersonAsync(app));
        await HearAsync(app, "in-1", "light band");
        Assert.Equal((before, person.Revision), (app.Provider.Accepted.Count, (await PersonAsync(app)).Revision));
    }

    [Fact]
    public async Task Statuses_of_an_answer_are_known_for_what_they_are()
    {
        await using var app = await azurite.ToldAsync(1);
        await HearAsync(app, "in-1", "STOP");
        var answer = app.Provider.Accepted.Last();
        var plain = new StatusEvent(app.Provider.Take(answer).MessageId!, answer.To, "Delivered", null, App.Start, default);
        var named = plain with { MessageId = "wamid", Callback = answer.Callback };
        var stranger = plain with { MessageId = "nobody's" };
        Assert.Equal([stranger], await app.Get<Answers>().WithoutAnswersAsync([plain, named, stranger], default));
    }

    private static Task HearAsync(App app, string id, string text, int person = 1, int minute = 1)
    {
        var letter = new InboundEvent(id, Some.Address(person), default)
        {
            Provider = "acs", Channel = Channel, Kind = InboundKind.Text, Text = text, At = App.Start.AddMinutes(minute),
        };
        return app.Another<ConsentDialogue>().HearAsync(letter, App.Start, answers: true, default);
    }

    private static async Task<Person> PersonAsync(App app, int person = 1) =>
        (await app.Get<People>().FindAsync(Some.Address(person), default))!;
}
