using Azure.Messaging.ServiceBus;

namespace Samvad.LocalHost.Broker;

/// <summary>What a receiver does with a message it holds locked.</summary>
internal static class Settling
{
    private static readonly Dictionary<string, object> s_nothing = [];

    public static bool Complete(
        BrokerTransaction transaction, BrokerQueue queue, SessionLock? session, ServiceBusReceivedMessage message)
    {
        DemandLock(transaction, queue, session, message);
        Upkeep.Remove(transaction, message.SequenceNumber);
        return true;
    }

    public static bool Abandon(
        BrokerTransaction transaction,
        BrokerQueue queue,
        SessionLock? session,
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? changes)
    {
        var deliveries = DemandLock(transaction, queue, session, message);
        Upkeep.Change(transaction, message.SequenceNumber, Copy(changes));
        if (!queue.IsDeadLetter && deliveries >= queue.Definition.MaxDeliveryCount)
            Upkeep.DeadLetterUndeliverable(transaction, queue, message.SequenceNumber);
        else
            Unlock(transaction, message.SequenceNumber, state: null);
        transaction.Wake(queue);
        return true;
    }

    public static bool Defer(
        BrokerTransaction transaction,
        BrokerQueue queue,
        SessionLock? session,
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? changes)
    {
        DemandLock(transaction, queue, session, message);
        Upkeep.Change(transaction, message.SequenceNumber, Copy(changes));
        Unlock(transaction, message.SequenceNumber, Sending.Deferred);
        return true;
    }

    public static bool DeadLetter(
        BrokerTransaction transaction,
        BrokerQueue queue,
        SessionLock? session,
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? changes,
        string? reason,
        string? description)
    {
        DemandLock(transaction, queue, session, message);
        Upkeep.DeadLetter(transaction, queue, message.SequenceNumber, reason, description, Copy(changes));
        return true;
    }

    public static bool Renew(BrokerTransaction transaction, BrokerQueue queue, ServiceBusReceivedMessage message)
    {
        DemandLock(transaction, queue, session: null, message);
        return transaction.Sql.Execute(
            "UPDATE messages SET locked_until = $2 WHERE seq = $1",
            message.SequenceNumber,
            transaction.Now + queue.Definition.LockDuration.Ticks) > 0;
    }

    /// <summary>Gives back every message lock of a client that goes away.</summary>
    public static int ReleaseAll(BrokerTransaction transaction) => transaction.Sql.Execute(
        "UPDATE messages SET token = NULL, locked_until = NULL, owner = NULL WHERE owner = $1", transaction.Owners.Self);

    private static long DemandLock(
        BrokerTransaction transaction, BrokerQueue queue, SessionLock? session, ServiceBusReceivedMessage message)
    {
        if (session is not null)
            SessionLocks.Demand(transaction, session);
        var token = Guid.TryParse(message.LockToken, out var parsed) ? parsed.ToByteArray() : [];
        var deliveries = session is null
            ? transaction.Sql.Scalar(
                "SELECT deliveries FROM messages WHERE seq = $1 AND queue = $2 AND token = $3 AND locked_until > $4",
                message.SequenceNumber,
                queue.Number,
                token,
                transaction.Now)
            : transaction.Sql.Scalar(
                "SELECT deliveries FROM messages WHERE seq = $1 AND queue = $2 AND token = $3 AND epoch = $4",
                message.SequenceNumber,
                queue.Number,
                token,
                session.Token);
        return deliveries as long? ?? throw BrokerErrors.MessageLockLost(queue, message.SequenceNumber);
    }

    private static void Unlock(BrokerTransaction transaction, long number, long? state) => transaction.Sql.Execute(
        "UPDATE messages SET token = NULL, locked_until = NULL, owner = NULL, epoch = NULL, state = coalesce($2, state) WHERE seq = $1",
        number,
        state);

    private static Dictionary<string, object> Copy(IDictionary<string, object>? changes) =>
        changes is null ? s_nothing : new(changes);
}
