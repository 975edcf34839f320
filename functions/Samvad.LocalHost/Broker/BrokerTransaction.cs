namespace Samvad.LocalHost.Broker;

/// <summary>
/// What an operation works with. It must not throw after its first write: operations share a transaction, and one that
/// throws fails alone, while an error of the database rolls all of them back.
/// </summary>
internal sealed class BrokerTransaction(SqlStatements sql, LockOwners owners, TimeProvider time)
{
    private readonly HashSet<long> _changed = [];

    public SqlStatements Sql { get; } = sql;
    public LockOwners Owners { get; } = owners;

    /// <summary>UTC ticks.</summary>
    public long Now => time.GetUtcNow().UtcTicks;

    /// <summary>There may be something to receive from this queue once the transaction is committed.</summary>
    public void Wake(BrokerQueue queue) => _changed.Add(queue.Number);

    public void PulseChanged(QueueSignals signals)
    {
        foreach (var queue in _changed)
            signals.Pulse(queue);
        _changed.Clear();
    }

    public void Forget() => _changed.Clear();
}
