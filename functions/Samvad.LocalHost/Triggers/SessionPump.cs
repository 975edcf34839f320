using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;

namespace Samvad.LocalHost.Triggers;

/// <summary>
/// A queue with sessions: up to maxConcurrentSessions at once, the messages of one session one after another. An idle
/// session is kept for sessionIdleTimeout, but makes room at once when all places are taken and another one may wait.
/// </summary>
internal sealed class SessionPump(PumpContext context, int mostAtOnce)
{
    private readonly SemaphoreSlim _slots = new(context.Settings.MaxConcurrentSessions);
    private CancellationTokenSource _makeRoom = new();

    public async Task RunAsync()
    {
        await context.RepeatAsync(StepAsync);
        await _makeRoom.CancelAsync();
        for (var i = 0; i < context.Settings.MaxConcurrentSessions; i++)
            await _slots.WaitAsync();
    }

    private async Task StepAsync()
    {
        await TakeSlotAsync();
        ServiceBusSessionReceiver? session = null;
        try
        {
            session = await context.Client.AcceptNextSessionAsync(context.Queue, cancellationToken: context.Accept);
        }
        finally
        {
            if (session is null)
                _slots.Release();
        }

        _ = Task.Run(() => HoldAsync(session));
    }

    private async Task TakeSlotAsync()
    {
        if (await _slots.WaitAsync(TimeSpan.Zero))
            return;
        await _makeRoom.CancelAsync();
        await _slots.WaitAsync(context.Accept);
        Volatile.Write(ref _makeRoom, new CancellationTokenSource());
    }

    private async Task HoldAsync(ServiceBusSessionReceiver session)
    {
        try
        {
            await using (session)
                await DrainAsync(session);
        }
        catch (Exception exception) when (exception is ServiceBusException or ObjectDisposedException)
        {
            context.Logger.LogWarning(
                TriggerEvents.LockLost, exception, "Function {Function} lost a session of {Queue}.", context.Function.Name, context.Queue);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task DrainAsync(ServiceBusSessionReceiver session)
    {
        var renewUntil = DateTimeOffset.MaxValue;
        await using var renewal = new LockRenewal(
            session.SessionLockedUntil,
            () => context.Time.GetUtcNow() < renewUntil ? session.RenewSessionLockAsync() : Task.CompletedTask,
            context.Time,
            context.Run);
        while (!context.Accept.IsCancellationRequested && await ReceiveAsync(session) is { Count: > 0 } messages)
        {
            renewUntil = context.Time.GetUtcNow() + context.Settings.MaxAutoLockRenewalDuration;
            await context.Invocation.RunAsync(session, messages, renewal.Lost);
            renewUntil = DateTimeOffset.MaxValue;
        }
    }

    private async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveAsync(ServiceBusSessionReceiver session)
    {
        var makeRoom = Volatile.Read(ref _makeRoom).Token;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(makeRoom, context.Accept);
        if (await session.ReceiveMessagesAsync(mostAtOnce, TimeSpan.Zero) is { Count: > 0 } there)
            return there;
        try
        {
            return await session.ReceiveMessagesAsync(mostAtOnce, context.Settings.SessionIdleTimeout, either.Token);
        }
        catch (OperationCanceledException)
        {
            return [];
        }
    }
}
