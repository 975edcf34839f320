using System.Text.Json;
using Samvad.Outages;
using Samvad.Storage;
using Samvad.Tests.Consumers;
using Samvad.Tests.WhatsApp.CloudApi;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.Tests.Tracking;

public sealed class StatusIntakeTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Statuses_in_any_order_and_number_end_as_the_furthest_of_each_person()
    {
        await using var app = await azurite.ToldAsync(20);
        var (id, deliveries) = await app.DeliveriesAsync();
        var random = new Random(7);
        var events = deliveries
            .SelectMany((delivery, index) => Told.Life.Take(1 + index % 3).Select(status => delivery.Event(status)))
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
        await using var app = await azurite.ToldAsync(3);
        var (id, deliveries) = await app.DeliveriesAsync();
        await app.Get<StatusIntake>().ApplyAsync([deliveries[0].Event("Failed", "131026")], default);
        var counts = await app.CountsAsync(id);
        Assert.Equal((2, 1), (counts.Sent, counts.Failed["131026"]));
    }

    [Fact]
    public async Task A_status_of_an_unknown_message_or_person_comes_back()
    {
        await using var app = await azurite.ToldAsync(2);
        var (_, deliveries) = await app.DeliveriesAsync();
        var unknown = deliveries[0].Event("Sent") with { MessageId = "nobodys" };
        var stranger = deliveries[0].Event("Sent") with { MessageId = "x", To = "+919000000000" };
        var hidden = deliveries[0].Event("Sent") with { MessageId = "y", To = null };
        Assert.Equal([unknown, stranger, hidden], await app.Get<StatusIntake>().ApplyAsync([unknown, stranger, hidden], default));
    }

    [Fact]
    public async Task A_status_finds_its_message_among_several_announcements_to_the_group()
    {
        await using var app = await azurite.ToldAsync(2);
        var (first, deliveries) = await app.DeliveriesAsync();
        var second = await app.TellAsync(app.Report("o1", 2, OutageState.Restored));
        Assert.Empty(await app.Get<StatusIntake>().ApplyAsync([deliveries[1].Event("Delivered")], default));
        Assert.Equal(1, (await app.CountsAsync(first)).Delivered);
        Assert.Equal(0, (await app.CountsAsync(second!)).Delivered);
    }

    [Fact]
    public async Task Fan_out_and_statuses_writing_the_same_page_lose_nothing_of_each_other()
    {
        await using var app = await azurite.ToldAsync(6);
        var (id, deliveries) = await app.DeliveriesAsync();
        var mine = (await app.Ledger.FindAsync(id, "A", 0, default))!;
        await app.Get<StatusIntake>().ApplyAsync([.. deliveries.Take(3).Select(delivery => delivery.Event("Read"))], default);
        mine.Deliveries[5].Advance(DeliveryStatus.Failed, "http-4xx", 1);
        await app.Ledger.SaveAsync(mine, default);
        var stored = (await app.Ledger.FindAsync(id, "A", 0, default))!;
        Assert.Equal(3, stored.Deliveries.Count(delivery => delivery.Status == DeliveryStatus.Read));
        Assert.Equal("http-4xx", stored.Deliveries[5].Code);
    }

    [Fact]
    public async Task Killed_between_ledger_and_progress_the_repeated_batch_puts_the_progress_right()
    {
        await using var app = await azurite.ToldAsync(2);
        var (id, deliveries) = await app.DeliveriesAsync();
        var page = (await app.Ledger.FindAsync(id, "A", 0, default))!;
        page.Deliveries[0].Advance(DeliveryStatus.Delivered, null, 1);
        await app.Ledger.SaveAsync(page, default);
        Assert.Equal(0, (await app.CountsAsync(id)).Delivered);
        await app.Get<StatusIntake>().ApplyAsync([deliveries[0].Event("Delivered")], default);
        Assert.Equal(1, (await app.CountsAsync(id)).Delivered);
    }

    [Fact]
    public async Task An_older_count_does_not_overwrite_a_newer_one()
    {
        await using var app = await azurite.ToldAsync(1);
        var (id, _) = await app.DeliveriesAsync();
        await app.Progress.WriteAsync(id, [new GroupCounts("A", new Counts { Audience = 9 }, 50)], default);
        await app.Progress.WriteAsync(id, [new GroupCounts("A", new Counts { Audience = 8 }, 49)], default);
        Assert.Equal(9, (await app.CountsAsync(id)).Audience);
    }

    [Fact]
    public async Task A_batch_keeps_what_it_cannot_match_for_later_and_forwards_what_people_wrote()
    {
        await using var app = await azurite.ToldAsync(1);
        var (id, deliveries) = await app.DeliveriesAsync();
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

    [Fact]
    public async Task A_notification_of_the_Cloud_API_that_is_replayed_changes_nothing()
    {
        await using var app = await azurite.ToldAsync(1);
        var (id, deliveries) = await app.DeliveriesAsync();
        var read = CloudJson(deliveries[0].MessageId!, "read", deliveries[0].Address);
        var letter = $$"""{"from":"{{deliveries[0].Address[1..]}}","id":"wamid.I","timestamp":"1","type":"text","text":{"body":"STOP"} }""";
        var body = Notification.Of($"\"statuses\":[{read}],\"messages\":[{letter}]");
        var earlier = Notification.Of($"\"statuses\":[{CloudJson(deliveries[0].MessageId!, "sent", deliveries[0].Address)}]");
        foreach (var replay in (string[])[body, body, earlier])
            Assert.Empty(await BatchAsync(app, replay, provider: "cloud"));
        Assert.Equal(1, (await app.CountsAsync(id)).Read);
        await using var letters = await app.Broker.AcceptSessionAsync(QueueNames.Inbound, deliveries[0].Address);
        Assert.Equal("cloud", InboundEvent.FromJson((await letters.ReceiveMessageAsync())!.Body.ToMemory().Span).Provider);
        Assert.Null(await letters.ReceiveMessageAsync(TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public async Task A_status_of_the_Cloud_API_that_overtakes_the_ledger_is_matched_later()
    {
        await using var app = await azurite.ToldAsync(1);
        var (id, deliveries) = await app.DeliveriesAsync();
        var early = Notification.Of($"\"statuses\":[{CloudJson("wamid.early", "delivered", deliveries[0].Address)}]");
        await BatchAsync(app, early, provider: "cloud");
        await using var again = app.Broker.CreateReceiver(QueueNames.ProviderEvents);
        var later = (await again.PeekMessageAsync())!;
        var body = later.Body.ToString().Replace("wamid.early", deliveries[0].MessageId);
        Assert.Empty(await BatchAsync(app, body, provider: (string)later.ApplicationProperties["provider"]));
        Assert.Equal(1, (await app.CountsAsync(id)).Delivered);
    }

    [Fact]
    public async Task What_is_in_no_ledger_is_tried_again_and_in_the_end_dead_with_its_reason()
    {
        await using var app = await azurite.ToldAsync(1);
        var (_, deliveries) = await app.DeliveriesAsync();
        var body = $"[{StatusJson(deliveries[0], "Sent").Replace(deliveries[0].MessageId!, "nobodys")}]";
        await using var queue = app.Broker.CreateReceiver(QueueNames.ProviderEvents);
        for (var attempt = 0; attempt <= 5; attempt++)
        {
            Assert.Empty(await BatchAsync(app, body, attempt));
            var later = (await queue.PeekMessagesAsync(10)).Last();
            Assert.Equal(attempt + 1, Convert.ToInt32(later.ApplicationProperties["attempt"]));
            Assert.Contains("nobodys", later.Body.ToString());
        }

        Assert.Equal(("m1", "uncorrelated"), Assert.Single(await BatchAsync(app, body, 6)));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("5")]
    [InlineData("[{\"eventType\":\"x\"}]")]
    public async Task A_malformed_message_is_dead_and_says_why(string body)
    {
        await using var app = App.Create(azurite);
        var dead = Assert.Single(await BatchAsync(app, body));
        Assert.Equal("malformed", dead.Reason);
    }

    private static async Task<IReadOnlyList<(string Id, string Reason)>> BatchAsync(
        App app, string body, int attempt = 0, string? provider = null)
    {
        var properties = new Dictionary<string, object> { ["attempt"] = attempt };
        if (provider is not null)
            properties["provider"] = provider;
        var message = Azure.Messaging.ServiceBus.ServiceBusModelFactory.ServiceBusReceivedMessage(
            BinaryData.FromString(body), messageId: "m1", properties: properties);
        var dead = await app.Get<ProviderEventBatch>().ApplyAsync([message], default);
        return [.. dead.Select(letter => (letter.Message.MessageId!, letter.Reason))];
    }

    private static string CloudJson(string id, string status, string address) =>
        $$"""{"id":"{{id}}","status":"{{status}}","timestamp":"1764043402","recipient_id":"{{address[1..]}}"}""";

    private static string StatusJson(Delivery delivery, string status) => JsonSerializer.Serialize(new
    {
        id = Guid.NewGuid(),
        eventType = "Microsoft.Communication.AdvancedMessageDeliveryStatusUpdated",
        data = new { messageId = delivery.MessageId, status, to = delivery.Address.TrimStart('+'), receivedTimestamp = App.Start },
    });
}
