namespace Azure.Messaging.ServiceBus;

/// <summary>Receives from one queue, or from its dead-letter queue.</summary>
public partial class ServiceBusReceiver : IAsyncDisposable
{
    protected ServiceBusReceiver()
    {
    }

    public virtual string EntityPath => throw new NotImplementedException();
    public virtual bool IsClosed => throw new NotImplementedException();
    public virtual ServiceBusReceiveMode ReceiveMode => throw new NotImplementedException();

    public virtual Task<ServiceBusReceivedMessage?> ReceiveMessageAsync(
        TimeSpan? maxWaitTime = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public virtual Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
        int maxMessages, TimeSpan? maxWaitTime = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    public virtual Task<ServiceBusReceivedMessage?> PeekMessageAsync(
        long? fromSequenceNumber = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public virtual Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekMessagesAsync(
        int maxMessages, long? fromSequenceNumber = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    public virtual Task<ServiceBusReceivedMessage> ReceiveDeferredMessageAsync(
        long sequenceNumber, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    public virtual Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = null,
        CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public virtual Task DeferMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = null,
        CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = null,
        CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        string deadLetterReason,
        string? deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object> propertiesToModify,
        string deadLetterReason,
        string? deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public virtual Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    public virtual Task CloseAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }
}

/// <summary>Receives from one session, whose lock it holds.</summary>
public partial class ServiceBusSessionReceiver : ServiceBusReceiver
{
    protected ServiceBusSessionReceiver()
    {
    }

    public virtual string SessionId => throw new NotImplementedException();
    public virtual DateTimeOffset SessionLockedUntil => throw new NotImplementedException();

    public virtual Task<BinaryData?> GetSessionStateAsync(CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    public virtual Task SetSessionStateAsync(BinaryData? sessionState, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    public virtual Task RenewSessionLockAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();
}

/// <summary>How a receiver receives.</summary>
public partial class ServiceBusReceiverOptions
{
    public string? Identifier { get; set; }
    public int PrefetchCount { get; set; }
    public ServiceBusReceiveMode ReceiveMode { get; set; }
    public SubQueue SubQueue { get; set; }
}

/// <summary>How a session receiver receives.</summary>
public partial class ServiceBusSessionReceiverOptions
{
    public string? Identifier { get; set; }
    public int PrefetchCount { get; set; }
    public ServiceBusReceiveMode ReceiveMode { get; set; }
}

/// <summary>Locked until settled, or gone when received.</summary>
public enum ServiceBusReceiveMode
{
    PeekLock = 0,
    ReceiveAndDelete = 1,
}

/// <summary>The queue itself or one beside it.</summary>
public enum SubQueue
{
    None = 0,
    DeadLetter = 1,
    TransferDeadLetter = 2,
}
