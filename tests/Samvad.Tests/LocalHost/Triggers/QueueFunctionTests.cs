using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace Samvad.Tests.LocalHost.Triggers;

public sealed class QueueFunctionTests
{
    [Fact]
    public async Task Messages_run_at_most_so_many_at_once_and_are_completed()
    {
        await using var rig = await TriggerRig.StartAsync(null, null, [("Queue", "plain")], typeof(Plain));
        await rig.SendAsync("plain", [.. Enumerable.Range(0, 12).Select(i => new ServiceBusMessage($"{i}"))]);
        await DrainedAsync(rig, "plain");
        Assert.Equal(12, rig.Recorder.Lines.Distinct().Count());
        Assert.Equal(3, rig.Recorder.MostRunning);
    }

    [Fact]
    public async Task A_failing_message_is_tried_again_and_then_dead_lettered()
    {
        await using var rig = await TriggerRig.StartAsync(null, null, [("Queue", "plain")], typeof(Plain));
        await rig.SendAsync("plain", new ServiceBusMessage("fail"));
        await TriggerRig.EventuallyAsync(async () => (await rig.Broker.CountAsync())[0].DeadLettered == 1);
        Assert.Equal(["fail", "fail"], rig.Recorder.Lines);
    }

    [Fact]
    public async Task A_message_that_takes_longer_than_its_lock_is_delivered_once()
    {
        await using var rig = await TriggerRig.StartAsync(null, null, [("Queue", "plain")], typeof(Plain));
        await rig.SendAsync("plain", new ServiceBusMessage("slow"));
        await DrainedAsync(rig, "plain");
        Assert.Equal(["slow"], rig.Recorder.Lines);
    }

    [Fact]
    public async Task Each_session_is_in_order_and_two_run_at_once()
    {
        await using var rig = await TriggerRig.StartAsync(typeof(InSessions));
        foreach (var i in Enumerable.Range(0, 5))
            await rig.SendAsync("sessions", [.. Enumerable.Range(0, 8).Select(s => new ServiceBusMessage($"{i}") { SessionId = $"s{s}" })]);
        await DrainedAsync(rig, "sessions");
        foreach (var session in rig.Recorder.Lines.GroupBy(line => line[..2]))
            Assert.Equal("01234", string.Concat(session.Select(line => line[3..])));
        Assert.Equal(2, rig.Recorder.MostRunning);
    }

    [Fact]
    public async Task A_session_that_takes_longer_than_its_lock_stays_with_its_receiver()
    {
        await using var rig = await TriggerRig.StartAsync(typeof(InSessions));
        await rig.SendAsync("sessions", new ServiceBusMessage("slow") { SessionId = "s1" });
        await DrainedAsync(rig, "sessions");
        Assert.Equal(["s1 slow"], rig.Recorder.Lines);
    }

    [Fact]
    public async Task Idle_sessions_make_room_at_once_for_those_that_wait()
    {
        await using var rig = await TriggerRig.StartAsync(
            null, null, [("AzureFunctionsJobHost:extensions:serviceBus:sessionIdleTimeout", "01:00:00")], typeof(InSessions));
        await rig.SendAsync("sessions", [.. Enumerable.Range(0, 9).Select(s => new ServiceBusMessage("x") { SessionId = $"s{s}" })]);
        await DrainedAsync(rig, "sessions");
        Assert.Equal(9, rig.Recorder.Lines.Count);
    }

    [Fact]
    public async Task A_batch_takes_what_is_there_up_to_its_size()
    {
        await using var rig = await TriggerRig.StartAsync(typeof(Batches));
        await rig.SendAsync("plain", [.. Enumerable.Range(0, 25).Select(i => new ServiceBusMessage($"{i}"))]);
        await DrainedAsync(rig, "plain");
        Assert.Equal(["10", "10", "5"], rig.Recorder.Lines);
        Assert.Equal(1, rig.Recorder.MostRunning);
    }

    [Fact]
    public async Task A_function_that_settles_itself_decides()
    {
        await using var rig = await TriggerRig.StartAsync(typeof(Settling));
        await rig.SendAsync("plain", new ServiceBusMessage("dead"), new ServiceBusMessage("done"), new ServiceBusMessage("left"));
        await TriggerRig.EventuallyAsync(async () =>
            (await rig.Broker.CountAsync())[0] is { DeadLettered: >= 1, Active: <= 1 });
        var dead = rig.Broker.CreateReceiver("plain", new() { SubQueue = SubQueue.DeadLetter });
        Assert.Equal("Reason", (await dead.ReceiveMessageAsync(TimeSpan.FromSeconds(5)))!.DeadLetterReason);
        Assert.Equal(1, (await rig.Broker.CountAsync())[0].Active);
    }

    [Fact]
    public async Task Stopping_waits_for_running_functions_and_takes_no_more()
    {
        await using var rig = await TriggerRig.StartAsync(typeof(InSessions));
        await rig.SendAsync(
            "sessions", [new ServiceBusMessage("slow") { SessionId = "s1" }, new ServiceBusMessage("next") { SessionId = "s1" }]);
        await TriggerRig.EventuallyAsync(() => Task.FromResult(Volatile.Read(ref rig.Recorder.Running) == 1));
        await rig.App.StopAsync();
        Assert.Equal(["s1 slow"], rig.Recorder.Lines);
        await using var session = await rig.Broker.AcceptSessionAsync("sessions", "s1");
        Assert.Equal("next", (await session.ReceiveMessageAsync(TimeSpan.Zero))!.Body.ToString());
    }

    private static Task DrainedAsync(TriggerRig rig, string queue) => TriggerRig.EventuallyAsync(
        async () => (await rig.Broker.CountAsync()).Single(count => count.Queue == queue).Active == 0);

    public sealed class Plain(Recorder recorder)
    {
        [Function("Plain")]
        public Task Run([ServiceBusTrigger("%Queue%")] string body, CancellationToken cancellationToken) =>
            recorder.WithinAsync(async () =>
            {
                await Task.Delay(body == "slow" ? 3500 : 30, cancellationToken);
                recorder.Add(body);
                if (body == "fail")
                {
                    Interlocked.Decrement(ref recorder.Running);
                    throw new InvalidOperationException("It fails.");
                }
            });
    }

    public sealed class InSessions(Recorder recorder)
    {
        [Function("InSessions")]
        public Task Run([ServiceBusTrigger("sessions", IsSessionsEnabled = true)] ServiceBusReceivedMessage message) =>
            recorder.WithinAsync(async () =>
            {
                await Task.Delay(message.Body.ToString() == "slow" ? 3500 : 10);
                recorder.Add($"{message.SessionId} {message.Body}");
            });
    }

    public sealed class Batches(Recorder recorder)
    {
        [Function("Batches")]
        public Task Run([ServiceBusTrigger("plain", IsBatched = true)] ServiceBusReceivedMessage[] messages) =>
            recorder.WithinAsync(async () =>
            {
                await Task.Delay(20);
                recorder.Add($"{messages.Length}");
            });
    }

    public sealed class Settling
    {
        [Function("Settling")]
        public async Task Run(
            [ServiceBusTrigger("plain", AutoCompleteMessages = false)] ServiceBusReceivedMessage message, ServiceBusMessageActions actions)
        {
            if (message.Body.ToString() == "dead")
                await actions.DeadLetterMessageAsync(message, null, "Reason", "Why");
            else if (message.Body.ToString() == "done")
                await actions.CompleteMessageAsync(message);
        }
    }
}
