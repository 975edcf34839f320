using Samvad.Dialogue;
using Samvad.Operations;
using Samvad.Outages;
using Samvad.Storage;
using Samvad.Tests.Consumers;
using Samvad.WhatsApp;

namespace Samvad.Tests.Dialogue;

public sealed class ConversationTests(AzuriteFixture azurite)
{
    private const string Channel = "11111111-1111-1111-1111-111111111111";

    /// <summary>What a person writes, one message a part, and the text that answers each; `-` is none.</summary>
    [Theory]
    [InlineData("mr", "लाईट गेली", "supplyTicket")]
    [InlineData("mr", "veej nahi", "supplyTicket")]
    [InlineData("hi", "bijlee chali gayi", "supplyTicket")]
    [InlineData("en", "no lihgt", "supplyTicket")]
    [InlineData("en", "hello|1", "menu|supplyTicket")]
    [InlineData("mr", "नमस्कार|१", "menu|supplyTicket")]
    [InlineData("mr", "तार तुटली|बस स्थानकाजवळ", "hazardWhere|hazardTicket")]
    [InlineData("hi", "खतरा|२|स्कूल के पास", "hazardWhat|hazardWhere|hazardTicket")]
    [InlineData("en", "danger|pole|near the school", "hazardWhat|hazardWhere|hazardTicket")]
    [InlineData("mr", "तक्रार|1|बिल जास्त आले", "complaintWhat|complaintDetails|complaintTicket")]
    [InlineData("en", "bill too high|It was 200 last month", "complaintDetails|complaintTicket")]
    [InlineData("en", "asdf qwer|zxcv uiop|bnmk rtzu", "menu|handedOver|-")]
    [InlineData("mr", "धन्यवाद", "-")]
    [InlineData("hi", "भाषा|1", "askLanguage|mr:menu")]
    [InlineData("mr", "english|no light", "en:menu|en:supplyTicket")]
    public async Task A_conversation_goes_as_it_should(string language, string said, string answered)
    {
        await using var app = await StartAsync(language);
        var (messages, expected) = (said.Split('|'), answered.Split('|'));
        for (var i = 0; i < messages.Length; i++)
        {
            var before = app.Provider.Accepted.Count;
            await HearAsync(app, $"in-{i}", messages[i], minute: i + 1);
            var own = app.Provider.Accepted.Skip(before).Where(one => one.To == Some.Address(1)).ToList();
            if (expected[i] == "-")
                Assert.Empty(own);
            else
                AssertSays(app, language, expected[i], TextOf(Assert.Single(own)));
        }
    }

    [Fact]
    public async Task A_known_outage_is_answered_with_its_reason_and_time_and_no_ticket()
    {
        await using var app = await StartAsync("en");
        await RunAsync(app, app.Report("o1", 1, OutageState.Confirmed, etr: App.Start.AddHours(1)));
        await HearAsync(app, "in-1", "no light");
        AssertSays(app, "en", "supplyKnownUntil", Last(app));
        await RunAsync(app, app.Report("o1", 2, OutageState.Restored));
        app.Time.Advance(TimeSpan.FromSeconds(2));
        await HearAsync(app, "in-2", "no light", minute: 2);
        AssertSays(app, "en", "supplyTicket", Last(app));
    }

