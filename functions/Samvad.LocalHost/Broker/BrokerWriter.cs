using System.Threading.Channels;
using Azure.Messaging.ServiceBus;
using Microsoft.Data.Sqlite;

namespace Samvad.LocalHost.Broker;

/// <summary>
/// The only writer of this process. Operations that arrive while a transaction runs share the next one, so that a
/// commit is paid once for many. It has a thread of its own: while another process writes, SQLite waits for it in a
/// blocking way, and of the pool's few threads none is to stand still meanwhile.
/// </summary>
internal sealed class BrokerWriter : IAsyncDisposable
{
    private const int MostPerTransaction = 256;
    private readonly Channel<Operation> _operations =
        // Who writes wakes the writer's thread itself, without one of the pool between.
        Channel.CreateUnbounded<Operation>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly SqliteConnection _connection;
    private readonly SqlStatements _sql;
    private readonly BrokerTransaction _transaction;
    private readonly QueueSignals _signals;
    private readonly Task _loop;
    private long _dataVersion;

    public BrokerWriter(SqliteConnection connection, LockOwners owners, TimeProvider time, QueueSignals signals)
    {
        _connection = connection;
        _sql = new SqlStatements(connection);
        _transaction = new BrokerTransaction(_sql, owners, time);
        _signals = signals;
        _loop = Task.Factory.StartNew(Loop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>
    /// Returns when the operation is committed. Once begun it is not cancelled, so no lock is lost on the way.
    /// </summary>
    public Task<T> RunAsync<T>(Func<BrokerTransaction, T> work, CancellationToken cancellationToken)
    {
        var operation = new Operation<T>(work, cancellationToken);
        if (!_operations.Writer.TryWrite(operation))
            operation.Fail(new ObjectDisposedException(nameof(LocalServiceBusClient)));
        return operation.Task;
    }

    /// <summary>Looks whether another process has written, and wakes the waiting receivers if so.</summary>
    public void Look() => _operations.Writer.TryWrite(Operation.Nothing);

    public async ValueTask DisposeAsync()
    {
        _operations.Writer.TryComplete();
        await _loop;
        _sql.Dispose();
        await _connection.DisposeAsync();
    }

    private void Loop()
    {
        var group = new List<Operation>(MostPerTransaction);
        while (_operations.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (group.Count < MostPerTransaction && _operations.Reader.TryRead(out var operation))
                if (operation != Operation.Nothing)
                    group.Add(operation);
            Commit(group);
            group.Clear();
        }
    }

    private void Commit(List<Operation> group)
    {
        try
        {
            NoticeOthers();
            if (group.Count == 0)
                return;
            _sql.Execute("BEGIN IMMEDIATE");
            foreach (var operation in group)
                operation.Run(_transaction);
            _sql.Execute("COMMIT");
        }
        catch (Exception exception)
        {
            Undo();
            foreach (var operation in group)
                operation.Fail(exception is SqliteException sqlite ? Translated(sqlite) : exception);
            return;
        }

        foreach (var operation in group)
            operation.Finish();
        _transaction.PulseChanged(_signals);
    }

    private void NoticeOthers()
    {
        var version = (long)_sql.Scalar("PRAGMA data_version")!;
        if (version == _dataVersion)
            return;
        _dataVersion = version;
        _signals.PulseAll();
    }

    private void Undo()
    {
        _transaction.Forget();
        try
        {
            _sql.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // The database had already rolled back, or never begun.
        }
    }

    private static ServiceBusException Translated(SqliteException exception) => exception.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_BUSY => new(
            "Other processes kept broker.db locked for too long.", ServiceBusFailureReason.ServiceBusy, null, exception),
        SQLitePCL.raw.SQLITE_FULL => new(
            "There is no room left for broker.db.", ServiceBusFailureReason.QuotaExceeded, null, exception),
        _ => new("broker.db could not be written.", ServiceBusFailureReason.GeneralError, null, exception),
    };

    private class Operation
    {
        public static readonly Operation Nothing = new();
        public virtual void Run(BrokerTransaction transaction) { }
        public virtual void Finish() { }
        public virtual void Fail(Exception exception) { }
    }

    private sealed class Operation<T>(Func<BrokerTransaction, T> work, CancellationToken cancellationToken) : Operation
    {
        private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;
        private Exception? _failure;

        public Task<T> Task => _completion.Task;

        public override void Run(BrokerTransaction transaction)
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                _result = work(transaction);
            }
            catch (Exception exception) when (exception is not SqliteException)
            {
                _failure = exception;
            }
        }

        public override void Finish()
        {
            if (_failure is null)
                _completion.TrySetResult(_result);
            else
                Fail(_failure);
        }

        public override void Fail(Exception exception)
        {
            if (exception is OperationCanceledException cancelled)
                _completion.TrySetCanceled(cancelled.CancellationToken);
            else
                _completion.TrySetException(exception);
        }
    }
}
