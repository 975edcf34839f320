namespace Azure.Messaging.ServiceBus;

/// <summary>Makes the types that have no public constructor.</summary>
public static partial class ServiceBusModelFactory
{
    public static ServiceBusReceivedMessage ServiceBusReceivedMessage(
        BinaryData? body = null,
        string? messageId = null,
        string? partitionKey = null,
        string? viaPartitionKey = null,
        string? sessionId = null,
        string? replyToSessionId = null,
        TimeSpan timeToLive = default,
        string? correlationId = null,
        string? subject = null,
        string? to = null,
        string? contentType = null,
        string? replyTo = null,
        DateTimeOffset scheduledEnqueueTime = default,
        IDictionary<string, object>? properties = null,
        Guid lockTokenGuid = default,
        int deliveryCount = 0,
        DateTimeOffset lockedUntil = default,
        long sequenceNumber = -1,
        string? deadLetterSource = null,
        long enqueuedSequenceNumber = 0,
        DateTimeOffset enqueuedTime = default,
        ServiceBusMessageState serviceBusMessageState = ServiceBusMessageState.Active) => new()
    {
        Body = body ?? new BinaryData(ReadOnlyMemory<byte>.Empty),
        MessageId = messageId,
        PartitionKey = partitionKey,
        SessionId = sessionId,
        ReplyToSessionId = replyToSessionId,
        TimeToLive = timeToLive,
        CorrelationId = correlationId,
        Subject = subject,
        To = to,
        ContentType = contentType,
        ReplyTo = replyTo,
        ScheduledEnqueueTime = scheduledEnqueueTime,
        ApplicationProperties = properties is null ? new() : new Dictionary<string, object>(properties),
        LockTokenGuid = lockTokenGuid,
        DeliveryCount = deliveryCount,
        LockedUntil = lockedUntil,
        SequenceNumber = sequenceNumber,
        DeadLetterSource = deadLetterSource,
        EnqueuedSequenceNumber = enqueuedSequenceNumber,
        EnqueuedTime = enqueuedTime,
        State = serviceBusMessageState,
    };

    public static ServiceBusMessageBatch ServiceBusMessageBatch(
        long batchSizeBytes,
        IList<ServiceBusMessage> batchMessageStore,
        CreateMessageBatchOptions? batchOptions = null,
        Func<ServiceBusMessage, bool>? tryAddCallback = null) =>
        new(batchSizeBytes, batchMessageStore, batchOptions ?? new CreateMessageBatchOptions(), tryAddCallback ?? (_ => true));
}

/// <summary>Messages that fit one transfer; made by a sender.</summary>
public sealed partial class ServiceBusMessageBatch : IDisposable
{
    private readonly IList<ServiceBusMessage> _messages;
    private readonly Func<ServiceBusMessage, bool> _tryAdd;

    internal ServiceBusMessageBatch(
        long sizeInBytes, IList<ServiceBusMessage> messages, CreateMessageBatchOptions options, Func<ServiceBusMessage, bool> tryAdd)
    {
        SizeInBytes = sizeInBytes;
        MaxSizeInBytes = options.MaxSizeInBytes ?? long.MaxValue;
        _messages = messages;
        _tryAdd = tryAdd;
    }

    public int Count => _messages.Count;
    public long MaxSizeInBytes { get; }
    public long SizeInBytes { get; }

    public bool TryAddMessage(ServiceBusMessage message)
    {
        if (!_tryAdd(message))
            return false;
        _messages.Add(message);
        return true;
    }

    public void Dispose() => _messages.Clear();
}
