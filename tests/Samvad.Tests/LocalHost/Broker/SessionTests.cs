using Azure.Messaging.ServiceBus;

namespace Samvad.Tests.LocalHost.Broker;

public sealed class SessionTests : IAsyncDisposable
{
    private readonly BrokerRig _rig = new();

    [Fact]
    public async Task A_session_gives_its_own_messages_in_order()
    {
        await SendAsync("a", "1", "2");
        await SendAsync("b", "3");
        await SendAsync("a", "4");

        await using var a = await AcceptAsync();
        await using var b = await AcceptAsync();

        Assert.Equal(("a", "b"), (a.SessionId, b.SessionId));
        Assert.Equal("124", string.Concat((await a.ReceiveMessagesAsync(9, TimeSpan.Zero)).Select(message => message.Body)));
        Assert.Equal("3", (await BrokerRig.TakeAsync(b))!.Body.ToString());
    }

    [Fact]
    public async Task A_second_receiver_gets_no_session_that_is_locked()
    {
        await SendAsync("a", "1");
        await using var first = await AcceptAsync();
        var other = _rig.Open(out _);

        var error = await Assert.ThrowsAsync<ServiceBusException>(() => other.AcceptSessionAsync("sessions", "a"));
        Assert.Equal(ServiceBusFailureReason.SessionCannotBeLocked, error.Reason);
        var waiting = other.AcceptNextSessionAsync("sessions");
        await first.DisposeAsync();
        Assert.Equal("a", (await waiting.WaitAsync(TimeSpan.FromSeconds(10))).SessionId);
    }

    [Fact]
    public async Task Waiting_for_a_session_ends_after_a_minute()
    {
        var waiting = _rig.Client.AcceptNextSessionAsync("sessions");
        _rig.Time.Advance(TimeSpan.FromSeconds(61));
        var error = await Assert.ThrowsAsync<ServiceBusException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(ServiceBusFailureReason.ServiceTimeout, error.Reason);
    }

    [Fact]
    public async Task An_expired_session_lock_is_lost_with_its_messages()
    {
        await SendAsync("a", "1");
        await using var late = await AcceptAsync();
        var message = (await BrokerRig.TakeAsync(late))!;
        _rig.Time.Advance(TimeSpan.FromMinutes(1));

        await using var next = await AcceptAsync();

        Assert.Equal(2, (await BrokerRig.TakeAsync(next))!.DeliveryCount);
        foreach (var call in new Func<Task>[]
        {
            () => late.CompleteMessageAsync(message), () => BrokerRig.TakeAsync(late), () => late.RenewSessionLockAsync(),
            () => late.SetSessionStateAsync(null),
        })
            Assert.Equal(ServiceBusFailureReason.SessionLockLost, (await Assert.ThrowsAsync<ServiceBusException>(call)).Reason);
    }

    [Fact]
    public async Task A_renewed_session_stays_locked()
    {
        await SendAsync("a", "1");
        await using var held = await AcceptAsync();
        var message = (await BrokerRig.TakeAsync(held))!;
        for (var i = 0; i < 3; i++)
        {
            _rig.Time.Advance(TimeSpan.FromSeconds(50));
            await held.RenewSessionLockAsync();
        }

        Assert.Equal(_rig.Time.GetUtcNow() + TimeSpan.FromMinutes(1), held.SessionLockedUntil);
        await held.CompleteMessageAsync(message);
    }

    [Fact]
    public async Task A_closed_session_is_free_and_its_unsettled_messages_come_first()
    {
        await SendAsync("a", "1", "2");
        var first = await AcceptAsync();
        await first.ReceiveMessagesAsync(2, TimeSpan.Zero);
        await first.CloseAsync();

        await using var second = await AcceptAsync();
        Assert.Equal("12", string.Concat((await second.ReceiveMessagesAsync(9, TimeSpan.Zero)).Select(message => message.Body)));
    }

