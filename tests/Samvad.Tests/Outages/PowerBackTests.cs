using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Samvad.Dialogue;
using Samvad.Outages;
using Samvad.Storage;
using Samvad.Tests.Consumers;
using Samvad.WhatsApp;

namespace Samvad.Tests.Outages;

public sealed class PowerBackTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task No_opens_a_nested_outage_of_the_transformer_once_and_tells_the_person_so()
    {
        await using var app = await RestoredAsync();
        var letter = Pressed(app, 1, button: 1);
        await app.Get<Conversing>().HearAsync(letter, App.Start, default);
        await app.Get<Conversing>().HearAsync(letter, App.Start, default);
        var report = JsonSerializer.Deserialize<OutageReport>(
            Assert.Single(await NestedAsync(app)).Body.ToMemory().Span, OutageJson.Default.Options)!;
        Assert.Equal(("replies", "o1-T-1", OutageState.StillOut, "oms~o1"), (report.Source, report.ExternalId, report.State, report.Parent));
        Assert.Equal(["T-1"], report.Affected.Transformers);
        // Until the restoration these people are counted with the outage around it.
        Assert.Equal((await app.Get<OutageStore>().FindAsync("oms~o1", default))!.Report.ReceivedAt, report.Start);
        var answer = Assert.IsType<TextContent>(app.Provider.Accepted.Last().Content);
        Assert.Equal(TemplateCatalogue.Load().Text(TextNames.PowerBackNo).Mr, answer.Text);
        // Opened without a word to the neighbours; when it is over, who answered is told.
        var before = app.Provider.Accepted.Count;
        await app.TellAsync(report);
        Assert.Equal(before, app.Provider.Accepted.Count);
        await app.TellAsync(report with { Revision = report.Revision + 1, State = OutageState.Restored, Affected = Affected.Nothing });
        Assert.Equal(Some.Address(1), Assert.Single(app.Provider.Accepted.Skip(before)).To);
    }

    [Fact]
    public async Task Answers_are_counted_by_transformer_each_person_once_with_the_latest()
    {
        await using var app = await RestoredAsync();
        foreach (var (person, button, minute) in ((int, int, int)[])[(1, 1, 1), (1, 1, 1), (2, 0, 1), (1, 0, 5), (1, 1, 3)])
            await app.Get<PowerBack>().HearAsync(Pressed(app, person, button, minute), App.Start, default);
        Assert.Equal([new TransformerReplies("T-1", 2, 0)], await app.Get<Replies>().OfAsync("oms~o1", default));
        await app.Get<PowerBack>().HearAsync(Pressed(app, 2, 1, 9), App.Start, default);
        Assert.Equal([new TransformerReplies("T-1", 1, 1)], await app.Get<Replies>().OfAsync("oms~o1", default));
    }

    [Fact]
    public async Task Yes_is_thanked_for_and_anything_else_is_no_answer()
    {
        await using var app = await RestoredAsync();
        var thanks = await app.Get<PowerBack>().HearAsync(Pressed(app, 1, button: 0), App.Start, default);
        Assert.Equal(TemplateCatalogue.Load().Text(TextNames.PowerBackYes).Mr, thanks);
        foreach (var payload in (string?[])[null, "STOP", "back:no", "back:no:20261123-100000000-00000000", "back:no:x"])
            Assert.Null(await app.Get<PowerBack>().HearAsync(Letter(1, payload, 0), App.Start, default));
        Assert.Empty(await NestedAsync(app));
    }

    private async Task<App> RestoredAsync()
    {
        var app = App.Create(azurite);
        await app.ImportAsync(Some.Offices, Some.Groups, Some.MembersHeader + Some.Row("A", 1, 1) + Some.Row("A", 2, 2));
        await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed));
        await app.TellAsync(app.Report("o1", 2, OutageState.Restored));
        return app;
    }

    private static InboundEvent Pressed(App app, int person, int button, int minute = 0) => Letter(
        person, app.Provider.Accepted.Last(message => message.Content is TemplateContent && message.To == Some.Address(person)).Said.Payloads[button], minute);

    private static InboundEvent Letter(int person, string? payload, int minute) =>
        new($"wamid.{person}.{payload}.{minute}", Some.Address(person), default)
        {
            Provider = "acs", Channel = "11111111-1111-1111-1111-111111111111",
            Kind = InboundKind.Button, ButtonPayload = payload, At = App.Start.AddMinutes(30 + minute),
        };

    private static async Task<IReadOnlyList<ServiceBusReceivedMessage>> NestedAsync(App app)
    {
        using var wait = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        try
        {
            await using var session = await app.Broker.AcceptSessionAsync(
                QueueNames.OutageEvents, "replies~o1-T-1", cancellationToken: wait.Token);
            return await session.ReceiveMessagesAsync(10, TimeSpan.FromMilliseconds(300));
        }
        catch (OperationCanceledException)
        {
            return [];
        }
    }
}
