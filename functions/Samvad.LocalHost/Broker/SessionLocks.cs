namespace Samvad.LocalHost.Broker;

/// <summary>
/// A session held; the token changes with every holder, which frees what the holder before had received.
/// </summary>
internal sealed record SessionLock(BrokerQueue Queue, string Session, byte[] Token, long LockedUntil);

/// <summary>
/// Exclusive session locks. A lock is free when it is given back, when its time is over, and when its holder's process
/// is dead, as a broken connection frees it.
/// </summary>
internal static class SessionLocks
{
    private const int OldestLookedAt = 256;

    public static SessionLock? AcceptNext(BrokerTransaction transaction, BrokerQueue queue)
    {
        Upkeep.ActivateDue(transaction, queue);
        return NextFree(transaction, queue, Locked(transaction, queue)) is { } session ? Take(transaction, queue, session) : null;
    }

    public static SessionLock Accept(BrokerTransaction transaction, BrokerQueue queue, string session)
    {
        Upkeep.ActivateDue(transaction, queue);
        return Locked(transaction, queue).Contains(session)
            ? throw BrokerErrors.SessionIsLocked(queue)
            : Take(transaction, queue, session);
    }

    public static SessionLock Renew(BrokerTransaction transaction, SessionLock held)
    {
        Demand(transaction, held);
        var until = transaction.Now + held.Queue.Definition.LockDuration.Ticks;
        transaction.Sql.Execute(
            "UPDATE sessions SET locked_until = $3 WHERE queue = $1 AND session = $2", held.Queue.Number, held.Session, until);
        return held with { LockedUntil = until };
    }

    public static bool Release(BrokerTransaction transaction, SessionLock held)
    {
        var released = transaction.Sql.Execute(
            "UPDATE sessions SET token = NULL, locked_until = NULL, owner = NULL WHERE queue = $1 AND session = $2 AND token = $3",
            held.Queue.Number,
            held.Session,
            held.Token) > 0;
        transaction.Sql.Execute(
            "DELETE FROM sessions WHERE queue = $1 AND session = $2 AND token IS NULL AND state IS NULL",
            held.Queue.Number,
            held.Session);
        transaction.Wake(held.Queue);
        return released;
    }

    /// <summary>Gives until when the lock is held.</summary>
    /// <exception cref="Azure.Messaging.ServiceBus.ServiceBusException">The lock is lost.</exception>
    public static long Demand(BrokerTransaction transaction, SessionLock held) => transaction.Sql.Scalar(
        "SELECT locked_until FROM sessions WHERE queue = $1 AND session = $2 AND token = $3 AND locked_until > $4",
        held.Queue.Number,
        held.Session,
        held.Token,
        transaction.Now) as long? ?? throw BrokerErrors.SessionLockLost(held.Queue);

    public static bool SetState(BrokerTransaction transaction, SessionLock held, byte[]? state)
    {
        Demand(transaction, held);
        return transaction.Sql.Execute(
            "UPDATE sessions SET state = $3 WHERE queue = $1 AND session = $2", held.Queue.Number, held.Session, state) > 0;
    }

    public static byte[]? GetState(BrokerTransaction transaction, SessionLock held)
    {
        Demand(transaction, held);
        return transaction.Sql.Scalar(
            "SELECT state FROM sessions WHERE queue = $1 AND session = $2", held.Queue.Number, held.Session) as byte[];
    }

    private static HashSet<string> Locked(BrokerTransaction transaction, BrokerQueue queue)
    {
        var locked = new HashSet<string>();
        using var reader = transaction.Sql.Query(
            "SELECT session, owner FROM sessions INDEXED BY locked_sessions "
            + "WHERE queue = $1 AND token IS NOT NULL AND locked_until > $2",
            queue.Number,
            transaction.Now);
        while (reader.Read())
            if (transaction.Owners.IsAlive(reader.GetString(1)))
                locked.Add(reader.GetString(0));
        return locked;
    }

    // The session of the oldest message first. Where locked sessions fill the front, any free session will do.
    private static string? NextFree(BrokerTransaction transaction, BrokerQueue queue, HashSet<string> locked)
    {
        var seen = 0;
        using (var oldest = transaction.Sql.Query(
            "SELECT session FROM messages INDEXED BY ready WHERE queue = $1 AND state = 0 ORDER BY seq LIMIT $2",
            queue.Number,
            OldestLookedAt))
        {
            for (; oldest.Read(); seen++)
                if (oldest.GetString(0) is var session && !locked.Contains(session))
                    return session;
        }

        if (seen < OldestLookedAt)
            return null;
        var next = "";
        while (transaction.Sql.Scalar(
            "SELECT session FROM messages INDEXED BY by_session WHERE queue = $1 AND session > $2 AND state = 0 ORDER BY session LIMIT 1",
            queue.Number,
            next) is string session)
        {
            if (!locked.Contains(session))
                return session;
            next = session;
        }

        return null;
    }

    private static SessionLock Take(BrokerTransaction transaction, BrokerQueue queue, string session)
    {
        var taken = new SessionLock(
            queue, session, Guid.NewGuid().ToByteArray(), transaction.Now + queue.Definition.LockDuration.Ticks);
        transaction.Sql.Execute(
            "INSERT INTO sessions (queue, session, token, locked_until, owner) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (queue, session) "
            + "DO UPDATE SET token = excluded.token, locked_until = excluded.locked_until, owner = excluded.owner",
            queue.Number,
            session,
            taken.Token,
            taken.LockedUntil,
            transaction.Owners.Self);
        return taken;
    }
}