    [Fact]
    public async Task A_free_session_is_found_behind_many_messages_of_a_locked_one()
    {
        await SendAsync("a", [.. Enumerable.Range(0, 400).Select(i => $"{i}")]);
        await SendAsync("b", "x");
        await using var a = await AcceptAsync();
        await using var b = await AcceptAsync();
        Assert.Equal("b", b.SessionId);
    }

    [Fact]
    public async Task A_session_keeps_its_state()
    {
        await using (var first = await _rig.Client.AcceptSessionAsync("sessions", "a"))
        {
            Assert.Null(await first.GetSessionStateAsync());
            await first.SetSessionStateAsync(BinaryData.FromString("half way"));
        }

        await using var second = await _rig.Client.AcceptSessionAsync("sessions", "a");
        Assert.Equal("half way", (await second.GetSessionStateAsync())!.ToString());
    }

    [Fact]
    public async Task A_scheduled_message_of_a_session_joins_at_the_end()
    {
        var at = _rig.Time.GetUtcNow() + TimeSpan.FromMinutes(1);
        await _rig.SendAsync("sessions", new ServiceBusMessage("late") { SessionId = "a", ScheduledEnqueueTime = at });
        await SendAsync("a", "soon");
        _rig.Time.Advance(TimeSpan.FromMinutes(1));
        await using var a = await AcceptAsync();
        Assert.Equal(["soon", "late"], (await a.ReceiveMessagesAsync(9, TimeSpan.Zero)).Select(message => message.Body.ToString()));
    }

    [Fact]
    public async Task A_session_queue_demands_sessions_but_not_for_its_dead_letters()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _rig.SendAsync("sessions", new ServiceBusMessage("a")));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            BrokerRig.TakeAsync(_rig.Client.CreateReceiver("sessions")));
        await SendAsync("a", "1");
        await using var a = await AcceptAsync();
        await a.DeadLetterMessageAsync((await BrokerRig.TakeAsync(a))!, "Broken");
        await using var dead = _rig.Client.CreateReceiver("sessions", new() { SubQueue = SubQueue.DeadLetter });
        Assert.Equal("a", (await BrokerRig.TakeAsync(dead))!.SessionId);
    }

    [Fact]
    public async Task A_dead_process_frees_its_sessions_and_messages_at_once()
    {
        await SendAsync("a", "1");
        await _rig.SendAsync("plain", new ServiceBusMessage("x"));
        var dying = _rig.Open(out var lease);
        await using var held = await dying.AcceptNextSessionAsync("sessions");
        Assert.NotNull(await BrokerRig.TakeAsync(held));
        Assert.NotNull(await BrokerRig.TakeAsync(dying.CreateReceiver("plain")));
        var plain = _rig.Client.CreateReceiver("plain");
        Assert.Null(await BrokerRig.TakeAsync(plain));
        var waitingForSession = AcceptAsync();
        var waitingForMessage = plain.ReceiveMessageAsync(TimeSpan.FromMinutes(1));

        lease.Dispose();

        await using var next = await waitingForSession.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(2, (await BrokerRig.TakeAsync(next))!.DeliveryCount);
        Assert.Equal(2, (await waitingForMessage.WaitAsync(TimeSpan.FromSeconds(10)))!.DeliveryCount);
    }

    [Fact]
    public async Task What_one_process_sends_another_one_that_waits_receives()
    {
        var other = _rig.Open(out _);
        var waiting = other.AcceptNextSessionAsync("sessions");
        await SendAsync("a", "1");
        await using var session = await waiting.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("1", (await BrokerRig.TakeAsync(session))!.Body.ToString());
    }

    public async ValueTask DisposeAsync() => await _rig.DisposeAsync();

    private Task<ServiceBusSessionReceiver> AcceptAsync() => _rig.Client.AcceptNextSessionAsync("sessions");

    private Task SendAsync(string session, params string[] bodies) =>
        _rig.SendAsync("sessions", [.. bodies.Select(body => BrokerRig.InSession(session, body))]);
}
