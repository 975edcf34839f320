using Azure.Messaging.ServiceBus;

namespace Samvad.LocalHost.Broker;

/// <summary>What a receiver with a session and one without have in common.</summary>
internal sealed class ReceiverCalls(BrokerCore core, BrokerQueue queue, ServiceBusReceiveMode mode)
{
    private readonly CancellationTokenSource _closed = new();

    /// <summary>The session held; none on a queue without sessions.</summary>
    public SessionLock? Session { get; set; }

    public BrokerQueue Queue => queue;
    public ServiceBusReceiveMode Mode => mode;
    public bool IsClosed => _closed.IsCancellationRequested;

    public async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveAsync(
        int most, TimeSpan? wait, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ObjectDisposedException.ThrowIf(IsClosed, typeof(ServiceBusReceiver));
        if (queue.RequiresSession && Session is null)
            throw BrokerErrors.SessionsNeeded(queue);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed.Token);
        try
        {
            return await core.WaitAsync(queue, Take, wait ?? BrokerCore.DefaultWait, either.Token) ?? [];
        }
        catch (OperationCanceledException) when (IsClosed && !cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(ServiceBusReceiver));
        }

        IReadOnlyList<ServiceBusReceivedMessage>? Take(BrokerTransaction transaction) =>
            Receiving.Take(transaction, queue, Session, most, mode) is { Count: > 0 } taken ? taken : null;
    }

    public Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekAsync(
        long? from, int most, CancellationToken cancellationToken) =>
        RunAsync(transaction => Receiving.Peek(transaction, queue, Session?.Session, from ?? 0, most), cancellationToken);

    public Task<ServiceBusReceivedMessage> ReceiveDeferredAsync(long number, CancellationToken cancellationToken) =>
        RunAsync(transaction => Receiving.TakeDeferred(transaction, queue, Session, number, mode), cancellationToken);

    public Task CompleteAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken) =>
        RunAsync(transaction => Settling.Complete(transaction, queue, Session, message), cancellationToken);

    public Task AbandonAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object>? changes, CancellationToken cancellationToken) =>
        RunAsync(transaction => Settling.Abandon(transaction, queue, Session, message, changes), cancellationToken);

    public Task DeferAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object>? changes, CancellationToken cancellationToken) =>
        RunAsync(transaction => Settling.Defer(transaction, queue, Session, message, changes), cancellationToken);

    public Task DeadLetterAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? changes,
        string? reason,
        string? description,
        CancellationToken cancellationToken) => RunAsync(
            transaction => Settling.DeadLetter(transaction, queue, Session, message, changes, reason, description), cancellationToken);

    public Task RenewAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken) =>
        RunAsync(transaction => Settling.Renew(transaction, queue, message), cancellationToken);

    public Task<T> RunAsync<T>(Func<BrokerTransaction, T> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(IsClosed, typeof(ServiceBusReceiver));
        return core.RunAsync(work, cancellationToken);
    }

    /// <summary>Ends waiting calls and gives the session back.</summary>
    public async Task CloseAsync()
    {
        if (IsClosed)
            return;
        await _closed.CancelAsync();
        if (Session is { } held)
            await core.RunAsync(transaction => SessionLocks.Release(transaction, held), CancellationToken.None);
    }
}
