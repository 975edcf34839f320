namespace Samvad.LocalHost.Broker;

/// <summary>How many messages a queue holds. Active counts the locked ones too, and those of sessions held.</summary>
public sealed record QueueCount(string Queue, long Active, long Scheduled, long DeadLettered);

/// <summary>The shared middle of a client: its writer, and the waiting of its receivers.</summary>
internal sealed class BrokerCore : IAsyncDisposable
{
    public static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(60);

    // Locks run out and owners die without a write that could be noticed, so everyone looks again at every fifth tick.
    private const int TicksPerLook = 5;
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_sweep = TimeSpan.FromMinutes(1);
    private readonly QueueSignals _signals = new();
    private readonly IReadOnlyDictionary<string, BrokerQueue> _queues;
    private readonly BrokerWriter _writer;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _ticking;

    public BrokerCore(string dataDirectory, HostLease lease, IReadOnlyList<QueueDefinition> queues, TimeProvider time)
    {
        var connection = BrokerDatabase.Open(dataDirectory);
        _queues = BrokerDatabase.Prepare(connection, queues);
        var owners = new LockOwners(lease);
        _time = time;
        _writer = new BrokerWriter(connection, owners, time, _signals);
        _ticking = TickAsync(_stop.Token);
    }

    /// <summary>`name`, or `name/$deadletterqueue` for the dead-letter queue beside it.</summary>
    public BrokerQueue Queue(string name)
    {
        var dead = name.EndsWith(BrokerQueue.DeadLetterSuffix, StringComparison.OrdinalIgnoreCase);
        return _queues.TryGetValue(dead ? name[..^BrokerQueue.DeadLetterSuffix.Length] : name, out var queue)
            ? dead ? queue.DeadLetter : queue
            : throw BrokerErrors.UnknownQueue(name);
    }

    public Task<T> RunAsync<T>(Func<BrokerTransaction, T> work, CancellationToken cancellationToken) =>
        _writer.RunAsync(work, cancellationToken);

    /// <summary>Looks until there is something or the time is over; null then.</summary>
    public async Task<T?> WaitAsync<T>(
        BrokerQueue queue, Func<BrokerTransaction, T?> look, TimeSpan wait, CancellationToken cancellationToken)
        where T : class
    {
        using var deadline = new CancellationTokenSource(wait, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken, _stop.Token);
        while (true)
        {
            var next = _signals.Next(queue.Number);
            if (await _writer.RunAsync(look, cancellationToken) is { } found)
                return found;
            try
            {
                await next.WaitAsync(either.Token);
            }
            catch (OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, typeof(LocalServiceBusClient));
                return null;
            }
        }
    }

    public Task<IReadOnlyList<QueueCount>> CountAsync(CancellationToken cancellationToken) =>
        RunAsync(Count, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _ticking;
        await RunAsync(Settling.ReleaseAll, CancellationToken.None);
        await _writer.DisposeAsync();
        _stop.Dispose();
    }

    private IReadOnlyList<QueueCount> Count(BrokerTransaction transaction)
    {
        var counts = new Dictionary<(long Queue, long State), long>();
        using (var reader = transaction.Sql.Query("SELECT queue, state, COUNT(*) FROM messages INDEXED BY ready GROUP BY queue, state"))
            while (reader.Read())
                counts.Add((reader.GetInt64(0), reader.GetInt64(1)), reader.GetInt64(2));
        return [.. _queues.Values.Select(queue => new QueueCount(
            queue.Definition.Name,
            counts.GetValueOrDefault((queue.Number, Sending.Active)),
            counts.GetValueOrDefault((queue.Number, Sending.Scheduled)),
            counts.GetValueOrDefault((queue.DeadLetter.Number, Sending.Active))))];
    }

    // By the machine's clock, not the given one: it looks for what other processes did.
    private async Task TickAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(s_tick);
        var untilSweep = s_sweep;
        try
        {
            for (var tick = 1; await timer.WaitForNextTickAsync(stop); tick++)
            {
                if (_signals.AnyoneWaits)
                    _writer.Look();
                if (tick % TicksPerLook == 0)
                    _signals.PulseAll();
                if ((untilSweep -= s_tick) > TimeSpan.Zero)
                    continue;
                untilSweep = s_sweep;
                await SweepAsync(stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The client is being disposed.
        }
    }

    private async Task SweepAsync(CancellationToken stop)
    {
        try
        {
            await _writer.RunAsync(transaction => Upkeep.Sweep(transaction, _queues.Values), stop);
        }
        catch (Azure.Messaging.ServiceBus.ServiceBusException)
        {
            // The next sweep does what this one could not.
        }
    }
}
