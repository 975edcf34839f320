namespace Samvad.LocalHost.Broker;

/// <summary>What happens to messages by themselves: they fall due, expire, or fail too often.</summary>
internal static class Upkeep
{
    private const int MostAtOnce = 1000;

    /// <summary>
    /// Scheduled messages whose time has come join the end of their queue under a new sequence number.
    /// </summary>
    public static void ActivateDue(BrokerTransaction transaction, BrokerQueue queue)
    {
        if (queue.IsDeadLetter)
            return;
        var due = Numbers(
            transaction,
            "SELECT seq FROM messages INDEXED BY due WHERE state = 2 AND visible <= $1 AND queue = $2 ORDER BY visible, seq LIMIT $3",
            transaction.Now,
            queue.Number,
            MostAtOnce);
        foreach (var number in due)
        {
            transaction.Sql.Execute(
                "INSERT INTO messages (queue, state, session, body, enqueued, expires) "
                + "SELECT queue, 0, session, seq, enqueued, expires FROM messages WHERE seq = $1",
                number);
            transaction.Sql.Execute("DELETE FROM messages WHERE seq = $1", number);
        }
    }

    /// <summary>
    /// Forgets old message ids and locks that nobody gave back, and moves expired messages out of every queue.
    /// </summary>
    public static int Sweep(BrokerTransaction transaction, IEnumerable<BrokerQueue> queues)
    {
        transaction.Sql.Execute(
            "DELETE FROM seen WHERE (queue, id) IN (SELECT queue, id FROM seen WHERE until <= $1 LIMIT $2)", transaction.Now, MostAtOnce);
        transaction.Sql.Execute(
            "DELETE FROM sessions WHERE token IS NOT NULL AND locked_until <= $1 AND state IS NULL", transaction.Now);
        var moved = 0;
        foreach (var queue in queues)
        {
            var expired = Numbers(
                transaction,
                "SELECT seq FROM messages INDEXED BY ready WHERE queue = $1 AND state = 0 AND expires <= $2 "
                + "AND token IS NULL LIMIT $3",
                queue.Number,
                transaction.Now,
                MostAtOnce);
            foreach (var number in expired)
                Expire(transaction, queue, number);
            moved += expired.Count;
        }

        return moved;
    }

    public static void Expire(BrokerTransaction transaction, BrokerQueue queue, long number)
    {
        if (queue.Definition.DeadLetteringOnMessageExpiration)
            DeadLetter(transaction, queue, number, "TTLExpiredException", "The message expired and was dead lettered.");
        else
            Remove(transaction, number);
    }

    public static void DeadLetterUndeliverable(BrokerTransaction transaction, BrokerQueue queue, long number) => DeadLetter(
        transaction,
        queue,
        number,
        "MaxDeliveryCountExceeded",
        $"The message was delivered {queue.Definition.MaxDeliveryCount} times and never completed.");

    public static void DeadLetter(
        BrokerTransaction transaction,
        BrokerQueue queue,
        long number,
        string? reason,
        string? description,
        IEnumerable<KeyValuePair<string, object>>? changes = null)
    {
        var properties = new Dictionary<string, object>(changes ?? []);
        if (reason is not null)
            properties["DeadLetterReason"] = reason;
        if (description is not null)
            properties["DeadLetterErrorDescription"] = description;
        Change(transaction, number, properties);
        transaction.Sql.Execute(
            "UPDATE messages SET queue = $2, state = 0, expires = $3, token = NULL, locked_until = NULL, owner = NULL, epoch = NULL "
            + "WHERE seq = $1",
            number,
            queue.DeadLetter.Number,
            DateTimeOffset.MaxValue.Ticks);
        transaction.Wake(queue.DeadLetter);
    }

    public static void Change(BrokerTransaction transaction, long number, IReadOnlyDictionary<string, object> changes)
    {
        if (changes.Count == 0)
            return;
        var bytes = (byte[])transaction.Sql.Scalar(
            "SELECT head FROM bodies WHERE id = (SELECT coalesce(body, seq) FROM messages WHERE seq = $1)", number)!;
        transaction.Sql.Execute(
            "UPDATE bodies SET head = $2 WHERE id = (SELECT coalesce(body, seq) FROM messages WHERE seq = $1)",
            number,
            MessageHead.Read(bytes).With(changes).ToBytes());
    }

    public static void Remove(BrokerTransaction transaction, long number)
    {
        transaction.Sql.Execute(
            "DELETE FROM bodies WHERE id = (SELECT coalesce(body, seq) FROM messages WHERE seq = $1)", number);
        transaction.Sql.Execute("DELETE FROM messages WHERE seq = $1", number);
    }

    private static List<long> Numbers(BrokerTransaction transaction, string sql, params ReadOnlySpan<object?> arguments)
    {
        var numbers = new List<long>();
        using var reader = transaction.Sql.Query(sql, arguments);
        while (reader.Read())
            numbers.Add(reader.GetInt64(0));
        return numbers;
    }
}
