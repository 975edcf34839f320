using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;

namespace Samvad.LocalHost.Broker;

/// <summary>
/// A Service Bus namespace in one data directory. Any number of processes may open the same directory; each has one
/// client, which lives until disposed.
/// </summary>
public sealed class LocalServiceBusClient : ServiceBusClient
{
    private readonly BrokerCore _core;
    private readonly ConcurrentDictionary<LocalSessionReceiver, bool> _sessions = new();
    private bool _closed;

    public LocalServiceBusClient(
        string dataDirectory, HostLease lease, IReadOnlyList<QueueDefinition> queues, TimeProvider time) =>
        _core = new BrokerCore(dataDirectory, lease, queues, time);

    public override string FullyQualifiedNamespace => "localhost";
    public override bool IsClosed => _closed;

    public override ServiceBusSender CreateSender(string queueOrTopicName) =>
        new LocalSender(_core, _core.Queue(queueOrTopicName));

    public override ServiceBusReceiver CreateReceiver(string queueName) =>
        CreateReceiver(queueName, new ServiceBusReceiverOptions());

    public override ServiceBusReceiver CreateReceiver(string queueName, ServiceBusReceiverOptions options)
    {
        var queue = _core.Queue(queueName);
        return new LocalReceiver(_core, options.SubQueue == SubQueue.None ? queue : queue.DeadLetter, options.ReceiveMode);
    }

    /// <summary>Waits up to 60 seconds, as the real one does by default.</summary>
    public override async Task<ServiceBusSessionReceiver> AcceptNextSessionAsync(
        string queueName, ServiceBusSessionReceiverOptions? options = null, CancellationToken cancellationToken = default)
    {
        var queue = SessionQueue(queueName);
        var taken = await _core.WaitAsync(
            queue, transaction => SessionLocks.AcceptNext(transaction, queue), BrokerCore.DefaultWait, cancellationToken);
        return Hold(taken ?? throw BrokerErrors.NoSession(queue), options);
    }

    public override async Task<ServiceBusSessionReceiver> AcceptSessionAsync(
        string queueName,
        string sessionId,
        ServiceBusSessionReceiverOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var queue = SessionQueue(queueName);
        return Hold(
            await _core.RunAsync(transaction => SessionLocks.Accept(transaction, queue, sessionId), cancellationToken), options);
    }

    /// <summary>What every queue holds, in the order of the definitions.</summary>
    public Task<IReadOnlyList<QueueCount>> CountAsync(CancellationToken cancellationToken = default) =>
        _core.CountAsync(cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        if (_closed)
            return;
        _closed = true;
        foreach (var session in _sessions.Keys)
            await session.CloseAsync();
        await _core.DisposeAsync();
    }

    private LocalSessionReceiver Hold(SessionLock taken, ServiceBusSessionReceiverOptions? options)
    {
        var receiver = new LocalSessionReceiver(
            _core, taken, options?.ReceiveMode ?? ServiceBusReceiveMode.PeekLock, closed => _sessions.TryRemove(closed, out _));
        _sessions.TryAdd(receiver, true);
        return receiver;
    }

    private BrokerQueue SessionQueue(string name) =>
        _core.Queue(name) is { RequiresSession: true } queue ? queue : throw BrokerErrors.NoSessions(_core.Queue(name));
}
