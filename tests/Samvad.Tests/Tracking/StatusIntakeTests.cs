using System.Text.Json;
using Samvad.Outages;
using Samvad.Storage;
using Samvad.Tests.Consumers;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.Tests.Tracking;

public sealed class StatusIntakeTests(AzuriteFixture azurite)
{
    private static readonly string[] Life = ["Sent", "Delivered", "Read"];

    [Fact]
    public async Task Statuses_in_any_order_and_number_end_as_the_furthest_of_each_person()
    {
        await using var app = await ToldAsync(20);
        var (id, deliveries) = await DeliveriesAsync(app);
        var random = new Random(7);
        var events = deliveries
            .SelectMany((delivery, index) => Life.Take(1 + index % 3).Select(status => Event(delivery, status)))
            .SelectMany(status => Enumerable.Repeat(status, 1 + random.Next(3)))
            .OrderBy(_ => random.Next())
            .ToArray();
        foreach (var batch in events.Chunk(7))
            Assert.Empty(await app.Get<StatusIntake>().ApplyAsync(batch, default));
        var counts = await app.CountsAsync(id);
        Assert.Equal((20, 20, 13, 6), (counts.Audience, counts.Sent, counts.Delivered, counts.Read));
    }

    [Fact]
    public async Task A_failed_status_moves_the_person_from_sent_to_failed_with_the_code()
    {
        await using var app = await ToldAsync(3);
        var (id, deliveries) = await DeliveriesAsync(app);
        await app.Get<StatusIntake>().ApplyAsync([Event(deliveries[0], "Failed", "131026")], default);
        var counts = await app.CountsAsync(id);
        Assert.Equal((2, 1), (counts.Sent, counts.Failed["131026"]));
    }

    [Fact]
    public async Task A_status_of_an_unknown_message_or_person_comes_back()
    {
        await using var app = await ToldAsync(2);
        var (_, deliveries) = await DeliveriesAsync(app);
        var unknown = Event(deliveries[0], "Sent") with { MessageId = "nobody's" };
        var stranger = Event(deliveries[0], "Sent") with { MessageId = "x", To = "+919000000000" };
        var hidden = Event(deliveries[0], "Sent") with { MessageId = "y", To = null };
        Assert.Equal([unknown, stranger, hidden], await app.Get<StatusIntake>().ApplyAsync([unknown, stranger, hidden], default));
    }

    [Fact]
    public async Task A_status_finds_its_message_among_several_announcements_to_the_group()
    {
        await using var app = await ToldAsync(2);
        var (first, deliveries) = await DeliveriesAsync(app);
        var second = await app.TellAsync(app.Report("o1", 2, OutageState.Restored));
        Assert.Empty(await app.Get<StatusIntake>().ApplyAsync([Event(deliveries[1], "Delivered")], default));
        Assert.Equal(1, (await app.CountsAsync(first)).Delivered);
        Assert.Equal(0, (await app.CountsAsync(second!)).Delivered);
    }

    [Fact]
    public async Task Fan_out_and_statuses_writing_the_same_page_lose_nothing_of_each_other()
    {
        await using var app = await ToldAsync(6);
        var (id, deliveries) = await DeliveriesAsync(app);
        var mine = (await app.Ledger.FindAsync(id, "A", 0, default))!;
        await app.Get<StatusIntake>().ApplyAsync([.. deliveries.Take(3).Select(delivery => Event(delivery, "Read"))], default);
        mine.Deliveries[5].Advance(DeliveryStatus.Failed, "http-4xx", 1);
        await app.Ledger.SaveAsync(mine, default);
        var stored = (await app.Ledger.FindAsync(id, "A", 0, default))!;
        Assert.Equal(3, stored.Deliveries.Count(delivery => delivery.Status == DeliveryStatus.Read));
        Assert.Equal("http-4xx", stored.Deliveries[5].Code);
    }

    [Fact]
    public async Task Killed_between_ledger_and_progress_the_repeated_batch_puts_the_progress_right()
    {
        await using var app = await ToldAsync(2);
        var (id, deliveries) = await DeliveriesAsync(app);
        var page = (await app.Ledger.FindAsync(id, "A", 0, default))!;
        page.Deliveries[0].Advance(DeliveryStatus.Delivered, null, 1);
        await app.Ledger.SaveAsync(page, default);
        Assert.Equal(0, (await app.CountsAsync(id)).Delivered);
        await app.Get<StatusIntake>().ApplyAsync([Event(deliveries[0], "Delivered")], default);
        Assert.Equal(1, (await app.CountsAsync(id)).Delivered);
    }

