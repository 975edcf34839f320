namespace Azure.Messaging.ServiceBus;

/// <summary>A message as it was received; made by <see cref="ServiceBusModelFactory"/>.</summary>
public partial class ServiceBusReceivedMessage
{
    internal ServiceBusReceivedMessage()
    {
    }

    public IReadOnlyDictionary<string, object> ApplicationProperties { get; internal init; } = new Dictionary<string, object>();
    public BinaryData Body { get; internal init; } = new(ReadOnlyMemory<byte>.Empty);
    public string? ContentType { get; internal init; }
    public string? CorrelationId { get; internal init; }
    public string? DeadLetterErrorDescription => ApplicationProperties.GetValueOrDefault("DeadLetterErrorDescription") as string;
    public string? DeadLetterReason => ApplicationProperties.GetValueOrDefault("DeadLetterReason") as string;
    public string? DeadLetterSource { get; internal init; }
    public int DeliveryCount { get; internal init; }
    public long EnqueuedSequenceNumber { get; internal init; }
    public DateTimeOffset EnqueuedTime { get; internal init; }

    public DateTimeOffset ExpiresAt => TimeToLive >= DateTimeOffset.MaxValue - EnqueuedTime
        ? DateTimeOffset.MaxValue
        : EnqueuedTime + TimeToLive;

    public DateTimeOffset LockedUntil { get; internal init; }
    public DateTimeOffset ScheduledEnqueueTime { get; internal init; }
    public string LockToken => LockTokenGuid.ToString();
    public string? MessageId { get; internal init; }
    public string? PartitionKey { get; internal init; }
    public string? ReplyTo { get; internal init; }
    public string? ReplyToSessionId { get; internal init; }
    public long SequenceNumber { get; internal init; }
    public string? SessionId { get; internal init; }
    public ServiceBusMessageState State { get; internal init; }
    public string? Subject { get; internal init; }
    public TimeSpan TimeToLive { get; internal init; }
    public string? To { get; internal init; }
    internal Guid LockTokenGuid { get; init; }
}

/// <summary>Where in its queue a message is.</summary>
public enum ServiceBusMessageState
{
    Active = 0,
    Deferred = 1,
    Scheduled = 2,
}
