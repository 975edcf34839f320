using Microsoft.Data.Sqlite;
using Samvad.LocalHost.Broker;

namespace Samvad.LocalHost.Triggers;

/// <summary>
/// The last occurrence of every timer, in timers.db of the data directory. Claiming an occurrence there lets one process
/// of several run it, and lets the next start know what was missed.
/// </summary>
internal sealed class TimerStore : IDisposable
{
    private readonly HostLease _lease;
    private readonly string _connectionString;

    public TimerStore(string dataDirectory)
    {
        _lease = HostLease.Acquire(dataDirectory, "timers");
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(dataDirectory, "timers.db"),
            Pooling = false,
        }.ToString();
        With(sql => sql.Execute(
            "CREATE TABLE IF NOT EXISTS timers (name TEXT PRIMARY KEY, last INTEGER NOT NULL, updated INTEGER NOT NULL, runner TEXT)"));
    }

    /// <summary>The last occurrence that was run; the first question sets it to now.</summary>
    public DateTime Last(string name, DateTime now) => With(sql =>
    {
        sql.Execute("INSERT OR IGNORE INTO timers (name, last, updated) VALUES ($1, $2, $2)", name, now.Ticks);
        return new DateTime((long)sql.Scalar("SELECT last FROM timers WHERE name = $1", name)!, DateTimeKind.Utc);
    });

    /// <summary>
    /// False when another process has run since <paramref name="last"/> was read, or is still running.
    /// </summary>
    public bool TryBegin(string name, DateTime last, DateTime occurrence, DateTime now) => With(sql =>
    {
        if (sql.Scalar("SELECT runner FROM timers WHERE name = $1", name) is string runner
            && HostLease.IsAlive(_lease.Directory, runner))
            return false;
        return sql.Execute(
            "UPDATE timers SET last = $2, updated = $3, runner = $4 WHERE name = $1 AND last = $5",
            name,
            occurrence.Ticks,
            now.Ticks,
            _lease.Id,
            last.Ticks) > 0;
    });

    public void End(string name) => With(sql => sql.Execute(
        "UPDATE timers SET runner = NULL WHERE name = $1 AND runner = $2", name, _lease.Id));

    public void Dispose() => _lease.Dispose();

    private T With<T>(Func<SqlStatements, T> work)
    {
        using var connection = new SqliteConnection(_connectionString);
        connection.Open();
        BrokerDatabase.Run(connection, "PRAGMA busy_timeout = 10000");
        using var sql = new SqlStatements(connection);
        BrokerDatabase.Run(connection, "BEGIN IMMEDIATE");
        var result = work(sql);
        BrokerDatabase.Run(connection, "COMMIT");
        return result;
    }
}
