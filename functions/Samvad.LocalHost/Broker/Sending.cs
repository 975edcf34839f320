using Azure.Messaging.ServiceBus;

namespace Samvad.LocalHost.Broker;

/// <summary>A message made ready to be stored.</summary>
internal sealed record Outgoing(MessageHead Head, byte[] HeadBytes, ReadOnlyMemory<byte> Body)
{
    /// <summary>What the transfer of one message costs beside its parts.</summary>
    private const int Overhead = 64;

    public long Bytes => HeadBytes.Length + Body.Length + Overhead;

    /// <exception cref="InvalidOperationException">The queue requires sessions and the message names none.</exception>
    public static Outgoing Of(ServiceBusMessage message, BrokerQueue queue, DateTimeOffset? at = null)
    {
        if (queue.RequiresSession && message.SessionId is null)
            throw BrokerErrors.SessionsNeeded(queue);
        var head = MessageHead.Of(message, queue.Definition.DefaultMessageTimeToLive);
        if (at is { } instant)
            head = head with { ScheduledEnqueueTime = instant.UtcTicks };
        return new Outgoing(head, head.ToBytes(), message.Body.ToMemory());
    }
}

/// <summary>Messages come into a queue, all of a call or none.</summary>
internal static class Sending
{
    public const long Active = 0, Deferred = 1, Scheduled = 2;

    /// <summary>Gives the sequence numbers; 0 for a message dropped as a duplicate.</summary>
    public static long[] Send(BrokerTransaction transaction, BrokerQueue queue, IReadOnlyList<Outgoing> messages)
    {
        var now = transaction.Now;
        var numbers = new long[messages.Count];
        for (var i = 0; i < messages.Count; i++)
            if (IsNew(transaction, queue, messages[i].Head.MessageId!, now))
                numbers[i] = Insert(transaction, queue, messages[i], now);
        transaction.Wake(queue);
        return numbers;
    }

    public static bool Cancel(BrokerTransaction transaction, BrokerQueue queue, long sequenceNumber)
    {
        var found = transaction.Sql.Scalar(
            "SELECT 1 FROM messages WHERE seq = $1 AND queue = $2 AND state = 2", sequenceNumber, queue.Number) is not null;
        if (found)
            Upkeep.Remove(transaction, sequenceNumber);
        return found ? true : throw BrokerErrors.MessageNotFound(queue, sequenceNumber);
    }

    private static bool IsNew(BrokerTransaction transaction, BrokerQueue queue, string messageId, long now) =>
        !queue.Definition.RequiresDuplicateDetection || transaction.Sql.Execute(
            "INSERT INTO seen (queue, id, until) VALUES ($1, $2, $3) "
            + "ON CONFLICT (queue, id) DO UPDATE SET until = excluded.until WHERE until <= $4",
            queue.Number,
            messageId,
            Later(now, queue.Definition.DuplicateDetectionHistoryTimeWindow.Ticks),
            now) > 0;

    private static long Insert(BrokerTransaction transaction, BrokerQueue queue, Outgoing message, long now)
    {
        var scheduled = message.Head.ScheduledEnqueueTime > now;
        var enqueued = scheduled ? message.Head.ScheduledEnqueueTime : now;
        var number = (long)transaction.Sql.Scalar(
            "INSERT INTO messages (queue, state, session, enqueued, expires, visible) "
            + "VALUES ($1, $2, $3, $4, $5, $6) RETURNING seq",
            queue.Number,
            scheduled ? Scheduled : Active,
            message.Head.SessionId,
            enqueued,
            Later(enqueued, message.Head.TimeToLive),
            scheduled ? enqueued : null)!;
        transaction.Sql.Execute(
            "INSERT INTO bodies (id, head, data) VALUES ($1, $2, $3)", number, message.HeadBytes, ToArray(message.Body));
        return number;
    }

    internal static long Later(long instant, long ticks) =>
        ticks >= DateTimeOffset.MaxValue.Ticks - instant ? DateTimeOffset.MaxValue.Ticks : instant + ticks;

    private static byte[] ToArray(ReadOnlyMemory<byte> body) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(body, out var segment)
            && segment.Array is { } array && segment.Offset == 0 && segment.Count == array.Length
                ? array
                : body.ToArray();
}
