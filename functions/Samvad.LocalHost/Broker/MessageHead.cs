using System.Runtime.Serialization;
using System.Text;
using Azure.Messaging.ServiceBus;

namespace Samvad.LocalHost.Broker;

/// <summary>What a message carries beside its body.</summary>
internal sealed record MessageHead
{
    private const byte Version = 1;

    public string? MessageId { get; init; }
    public string? SessionId { get; init; }
    public string? PartitionKey { get; init; }
    public string? ReplyTo { get; init; }
    public string? ReplyToSessionId { get; init; }
    public string? CorrelationId { get; init; }
    public string? Subject { get; init; }
    public string? To { get; init; }
    public string? ContentType { get; init; }
    public long TimeToLive { get; init; }
    public long ScheduledEnqueueTime { get; init; }
    public Dictionary<string, object> Properties { get; init; } = [];

    public static MessageHead Of(ServiceBusMessage message, TimeSpan mostTimeToLive) => new()
    {
        MessageId = message.MessageId ?? Guid.NewGuid().ToString("n"),
        SessionId = message.SessionId,
        PartitionKey = message.PartitionKey,
        ReplyTo = message.ReplyTo,
        ReplyToSessionId = message.ReplyToSessionId,
        CorrelationId = message.CorrelationId,
        Subject = message.Subject,
        To = message.To,
        ContentType = message.ContentType,
        TimeToLive = Math.Min(message.TimeToLive.Ticks, mostTimeToLive.Ticks),
        ScheduledEnqueueTime = message.ScheduledEnqueueTime.UtcTicks,
        Properties = new Dictionary<string, object>(message.ApplicationProperties),
    };

    public byte[] ToBytes()
    {
        using var buffer = new MemoryStream(256);
        using var writer = new BinaryWriter(buffer, Encoding.UTF8);
        writer.Write(Version);
        string?[] texts = [MessageId, SessionId, PartitionKey, ReplyTo, ReplyToSessionId, CorrelationId, Subject, To, ContentType];
        foreach (var text in texts)
        {
            writer.Write(text is not null);
            if (text is not null)
                writer.Write(text);
        }

        writer.Write(TimeToLive);
        writer.Write(ScheduledEnqueueTime);
        writer.Write7BitEncodedInt(Properties.Count);
        foreach (var (name, value) in Properties)
        {
            writer.Write(name);
            PropertyValue.Write(writer, name, value);
        }

        return buffer.ToArray();
    }

    public static MessageHead Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        if (reader.ReadByte() is var version && version != Version)
            throw new SerializationException($"broker.db holds a message of format {version}; this build reads {Version}.");
        string? Text() => reader.ReadBoolean() ? reader.ReadString() : null;
        var head = new MessageHead
        {
            MessageId = Text(),
            SessionId = Text(),
            PartitionKey = Text(),
            ReplyTo = Text(),
            ReplyToSessionId = Text(),
            CorrelationId = Text(),
            Subject = Text(),
            To = Text(),
            ContentType = Text(),
            TimeToLive = reader.ReadInt64(),
            ScheduledEnqueueTime = reader.ReadInt64(),
        };
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
            head.Properties.Add(reader.ReadString(), PropertyValue.Read(reader));
        return head;
    }

    public MessageHead With(IEnumerable<KeyValuePair<string, object>> changes)
    {
        var properties = new Dictionary<string, object>(Properties);
        foreach (var (name, value) in changes)
            properties[name] = value;
        return this with { Properties = properties };
    }
}
