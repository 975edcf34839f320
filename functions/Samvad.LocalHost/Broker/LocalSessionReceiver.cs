using Azure.Messaging.ServiceBus;

namespace Samvad.LocalHost.Broker;

/// <summary>Receives from one session, in order; closing it gives the session and all its messages back.</summary>
internal sealed class LocalSessionReceiver : ServiceBusSessionReceiver
{
    private readonly ReceiverCalls _calls;
    private readonly Action<LocalSessionReceiver> _closed;

    public LocalSessionReceiver(
        BrokerCore core, SessionLock taken, ServiceBusReceiveMode mode, Action<LocalSessionReceiver> closed)
    {
        _calls = new ReceiverCalls(core, taken.Queue, mode) { Session = taken };
        _closed = closed;
    }

    public override string SessionId => _calls.Session!.Session;
    public override DateTimeOffset SessionLockedUntil => new(_calls.Session!.LockedUntil, TimeSpan.Zero);
    public override string EntityPath => _calls.Queue.Path;
    public override bool IsClosed => _calls.IsClosed;
    public override ServiceBusReceiveMode ReceiveMode => _calls.Mode;

    public override async Task<ServiceBusReceivedMessage?> ReceiveMessageAsync(
        TimeSpan? maxWaitTime = null, CancellationToken cancellationToken = default) =>
        (await _calls.ReceiveAsync(1, maxWaitTime, cancellationToken)).FirstOrDefault();

    public override Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
        int maxMessages, TimeSpan? maxWaitTime = null, CancellationToken cancellationToken = default) =>
        _calls.ReceiveAsync(maxMessages, maxWaitTime, cancellationToken);

    public override async Task<ServiceBusReceivedMessage?> PeekMessageAsync(
        long? fromSequenceNumber = null, CancellationToken cancellationToken = default) =>
        (await _calls.PeekAsync(fromSequenceNumber, 1, cancellationToken)).FirstOrDefault();

    public override Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekMessagesAsync(
        int maxMessages, long? fromSequenceNumber = null, CancellationToken cancellationToken = default) =>
        _calls.PeekAsync(fromSequenceNumber, maxMessages, cancellationToken);

    public override Task<ServiceBusReceivedMessage> ReceiveDeferredMessageAsync(
        long sequenceNumber, CancellationToken cancellationToken = default) =>
        _calls.ReceiveDeferredAsync(sequenceNumber, cancellationToken);

    public override Task CompleteMessageAsync(
        ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        _calls.CompleteAsync(message, cancellationToken);

    public override Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = null,
        CancellationToken cancellationToken = default) =>
            _calls.AbandonAsync(message, propertiesToModify, cancellationToken);

    public override Task DeferMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = null,
        CancellationToken cancellationToken = default) =>
            _calls.DeferAsync(message, propertiesToModify, cancellationToken);

    public override Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = null,
        CancellationToken cancellationToken = default) =>
        _calls.DeadLetterAsync(message, propertiesToModify, reason: null, description: null, cancellationToken);

    public override Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        string deadLetterReason,
        string? deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default) =>
        _calls.DeadLetterAsync(message, changes: null, deadLetterReason, deadLetterErrorDescription, cancellationToken);

    public override Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object> propertiesToModify,
        string deadLetterReason,
        string? deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default) =>
        _calls.DeadLetterAsync(message, propertiesToModify, deadLetterReason, deadLetterErrorDescription, cancellationToken);

    public override Task RenewMessageLockAsync(
        ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("The messages of a session are locked with it; renew the session's lock.");

    public override async Task RenewSessionLockAsync(CancellationToken cancellationToken = default) => _calls.Session =
        await _calls.RunAsync(transaction => SessionLocks.Renew(transaction, _calls.Session!), cancellationToken);

    public override async Task<BinaryData?> GetSessionStateAsync(CancellationToken cancellationToken = default) =>
        await _calls.RunAsync(transaction => SessionLocks.GetState(transaction, _calls.Session!), cancellationToken) is { } state
            ? BinaryData.FromBytes(state)
            : null;

    public override Task SetSessionStateAsync(
        BinaryData? sessionState, CancellationToken cancellationToken = default) =>
        _calls.RunAsync(
            transaction => SessionLocks.SetState(transaction, _calls.Session!, sessionState?.ToArray()), cancellationToken);

    public override async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        await _calls.CloseAsync();
        _closed(this);
    }
}
