using Azure.Messaging.ServiceBus;
using Samvad.LocalHost.Broker;

namespace Samvad.Tests.LocalHost.Broker;

public sealed class QueueTests : IAsyncDisposable
{
    private readonly BrokerRig _rig = new();
    private ServiceBusReceiver Receiver => field ??= _rig.Client.CreateReceiver("plain");

    [Fact]
    public async Task A_message_arrives_with_everything_it_was_sent_with()
    {
        var sent = new ServiceBusMessage(BinaryData.FromBytes(new byte[] { 0, 255, 7 }))
        {
            MessageId = "m", Subject = "s", CorrelationId = "c", ContentType = "t", To = "to", ReplyTo = "r", ReplyToSessionId = "rs",
            TimeToLive = TimeSpan.FromHours(1),
        };
        object[] values = ["x", 1, 2L, 3.5, true, 4.5m, Guid.Empty, TimeSpan.FromSeconds(1), 'c', (byte)1, 2f, (short)3, 4u,
            new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(5.5)),
            new Uri("http://a/"), (sbyte)-1, (ushort)7, 9ul];
        for (var i = 0; i < values.Length; i++)
            sent.ApplicationProperties[$"p{i}"] = values[i];
        await _rig.SendAsync("plain", sent);

        var got = (await BrokerRig.TakeAsync(Receiver))!;