    [Fact]
    public async Task An_older_count_does_not_overwrite_a_newer_one()
    {
        await using var app = await ToldAsync(1);
        var (id, _) = await DeliveriesAsync(app);
        await app.Progress.WriteAsync(id, [new GroupCounts("A", new Counts { Audience = 9 }, 50)], default);
        await app.Progress.WriteAsync(id, [new GroupCounts("A", new Counts { Audience = 8 }, 49)], default);
        Assert.Equal(9, (await app.CountsAsync(id)).Audience);
    }

    [Fact]
    public async Task A_batch_keeps_what_it_cannot_match_for_later_and_forwards_what_people_wrote()
    {
        await using var app = await ToldAsync(1);
        var (id, deliveries) = await DeliveriesAsync(app);
        var body = $$"""
            [ {{StatusJson(deliveries[0], "Delivered")}}, {{StatusJson(deliveries[0], "Sent").Replace(deliveries[0].MessageId!, "overtaken")}},
              { "id": "e1", "eventType": "Microsoft.Communication.AdvancedMessageReceived",
                "data": { "messageId": "in-1", "from": "919812345678", "content": "वीज नाही" } } ]
            """;
        var dead = await BatchAsync(app, body);
        Assert.Empty(dead);
        Assert.Equal(1, (await app.CountsAsync(id)).Delivered);
        await using var letters = await app.Broker.AcceptSessionAsync(QueueNames.Inbound, "+919812345678");
        var letter = InboundEvent.FromJson((await letters.ReceiveMessageAsync())!.Body.ToMemory().Span);
        Assert.Equal(("in-1", "+919812345678", "acs", "वीज नाही"), (letter.Id, letter.From, letter.Provider, letter.Text));
        await using var again = app.Broker.CreateReceiver(QueueNames.ProviderEvents);
        var later = await again.PeekMessageAsync();
        Assert.Equal(1, Convert.ToInt32(later!.ApplicationProperties["attempt"]));
        Assert.Contains("overtaken", later.Body.ToString());
        Assert.DoesNotContain("Delivered", later.Body.ToString());
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("5")]
    [InlineData("[{\"eventType\":\"x\"}]")]
    public async Task A_malformed_message_is_dead_and_says_why(string body)
    {
        await using var app = await App.StartAsync(azurite);
        var dead = Assert.Single(await BatchAsync(app, body));
        Assert.Equal("Malformed", dead.Reason);
    }

    private async Task<App> ToldAsync(int people)
    {
        var app = await App.StartAsync(azurite);
        await app.ImportAsync(
            Some.Offices,
            Some.Groups,
            Some.MembersHeader + string.Concat(Enumerable.Range(1, people).Select(person => Some.Row("A", person, person))));
        await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed));
        return app;
    }

    private static async Task<(string Id, IReadOnlyList<Delivery> Deliveries)> DeliveriesAsync(App app)
    {
        var id = (await app.Get<OutageStore>().FindAsync("oms", "o1", default))!.AnnouncementId!;
        return (id, (await app.Ledger.ReadAsync(id, "A", default)).SelectMany(page => page.Deliveries).ToArray());
    }

    private static async Task<IReadOnlyList<(string Id, string Reason)>> BatchAsync(App app, string body)
    {
        var message = Azure.Messaging.ServiceBus.ServiceBusModelFactory.ServiceBusReceivedMessage(
            BinaryData.FromString(body), messageId: "m1");
        var dead = await app.Get<ProviderEventBatch>().ApplyAsync([message], default);
        return [.. dead.Select(letter => (letter.Message.MessageId!, letter.Reason))];
    }

    private static StatusEvent Event(Delivery delivery, string status, string? code = null) =>
        new(delivery.MessageId!, delivery.Address, status, code, App.Start.AddMinutes(1), default);

    private static string StatusJson(Delivery delivery, string status) => JsonSerializer.Serialize(new
    {
        id = Guid.NewGuid(),
        eventType = "Microsoft.Communication.AdvancedMessageDeliveryStatusUpdated",
        data = new { messageId = delivery.MessageId, status, to = delivery.Address.TrimStart('+'), receivedTimestamp = App.Start },
    });
}
