using Azure.Messaging.ServiceBus;
using Microsoft.Data.Sqlite;

namespace Samvad.LocalHost.Broker;

/// <summary>Messages go out of a queue, oldest first.</summary>
internal static class Receiving
{
    /// <summary>
    /// Bytes of bodies that are handed out at once. Like the service it may hand out fewer messages than were asked for: a
    /// thousand of the largest would be 250 MB.
    /// </summary>
    internal const int MostBytes = 12 * 1024 * 1024;

    private const string Columns = "seq, deliveries, expires, enqueued, coalesce(body, seq), state, locked_until, owner";

    public static IReadOnlyList<ServiceBusReceivedMessage> Take(
        BrokerTransaction transaction, BrokerQueue queue, SessionLock? session, int most, ServiceBusReceiveMode mode)
    {
        var until = session is null
            ? transaction.Now + queue.Definition.LockDuration.Ticks
            : SessionLocks.Demand(transaction, session);
        Upkeep.ActivateDue(transaction, queue);
        var taken = new List<ServiceBusReceivedMessage>();
        var bytes = 0L;
        while (taken.Count < most && bytes < MostBytes && Free(transaction, queue, session, most - taken.Count) is { Count: > 0 } free)
        {
            foreach (var row in free.TakeWhile(_ => bytes < MostBytes))
            {
                if (Deliver(transaction, queue, session, row, until, mode) is not { } message)
                    continue;
                taken.Add(message);
                bytes += message.Body.ToMemory().Length;
            }
        }

        return taken;
    }

    public static ServiceBusReceivedMessage TakeDeferred(
        BrokerTransaction transaction, BrokerQueue queue, SessionLock? session, long number, ServiceBusReceiveMode mode)
    {
        var until = session is null
            ? transaction.Now + queue.Definition.LockDuration.Ticks
            : SessionLocks.Demand(transaction, session);
        var rows = Rows(transaction, session, most: 1, transaction.Sql.Query(
            $"SELECT {Columns} FROM messages WHERE seq = $1 AND queue = $2 AND state = 1 AND session IS coalesce($3, session) "
            + "AND (epoch IS NULL OR epoch IS NOT $4)",
            number,
            queue.Number,
            session?.Session,
            session?.Token));
        return rows.Count == 0
            ? throw BrokerErrors.MessageNotFound(queue, number)
            : Lock(transaction, queue, session, rows[0], until, mode);
    }

    public static IReadOnlyList<ServiceBusReceivedMessage> Peek(
        BrokerTransaction transaction, BrokerQueue queue, string? session, long from, int most)
    {
        Upkeep.ActivateDue(transaction, queue);
        var rows = new List<Row>();
        using (var reader = session is null
            ? transaction.Sql.Query(
                $"SELECT {Columns} FROM messages WHERE queue = $1 AND seq >= $2 ORDER BY seq LIMIT $3", queue.Number, from, most)
            : transaction.Sql.Query(
                $"SELECT {Columns} FROM messages WHERE queue = $1 AND seq >= $2 AND session = $4 ORDER BY seq LIMIT $3",
                queue.Number,
                from,
                most,
                session))
        {
            while (reader.Read())
                rows.Add(Row.Of(reader));
        }

        return rows.ConvertAll(row => Read(transaction, row, row.Deliveries, Guid.Empty, default));
    }

    private static List<Row> Free(BrokerTransaction transaction, BrokerQueue queue, SessionLock? session, int most) => session is null
        ? Rows(transaction, session, most, transaction.Sql.Query(
            $"SELECT {Columns} FROM messages INDEXED BY ready WHERE queue = $1 AND state = 0 ORDER BY seq", queue.Number))
        : Rows(transaction, session, most, transaction.Sql.Query(
            $"SELECT {Columns} FROM messages INDEXED BY by_session WHERE queue = $1 AND session = $2 AND state = 0 "
            + "AND (epoch IS NULL OR epoch IS NOT $3) ORDER BY seq",
            queue.Number,
            session.Session,
            session.Token));