        Assert.Equal(new byte[] { 0, 255, 7 }, got.Body.ToArray());
        Assert.Equal(("m", "s", "c", "t", "to", "r", "rs"),
            (got.MessageId, got.Subject, got.CorrelationId, got.ContentType, got.To, got.ReplyTo, got.ReplyToSessionId));
        Assert.Equal(values, values.Select((_, i) => got.ApplicationProperties[$"p{i}"]));
        Assert.Equal(1, got.DeliveryCount);
        Assert.Equal(_rig.Time.GetUtcNow(), got.EnqueuedTime);
        Assert.Equal(_rig.Time.GetUtcNow() + TimeSpan.FromHours(1), got.ExpiresAt);
        Assert.Equal(_rig.Time.GetUtcNow() + TimeSpan.FromMinutes(1), got.LockedUntil);
    }

    [Fact]
    public async Task As_many_messages_are_given_at_once_as_memory_holds_and_the_others_next()
    {
        const int sent = 65;
        var body = new byte[200 * 1024];
        for (var number = 0; number < sent; number++)
            await _rig.SendAsync("plain", new ServiceBusMessage(BinaryData.FromBytes(body)) { MessageId = $"{number}" });

        var first = await Receiver.ReceiveMessagesAsync(1000, TimeSpan.Zero);
        var next = await Receiver.ReceiveMessagesAsync(1000, TimeSpan.Zero);

        Assert.Equal(Math.Ceiling(Receiving.MostBytes / (double)body.Length), first.Count);
        Assert.Equal(Enumerable.Range(0, sent).Select(number => $"{number}"), first.Concat(next).Select(message => message.MessageId));
    }

    [Fact]
    public async Task A_locked_message_is_not_given_again_until_its_lock_expires()
    {
        await _rig.SendAsync("plain", new ServiceBusMessage("a"));
        var first = (await BrokerRig.TakeAsync(Receiver))!;
        Assert.Null(await BrokerRig.TakeAsync(Receiver));

        _rig.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(2, (await BrokerRig.TakeAsync(Receiver))!.DeliveryCount);
        await AssertFails(ServiceBusFailureReason.MessageLockLost, () => Receiver.CompleteMessageAsync(first));
    }

    [Fact]
    public async Task A_renewed_lock_holds_on()
    {
        await _rig.SendAsync("plain", new ServiceBusMessage("a"));
        var message = (await BrokerRig.TakeAsync(Receiver))!;
        for (var i = 0; i < 3; i++)
        {
            _rig.Time.Advance(TimeSpan.FromSeconds(50));
            await Receiver.RenewMessageLockAsync(message);
        }

        Assert.Null(await BrokerRig.TakeAsync(Receiver));
        await Receiver.CompleteMessageAsync(message);
        await AssertFails(ServiceBusFailureReason.MessageLockLost, () => Receiver.CompleteMessageAsync(message));
        Assert.Equal(0, (await _rig.Client.CountAsync())[0].Active);
    }

    [Fact]
    public async Task An_abandoned_message_comes_back_changed_and_is_dead_lettered_after_the_last_delivery()
    {
        await _rig.SendAsync("plain", new ServiceBusMessage("a"));
        for (var delivery = 1; delivery <= 3; delivery++)
        {
            var message = (await BrokerRig.TakeAsync(Receiver))!;
            Assert.Equal(delivery, message.DeliveryCount);
            await Receiver.AbandonMessageAsync(message, new Dictionary<string, object> { ["tried"] = delivery });
        }

        Assert.Null(await BrokerRig.TakeAsync(Receiver));
        var dead = (await BrokerRig.TakeAsync(DeadLetters()))!;
        Assert.Equal("MaxDeliveryCountExceeded", dead.DeadLetterReason);
        Assert.Equal(3, dead.ApplicationProperties["tried"]);
    }

    [Fact]
    public async Task A_message_whose_lock_expires_at_the_last_delivery_is_dead_lettered()
    {
        await _rig.SendAsync("plain", new ServiceBusMessage("a"));
        for (var delivery = 1; delivery <= 3; delivery++)
        {
            Assert.NotNull(await BrokerRig.TakeAsync(Receiver));
            _rig.Time.Advance(TimeSpan.FromMinutes(2));
        }

        Assert.Null(await BrokerRig.TakeAsync(Receiver));
        Assert.NotNull(await BrokerRig.TakeAsync(DeadLetters()));
    }

    [Fact]
    public async Task A_dead_lettered_message_tells_why_and_can_be_sent_again()
    {
        await _rig.SendAsync("plain", new ServiceBusMessage("a"));
        await Receiver.DeadLetterMessageAsync((await BrokerRig.TakeAsync(Receiver))!, "Broken", "It has no head.");

        var dead = (await BrokerRig.TakeAsync(DeadLetters()))!;
        Assert.Equal(("Broken", "It has no head."), (dead.DeadLetterReason, dead.DeadLetterErrorDescription));
        await _rig.SendAsync("plain", new ServiceBusMessage(dead));
        await DeadLetters().CompleteMessageAsync(dead);

        var again = (await BrokerRig.TakeAsync(Receiver))!;
        Assert.Equal(("a", null), (again.Body.ToString(), again.DeadLetterReason));
        Assert.Equal(0, (await _rig.Client.CountAsync())[0].DeadLettered);
    }

    [Fact]
    public async Task A_deferred_message_is_only_received_by_its_number()
    {
        await _rig.SendAsync("plain", new ServiceBusMessage("a"));
        var message = (await BrokerRig.TakeAsync(Receiver))!;
        await Receiver.DeferMessageAsync(message);

        Assert.Null(await BrokerRig.TakeAsync(Receiver));
        var deferred = await Receiver.ReceiveDeferredMessageAsync(message.SequenceNumber);
        await AssertFails(
            ServiceBusFailureReason.MessageNotFound, () =>
                Receiver.ReceiveDeferredMessageAsync(message.SequenceNumber));
        await Receiver.CompleteMessageAsync(deferred);
        Assert.Null(await Receiver.PeekMessageAsync());
    }

    [Fact]
    public async Task A_scheduled_message_comes_at_its_time_and_a_cancelled_one_never()
    {
        var sender = _rig.Client.CreateSender("plain");
        var at = _rig.Time.GetUtcNow() + TimeSpan.FromMinutes(5);
        await sender.SendMessageAsync(new ServiceBusMessage("a") { ScheduledEnqueueTime = at });
        var cancelled = await sender.ScheduleMessageAsync(new ServiceBusMessage("b"), at);
        await sender.CancelScheduledMessageAsync(cancelled);
        await AssertFails(ServiceBusFailureReason.MessageNotFound, () => sender.CancelScheduledMessageAsync(cancelled));
        await _rig.SendAsync("plain", new ServiceBusMessage("c"));

        Assert.Equal((1, 1), ((await _rig.Client.CountAsync())[0].Active, (await _rig.Client.CountAsync())[0].Scheduled));
        Assert.Equal("c", (await BrokerRig.TakeAsync(Receiver))!.Body.ToString());
        Assert.Null(await BrokerRig.TakeAsync(Receiver));
        _rig.Time.Advance(TimeSpan.FromMinutes(5));
        var message = (await Receiver.ReceiveMessagesAsync(5, TimeSpan.Zero)).Single(found => found.Body.ToString() == "a");
        Assert.Equal(at, message.EnqueuedTime);
    }

    [Fact]
    public async Task An_expired_message_is_dead_lettered_or_dropped_as_its_queue_says()
    {
        foreach (var queue in new[] { "plain", "once" })
            await _rig.SendAsync(queue, new ServiceBusMessage("a") { TimeToLive = TimeSpan.FromSeconds(5) });
        _rig.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Null(await BrokerRig.TakeAsync(Receiver));
        Assert.Null(await BrokerRig.TakeAsync(_rig.Client.CreateReceiver("once")));
        Assert.Equal("TTLExpiredException", (await BrokerRig.TakeAsync(DeadLetters()))!.DeadLetterReason);
        Assert.Equal(0, (await _rig.Client.CountAsync()).Single(count => count.Queue == "once").DeadLettered);
    }

    [Fact]
    public async Task A_message_id_is_taken_once_within_the_window()
    {
        var receiver = _rig.Client.CreateReceiver("once", new() { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });
        for (var i = 0; i < 3; i++)
            await _rig.SendAsync("once", new ServiceBusMessage("a") { MessageId = "same" });
        Assert.NotNull(await BrokerRig.TakeAsync(receiver));
        Assert.Null(await BrokerRig.TakeAsync(receiver));

        _rig.Time.Advance(TimeSpan.FromMinutes(10));
        await _rig.SendAsync("once", new ServiceBusMessage("a") { MessageId = "same" });
        Assert.NotNull(await BrokerRig.TakeAsync(receiver));
    }

    [Fact]
    public async Task What_exceeds_256_KB_is_refused_as_a_whole()
    {
        var half = new byte[130 * 1024];
        await AssertFails(
            ServiceBusFailureReason.MessageSizeExceeded, () =>
                _rig.SendAsync("plain", new ServiceBusMessage(new byte[256 * 1024])));
        await AssertFails(
            ServiceBusFailureReason.MessageSizeExceeded,
            () => _rig.SendAsync("plain", new ServiceBusMessage(half), new ServiceBusMessage(half)));
        var sender = _rig.Client.CreateSender("plain");
        using var batch = await sender.CreateMessageBatchAsync();
        Assert.True(batch.TryAddMessage(new ServiceBusMessage(half)));
        Assert.False(batch.TryAddMessage(new ServiceBusMessage(half)));
        await sender.SendMessagesAsync(batch);
        Assert.Equal(1, (await _rig.Client.CountAsync())[0].Active);
    }

    [Fact]
    public async Task Peeking_locks_nothing_and_goes_on_from_a_number()
    {
        await _rig.SendAsync("plain", [.. Enumerable.Range(0, 5).Select(i => new ServiceBusMessage($"{i}"))]);
        var peeked = await Receiver.PeekMessagesAsync(3);
        var further = await Receiver.PeekMessagesAsync(3, peeked[^1].SequenceNumber + 1);
        Assert.Equal("01234", string.Concat(peeked.Concat(further).Select(message => message.Body)));
        Assert.Equal(5, (await Receiver.ReceiveMessagesAsync(9, TimeSpan.Zero)).Count);
    }

    [Fact]
    public async Task An_unknown_queue_is_named()
    {
        var error = Assert.Throws<ServiceBusException>(() => _rig.Client.CreateSender("nowhere"));
        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, error.Reason);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _rig.Client.AcceptNextSessionAsync("plain"));
    }

    [Fact]
    public async Task A_waiting_receiver_wakes_when_a_message_comes()
    {
        var waiting = Receiver.ReceiveMessageAsync(TimeSpan.FromMinutes(1));
        Assert.False(waiting.IsCompleted);
        await _rig.SendAsync("plain", new ServiceBusMessage("a"));
        Assert.NotNull(await waiting.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_cancelled_wait_takes_no_message_with_it()
    {
        using var cancel = new CancellationTokenSource();
        var waiting = Receiver.ReceiveMessageAsync(TimeSpan.FromMinutes(1), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await _rig.SendAsync("plain", new ServiceBusMessage("a"));
        Assert.NotNull(await BrokerRig.TakeAsync(Receiver));
    }

    public async ValueTask DisposeAsync() => await _rig.DisposeAsync();

    private ServiceBusReceiver DeadLetters() =>
        _rig.Client.CreateReceiver("plain", new() { SubQueue = SubQueue.DeadLetter });

    private static async Task AssertFails(ServiceBusFailureReason reason, Func<Task> call) =>
        Assert.Equal(reason, (await Assert.ThrowsAsync<ServiceBusException>(call)).Reason);
}
