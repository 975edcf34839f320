using Samvad.Dialogue;
using Samvad.FanOut.Pacing;
using Samvad.Tests.Consumers;
using Samvad.Tests.Tracking;
using Samvad.WhatsApp;
using Samvad.WhatsApp.Channels;

namespace Samvad.Tests.Dialogue;

public sealed class LettersTests(AzuriteFixture azurite)
{
    private const string Channel = "11111111-1111-1111-1111-111111111111";
    private static readonly TextContent Free = new("Your ticket is closed.");

    [Theory]
    [InlineData(23, true)]
    [InlineData(25, false)]
    public async Task Free_text_is_said_within_24_hours_after_the_person_wrote_and_the_template_later(int hours, bool free)
    {
        await using var app = await azurite.ToldAsync(1);
        await app.Get<Correspondence>().NoteAsync(Inbound("in-1", Channel), App.Start, default);
        app.Time.Advance(TimeSpan.FromHours(hours));
        var template = Template(app);
        await app.Get<Letters>().SendAsync(new("t-1", Some.Address(1), Free, template), default);
        Assert.Equal(free ? Free : template, app.Provider.Accepted.Last().Content);
    }

    [Fact]
    public async Task The_number_that_was_written_to_answers_and_else_the_one_that_serves_the_office()
    {
        await using var app = await azurite.ToldAsync(2);
        const string another = "22222222-2222-2222-2222-222222222222";
        await app.Get<Correspondence>().NoteAsync(Inbound("in-1", another), App.Start, default);
        await app.Get<Letters>().SendAsync(new("t-1", Some.Address(1), Free), default);
        Assert.Equal(another, app.Provider.Accepted.Last().Sender);
        await app.Get<Letters>().SendAsync(new("t-2", Some.Address(2), Free, Template(app)), default);
        Assert.Equal(Channel, app.Provider.Accepted.Last().Sender);
    }

    [Fact]
    public async Task A_letter_repeated_after_the_person_wrote_to_another_number_leaves_by_the_first_one_again()
    {
        await using var app = await azurite.ToldAsync(1);
        var letter = new Letter("t-1", Some.Address(1), Free, Template(app));
        app.Provider.Answer = (message, _) => throw new OperationCanceledException("killed");
        await Assert.ThrowsAsync<OperationCanceledException>(() => app.Get<Letters>().SendAsync(letter, default));
        app.Provider.Answer = null;
        await app.Get<Correspondence>().NoteAsync(
            Inbound("in-1", "22222222-2222-2222-2222-222222222222"), App.Start, default);
        await app.Get<Letters>().SendAsync(letter, default);
        await app.Get<Letters>().SendAsync(letter, default);
        Assert.Equal(Channel, app.Provider.Accepted.Last().Sender);
        Assert.Equal(2, app.Provider.Accepted.Count);
    }

    [Fact]
    public async Task A_letter_waits_while_its_channel_is_held_and_holds_it_where_it_was_too_fast_itself()
    {
        await using var app = await azurite.ToldAsync(1);
        await app.Get<Correspondence>().NoteAsync(Inbound("in-1", Channel), App.Start, default);
        var channel = (await app.Get<ChannelStore>().AllAsync(default))[0];
        await app.Get<Paces>().ThrottledAsync(channel, TimeSpan.FromMinutes(1), default);
        var until = app.Time.GetUtcNow().AddMinutes(1);
        var asked = new List<DateTimeOffset>();
        app.Provider.Answer = (_, _) =>
        {
            asked.Add(app.Time.GetUtcNow());
            return asked.Count == 1 ? SendOutcome.Failed(FailureTable.HttpThrottled, TimeSpan.FromSeconds(5)) : null;
        };
        await app.AdvancingAsync(app.Get<Letters>().SendAsync(new("t-1", Some.Address(1), Free), default));
        Assert.Equal(2, asked.Count);
        Assert.True(asked[0] >= until.AddSeconds(-1), $"{asked[0]} is before {until}");
        Assert.True(asked[1] >= asked[0].AddSeconds(4), $"{asked[1]} is too near to {asked[0]}");
        Assert.Equal(Free, app.Provider.Accepted.Last().Content);
    }

    [Fact]
    public async Task Without_a_template_nothing_is_said_to_whom_did_not_write()
    {
        await using var app = await azurite.ToldAsync(1);
        await app.Get<Letters>().SendAsync(new("t-1", Some.Address(1), Free), default);
        Assert.Single(app.Provider.Accepted);
    }

    private static TemplateContent Template(App app) =>
        new(app.Get<TemplateCatalogue>()["outage_restored"], "en", ["Satara", "6 pm", "T-1"]);

    private static InboundEvent Inbound(string id, string channel) =>
        new(id, Some.Address(1), default) { Provider = "acs", Channel = channel, Kind = InboundKind.Text, Text = "hi" };
}