    [Fact]
    public async Task A_second_person_at_the_same_transformer_gets_the_number_of_the_first_ones_ticket()
    {
        await using var app = await StartAsync("en");
        await HearAsync(app, "in-1", "no light");
        await HearAsync(app, "in-2", "no light", person: 2);
        AssertSays(app, "en", "supplyTicketKnown", Last(app));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_same_message_again_has_no_second_effect_and_no_second_answer(bool killed)
    {
        await using var app = await StartAsync("en");
        if (killed)
        {
            app.Provider.Answer = (_, _) => throw new OperationCanceledException("killed");
            await Assert.ThrowsAsync<OperationCanceledException>(() => HearAsync(app, "in-1", "hello"));
            app.Provider.Answer = null;
        }

        await HearAsync(app, "in-1", "hello");
        await HearAsync(app, "in-1", "hello");
        AssertSays(app, "en", "menu", ((TextContent)Assert.Single(app.Provider.Accepted).Content).Text);
    }

    [Fact]
    public async Task Three_people_at_one_transformer_make_one_predicted_outage_for_the_control_room_alone()
    {
        await using var app = await StartAsync("en", people: 5);
        await HearAsync(app, "in-1", "no light");
        await HearAsync(app, "in-1b", "no light");
        await HearAsync(app, "in-2", "no light", person: 2);
        Assert.Equal(0, await AlertsAsync(app));
        await Task.WhenAll(Enumerable.Range(3, 3).Select(person => HearAsync(app, $"in-{person}", "no light", person)));
        Assert.Equal(1, await AlertsAsync(app));
        var report = Assert.Single(await app.ReportsAsync());
        Assert.Equal(
            (Predictions.Source, OutageState.Predicted, "T-1"),
            (report.Source, report.State, Assert.Single(report.Affected.Transformers)));
    }

    [Fact]
    public async Task A_person_with_several_connections_is_asked_which_one()
    {
        await using var app = await StartAsync("en");
        await app.ImportAsync(Some.MembersHeader + Some.Row("B", 7, 1, "en"));
        await HearAsync(app, "in-1", "no light");
        AssertSays(app, "en", "whichConnection", Last(app));
        Assert.Contains("2. …0007", Last(app));
        await HearAsync(app, "in-2", "2", minute: 2);
        AssertSays(app, "en", "supplyTicket", Last(app));
    }

    [Fact]
    public async Task An_unknown_person_gives_a_consumer_number_for_supply_and_reports_a_danger_without()
    {
        await using var app = await StartAsync("en");
        await HearAsync(app, "in-1", "no light", person: 50);
        AssertSays(app, "en", "needConsumerNumber", Last(app));
        await HearAsync(app, "in-2", "999999999999", person: 50, minute: 2);
        AssertSays(app, "en", "consumerNumberUnknown", Last(app));
        await HearAsync(app, "in-3", "1000 0000 0001", person: 50, minute: 3);
        AssertSays(app, "en", "supplyTicket", Last(app));
        await HearAsync(app, "in-4", "wire fallen", person: 51);
        await HearAsync(app, "in-5", "Section 2, near the temple", person: 51, minute: 2);
        AssertSays(app, "en", "hazardTicket", Last(app));
    }

    [Fact]
    public async Task Who_writes_without_end_gets_one_word_about_it_and_then_silence_but_a_danger_is_heard()
    {
        await using var app = await StartAsync("en");
        for (var i = 0; i < 20; i++)
            await HearAsync(app, $"in-{i}", "menu");
        Assert.Equal(11, app.Provider.Accepted.Count);
        AssertSays(app, "en", "slowDown", Last(app));
        await HearAsync(app, "in-h", "wire is sparking");
        AssertSays(app, "en", "hazardWhere", Last(app));
        // A machine that cries danger for ever is not answered for ever.
        for (var i = 0; i < 20; i++)
            await HearAsync(app, $"in-h{i}", $"wire is sparking {i}");
        Assert.Equal(11 + 10, app.Provider.Accepted.Count);
    }

    [Fact]
    public async Task A_machine_that_repeats_what_it_is_told_gets_no_answer()
    {
        await using var app = await StartAsync("en");
        await HearAsync(app, "in-1", "hello");
        await HearAsync(app, "in-2", Last(app), minute: 2);
        Assert.Single(app.Provider.Accepted);
    }

    private static async Task<int> AlertsAsync(App app) =>
        (await app.Get<Alerts>().ListAsync(open: true, 10, default)).Count(alert => alert.Kind == "outage-predicted");

    private static void AssertSays(App app, string language, string name, string text)
    {
        if (name.Split(':') is [var own, var rest])
            (language, name) = (own, rest);
        var wanted = app.Get<TemplateCatalogue>().Text(name).In(language).Split('{')[0];
        Assert.StartsWith(wanted, text);
    }

    private static string Last(App app) => TextOf(app.Provider.Accepted.Last());

    private static string TextOf(OutgoingMessage message) =>
        message.Content is InteractiveContent interactive ? interactive.Text : ((TextContent)message.Content).Text;

    private static async Task RunAsync(App app, OutageReport report)
    {
        await app.Get<OutageLifecycle>().ApplyAsync(report, default);
        await app.Get<RunningOutages>().ProjectAsync(report.Source, report.ExternalId, default);
    }

    private async Task<App> StartAsync(string language, int people = 2)
    {
        var app = App.Create(azurite);
        await app.ImportAsync(
            Some.Offices, Some.Groups,
            Some.MembersHeader + string.Concat(Enumerable.Range(1, people).Select(one => Some.Row("A", one, one, language))));
        return app;
    }

    private static Task HearAsync(App app, string id, string text, int person = 1, int minute = 1) =>
        app.Get<Conversing>().HearAsync(
            new InboundEvent(id, Some.Address(person), default)
            {
                Provider = "acs", Channel = Channel, Kind = InboundKind.Text, Text = text, At = App.Start.AddMinutes(minute),
            },
            App.Start, default);
}
