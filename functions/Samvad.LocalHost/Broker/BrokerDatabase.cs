using Microsoft.Data.Sqlite;

namespace Samvad.LocalHost.Broker;

/// <summary>
/// The file broker.db. WAL with synchronous=NORMAL: a committed message survives the death of the process at any
/// instant; a loss of power may cost the last commits, but leaves the file sound.
/// </summary>
internal static class BrokerDatabase
{
    // Bodies stand apart so that taking and renewing a lock rewrites a small row only.
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS queues (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE);
        CREATE TABLE IF NOT EXISTS messages (
          seq INTEGER PRIMARY KEY AUTOINCREMENT, queue INTEGER NOT NULL, state INTEGER NOT NULL, session TEXT,
          body INTEGER, enqueued INTEGER NOT NULL, expires INTEGER NOT NULL, visible INTEGER,
          deliveries INTEGER NOT NULL DEFAULT 0, token BLOB, locked_until INTEGER, owner TEXT, epoch BLOB);
        CREATE INDEX IF NOT EXISTS ready ON messages (queue, state, seq, session);
        CREATE INDEX IF NOT EXISTS by_session ON messages (queue, session, state, seq) WHERE session IS NOT NULL;
        CREATE INDEX IF NOT EXISTS due ON messages (visible) WHERE state = 2;
        CREATE TABLE IF NOT EXISTS bodies (id INTEGER PRIMARY KEY, head BLOB NOT NULL, data BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS sessions (
          queue INTEGER NOT NULL, session TEXT NOT NULL, token BLOB, locked_until INTEGER, owner TEXT, state BLOB,
          PRIMARY KEY (queue, session)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS locked_sessions ON sessions (queue) WHERE token IS NOT NULL;
        CREATE TABLE IF NOT EXISTS seen (
          queue INTEGER NOT NULL, id TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (queue, id)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS seen_until ON seen (until);
        """;

    public static SqliteConnection Open(string dataDirectory)
    {
        Directory.CreateDirectory(dataDirectory);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(dataDirectory, "broker.db"),
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString());
        connection.Open();
        Run(connection, "PRAGMA busy_timeout = 10000");
        Run(connection, "PRAGMA page_size = 8192");
        Run(connection, "PRAGMA journal_mode = WAL");
        Run(connection, "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 2000; PRAGMA journal_size_limit = 67108864");
        return connection;
    }

    /// <summary>Creates what is missing, once, whichever of several processes comes first.</summary>
    public static IReadOnlyDictionary<string, BrokerQueue> Prepare(
        SqliteConnection connection, IEnumerable<QueueDefinition> definitions)
    {
        using var sql = new SqlStatements(connection);
        Run(connection, "BEGIN IMMEDIATE");
        Run(connection, Schema);
        var queues = new Dictionary<string, BrokerQueue>(StringComparer.OrdinalIgnoreCase);
        foreach (var definition in definitions)
        {
            sql.Execute("INSERT OR IGNORE INTO queues (name) VALUES ($1)", definition.Name);
            var id = (long)sql.Scalar("SELECT id FROM queues WHERE name = $1", definition.Name)!;
            queues.Add(definition.Name, new BrokerQueue(id * 2, definition));
        }

        Run(connection, "COMMIT");
        return queues;
    }

    public static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

/// <summary>A queue, or the dead-letter queue beside it (whose number is one higher).</summary>
internal sealed class BrokerQueue(long number, QueueDefinition definition, bool isDeadLetter = false)
{
    public const string DeadLetterSuffix = "/$deadletterqueue";

    public long Number { get; } = number;
    public QueueDefinition Definition { get; } = definition;
    public bool IsDeadLetter { get; } = isDeadLetter;
    public string Path { get; } = isDeadLetter ? definition.Name + DeadLetterSuffix : definition.Name;
    public bool RequiresSession => Definition.RequiresSession && !IsDeadLetter;
    public BrokerQueue DeadLetter => IsDeadLetter ? this : new BrokerQueue(Number + 1, Definition, isDeadLetter: true);
}
