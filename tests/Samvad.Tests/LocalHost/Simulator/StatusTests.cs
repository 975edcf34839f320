using System.Diagnostics;
using System.Text.Json;
using Samvad.LocalHost.Simulator;

namespace Samvad.Tests.LocalHost.Simulator;

public class StatusTests
{
    private const string Fast =
        """{"statuses":{"enabled":true,"sentDelayMs":[0,20],"deliveredDelayMs":[0,60],"readDelayMs":[0,90],"readShare":1}}""";

    [Fact]
    public async Task Every_message_gets_its_statuses_in_the_event_grid_schema()
    {
        await using var simulated = await Simulated.StartAsync(Fast);
        var id = await simulated.SendAsync("919800000001");
        var events = await EventsAsync(simulated, 3);
        Assert.Equal(["Delivered", "Read", "Sent"], events.Select(Status).Order());
        var first = events[0];
        Assert.Equal("Microsoft.Communication.AdvancedMessageDeliveryStatusUpdated", first.GetProperty("eventType").GetString());
        Assert.Equal($"advancedMessage/{id}/status/{Status(first)}", first.GetProperty("subject").GetString());
        var data = first.GetProperty("data");
        Assert.Equal(id, data.GetProperty("messageId").GetString());
        Assert.Equal("919800000001", data.GetProperty("to").GetString());
        Assert.Equal(Simulated.Channel, data.GetProperty("from").GetString());
    }

    [Fact]
    public async Task A_scripted_failure_carries_its_code()
    {
        await using var simulated = await Simulated.StartAsync(Fast);
        await simulated.ScriptAsync("""{"failures":{"131026":1}}""");
        await simulated.SendAsync("919800000001");
        var status = Assert.Single(await EventsAsync(simulated, 1));
        Assert.Equal("Failed", Status(status));
        var error = status.GetProperty("data").GetProperty("error");
        Assert.Equal("131026", error.GetProperty("channelCode").GetString());
        Assert.Equal("Message Undeliverable.", error.GetProperty("channelMessage").GetString());
    }

    [Theory]
    [InlineData("mr", 3, "132000")]
    [InlineData("hi", 2, "132001")]
    public async Task A_template_that_is_not_approved_so_fails_later(string language, int parameters, string code)
    {
        var template = new KnownTemplate(parameters, spoken => spoken == language, (_, _) => "");
        await using var simulated = await Simulated.StartAsync(Fast, template: template);
        await simulated.SendAsync("919800000001");
        var status = Assert.Single(await EventsAsync(simulated, 1));
        Assert.Equal(code, status.GetProperty("data").GetProperty("error").GetProperty("channelCode").GetString());
    }

    [Fact]
    public async Task A_second_message_within_six_seconds_fails_where_the_pair_limit_is_on()
    {
        await using var simulated = await Simulated.StartAsync(Fast);
        await simulated.ScriptAsync("""{"pairLimit":true}""");
        await simulated.SendAsync("919800000001", "MH-1");
        var second = await simulated.SendAsync("919800000001", "MH-2");
        var failed = (await EventsAsync(simulated, 4)).Single(status => Status(status) == "Failed").GetProperty("data");
        Assert.Equal(second, failed.GetProperty("messageId").GetString());
        Assert.Equal("131056", failed.GetProperty("error").GetProperty("channelCode").GetString());
    }

    [Fact]
    public async Task Statuses_come_in_batches_and_survive_a_busy_queue()
    {
        await using var simulated = await Simulated.StartAsync(Fast);
        await simulated.ScriptAsync("""{"statuses":{"batch":10,"duplicateShare":1,"shuffle":true}}""");
        simulated.Sender.Refuse(2);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => simulated.SendAsync($"9198{i:d8}")));
        var events = await EventsAsync(simulated, 240);
        Assert.Equal(120, events.Select(status => status.GetProperty("subject").GetString()).Distinct().Count());
        Assert.All(simulated.Sender.BatchSizes, size => Assert.InRange(size, 1, 10));
        Assert.Contains(10, simulated.Sender.BatchSizes);
    }

    [Fact]
    public async Task A_person_who_presses_a_button_answers_the_last_message()
    {
        await using var simulated = await Simulated.StartAsync();
        var id = await simulated.SendAsync("919800000001");
        var answer = await simulated.Http.PostAsync("/inbound", new StringContent(
            """{"person":"919800000001","button":{"text":"बंद करा","payload":"STOP"}}"""));
        Assert.Equal(202, (int)answer.StatusCode);
        var data = Assert.Single(simulated.Sender.Events).GetProperty("data");
        Assert.Equal("button", data.GetProperty("messageType").GetString());
        Assert.Equal("STOP", data.GetProperty("button").GetProperty("payload").GetString());
        Assert.Equal(id, data.GetProperty("context").GetProperty("id").GetString());
        Assert.Equal("919800000001", data.GetProperty("from").GetString());
    }

    [Fact]
    public async Task A_person_who_writes_text_is_received()
    {
        await using var simulated = await Simulated.StartAsync();
        await simulated.Http.PostAsync("/inbound", new StringContent("""[{"person":"IN.ABC","text":"लाईट नाही"}]"""));
        var received = Assert.Single(simulated.Sender.Events);
        Assert.Equal("Microsoft.Communication.AdvancedMessageReceived", received.GetProperty("eventType").GetString());
        Assert.Equal("लाईट नाही", received.GetProperty("data").GetProperty("content").GetString());
        Assert.Equal("IN.ABC", received.GetProperty("data").GetProperty("fromBSUID").GetString());
    }

    [Fact]
    public void A_status_beyond_the_turn_of_the_wheel_waits_for_its_time()
    {
        var wheel = new StatusWheel(0);
        wheel.Add(new DueStatus(1, StatusKind.Sent, -1, 100_000));
        wheel.Add(new DueStatus(2, StatusKind.Sent, -1, 30));
        var due = new List<DueStatus>();
        wheel.Turn(99_000, due);
        Assert.Equal(2, Assert.Single(due).Entry);
        wheel.Turn(100_010, due);
        Assert.Equal([2, 1], due.Select(status => status.Entry));
        Assert.Equal(0, wheel.Count);
    }

    private static string Status(JsonElement item) => item.GetProperty("data").GetProperty("status").GetString()!;

    private static async Task<IReadOnlyList<JsonElement>> EventsAsync(Simulated simulated, int count)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(20);)
        {
            var events = simulated.Sender.Events;
            if (events.Count >= count)
                return events;
            await Task.Delay(20);
        }

        Assert.Fail($"{simulated.Sender.Events.Count} of {count} events came.");
        return [];
    }
}