    private static List<Row> Rows(BrokerTransaction transaction, SessionLock? session, int most, SqliteDataReader query)
    {
        var rows = new List<Row>();
        using var reader = query;
        while (rows.Count < most && reader.Read())
            if (Row.Of(reader) is var row && (session is not null || !row.IsLocked(transaction)))
                rows.Add(row);
        return rows;
    }

    private static ServiceBusReceivedMessage? Deliver(
        BrokerTransaction transaction, BrokerQueue queue, SessionLock? session, Row row, long until, ServiceBusReceiveMode mode)
    {
        if (queue.IsDeadLetter)
            return Lock(transaction, queue, session, row, until, mode);
        if (row.Expires <= transaction.Now)
            Upkeep.Expire(transaction, queue, row.Number);
        else if (row.Deliveries >= queue.Definition.MaxDeliveryCount)
            Upkeep.DeadLetterUndeliverable(transaction, queue, row.Number);
        else
            return Lock(transaction, queue, session, row, until, mode);
        return null;
    }

    private static ServiceBusReceivedMessage Lock(
        BrokerTransaction transaction, BrokerQueue queue, SessionLock? session, Row row, long until, ServiceBusReceiveMode mode)
    {
        var token = mode == ServiceBusReceiveMode.PeekLock ? Guid.NewGuid() : Guid.Empty;
        var message = Read(transaction, row, row.Deliveries + 1, token, until);
        if (mode == ServiceBusReceiveMode.ReceiveAndDelete)
            Upkeep.Remove(transaction, row.Number);
        else
            transaction.Sql.Execute(
                "UPDATE messages SET deliveries = deliveries + 1, token = $2, locked_until = $3, owner = $4, epoch = $5 WHERE seq = $1",
                row.Number,
                token.ToByteArray(),
                session is null ? until : null,
                session is null ? transaction.Owners.Self : null,
                session?.Token);
        return message;
    }

    private static ServiceBusReceivedMessage Read(
        BrokerTransaction transaction, Row row, long deliveries, Guid token, long until)
    {
        using var reader = transaction.Sql.Query("SELECT head, data FROM bodies WHERE id = $1", row.Body);
        reader.Read();
        var head = MessageHead.Read(reader.GetFieldValue<byte[]>(0));
        return ServiceBusModelFactory.ServiceBusReceivedMessage(
            body: BinaryData.FromBytes(reader.GetFieldValue<byte[]>(1)),
            messageId: head.MessageId,
            partitionKey: head.PartitionKey,
            sessionId: head.SessionId,
            replyToSessionId: head.ReplyToSessionId,
            timeToLive: new TimeSpan(head.TimeToLive),
            correlationId: head.CorrelationId,
            subject: head.Subject,
            to: head.To,
            contentType: head.ContentType,
            replyTo: head.ReplyTo,
            scheduledEnqueueTime: new DateTimeOffset(head.ScheduledEnqueueTime, TimeSpan.Zero),
            properties: head.Properties,
            lockTokenGuid: token,
            deliveryCount: (int)deliveries,
            lockedUntil: new DateTimeOffset(until, TimeSpan.Zero),
            sequenceNumber: row.Number,
            enqueuedSequenceNumber: row.Body,
            enqueuedTime: new DateTimeOffset(row.Enqueued, TimeSpan.Zero),
            serviceBusMessageState: (ServiceBusMessageState)row.State);
    }

    private readonly record struct Row(
        long Number, long Deliveries, long Expires, long Enqueued, long Body, long State, long? LockedUntil, string? Owner)
    {
        public static Row Of(SqliteDataReader reader) => new(
            reader.GetInt64(0),
            reader.GetInt64(1),
            reader.GetInt64(2),
            reader.GetInt64(3),
            reader.GetInt64(4),
            reader.GetInt64(5),
            reader.IsDBNull(6) ? null : reader.GetInt64(6),
            reader.IsDBNull(7) ? null : reader.GetString(7));

        public bool IsLocked(BrokerTransaction transaction) =>
            LockedUntil > transaction.Now && Owner is not null && transaction.Owners.IsAlive(Owner);
    }
}
