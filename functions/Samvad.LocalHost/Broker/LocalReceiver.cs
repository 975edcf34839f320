using Azure.Messaging.ServiceBus;

namespace Samvad.LocalHost.Broker;

/// <summary>Receives from a queue without sessions, or from a dead-letter queue.</summary>
internal sealed class LocalReceiver(BrokerCore core, BrokerQueue queue, ServiceBusReceiveMode mode) : ServiceBusReceiver
{
    private readonly ReceiverCalls _calls = new(core, queue, mode);

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
        _calls.RenewAsync(message, cancellationToken);

    public override Task CloseAsync(CancellationToken cancellationToken = default) => _calls.CloseAsync();
}
