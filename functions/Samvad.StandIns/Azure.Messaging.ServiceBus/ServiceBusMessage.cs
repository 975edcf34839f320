namespace Azure.Messaging.ServiceBus;

/// <summary>A message to be sent.</summary>
public partial class ServiceBusMessage
{
    private string? _messageId;
    private string? _sessionId;
    private string? _partitionKey;
    private TimeSpan _timeToLive = TimeSpan.MaxValue;

    public ServiceBusMessage()
        : this(new BinaryData(ReadOnlyMemory<byte>.Empty))
    {
    }

    public ServiceBusMessage(string body)
        : this(new BinaryData(body))
    {
    }

    public ServiceBusMessage(ReadOnlyMemory<byte> body)
        : this(BinaryData.FromBytes(body))
    {
    }

    public ServiceBusMessage(BinaryData body) => Body = body;

    public ServiceBusMessage(ServiceBusReceivedMessage receivedMessage)
        : this(receivedMessage.Body)
    {
        foreach (var (name, value) in receivedMessage.ApplicationProperties)
            if (name is not ("DeadLetterReason" or "DeadLetterErrorDescription"))
                ApplicationProperties[name] = value;
        ContentType = receivedMessage.ContentType;
        CorrelationId = receivedMessage.CorrelationId;
        _messageId = receivedMessage.MessageId;
        _partitionKey = receivedMessage.PartitionKey;
        _sessionId = receivedMessage.SessionId;
        ReplyTo = receivedMessage.ReplyTo;
        ReplyToSessionId = receivedMessage.ReplyToSessionId;
        Subject = receivedMessage.Subject;
        To = receivedMessage.To;
        if (receivedMessage.TimeToLive > TimeSpan.Zero)
            _timeToLive = receivedMessage.TimeToLive;
        ScheduledEnqueueTime = receivedMessage.ScheduledEnqueueTime;
    }

    public IDictionary<string, object> ApplicationProperties { get; } = new Dictionary<string, object>();
    public BinaryData Body { get; set; }
    public string? ContentType { get; set; }
    public string? CorrelationId { get; set; }
    public string? ReplyTo { get; set; }
    public string? ReplyToSessionId { get; set; }
    public string? Subject { get; set; }
    public string? To { get; set; }
    public DateTimeOffset ScheduledEnqueueTime { get; set; }

    /// <summary>At most 128 characters (Service Bus quota).</summary>
    public string? MessageId
    {
        get => _messageId;
        set => _messageId = string.IsNullOrEmpty(value) ? throw new ArgumentException("The message id is empty.", nameof(value))
            : Limited(value, nameof(MessageId));
    }

    /// <summary>At most 128 characters (Service Bus quota).</summary>
    public string? SessionId
    {
        get => _sessionId;
        set
        {
            _sessionId = Limited(value, nameof(SessionId));
            if (_partitionKey is not null)
                _partitionKey = value;
        }
    }

    /// <summary>Equal to <see cref="SessionId"/> where both are set.</summary>
    public string? PartitionKey
    {
        get => _partitionKey;
        set
        {
            if (_sessionId is not null && value is not null && value != _sessionId)
                throw new InvalidOperationException($"The partition key '{value}' differs from the session id '{_sessionId}'.");
            _partitionKey = Limited(value, nameof(PartitionKey));
        }
    }

    public TimeSpan TimeToLive
    {
        get => _timeToLive;
        set => _timeToLive = value > TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The time to live must be positive.");
    }

    private static string? Limited(string? value, string name) => value is { Length: > 128 }
        ? throw new ArgumentOutOfRangeException(name, value, $"{name} has {value.Length} characters; at most 128 are allowed.")
        : value;
}
