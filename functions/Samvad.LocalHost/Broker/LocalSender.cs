using System.Runtime.CompilerServices;
using Azure.Messaging.ServiceBus;

namespace Samvad.LocalHost.Broker;

/// <summary>Sends to one queue of the local broker; returns when the messages are durable.</summary>
internal sealed class LocalSender(BrokerCore core, BrokerQueue queue) : ServiceBusSender
{
    private readonly ConditionalWeakTable<ServiceBusMessageBatch, List<ServiceBusMessage>> _batches = [];
    private bool _closed;

    public override string EntityPath => queue.Path;
    public override bool IsClosed => _closed;

    public override Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default) =>
        SendAsync([message], at: null, cancellationToken);

    public override Task SendMessagesAsync(
        IEnumerable<ServiceBusMessage> messages, CancellationToken cancellationToken = default) =>
        SendAsync(messages, at: null, cancellationToken);

    public override Task SendMessagesAsync(
        ServiceBusMessageBatch messageBatch, CancellationToken cancellationToken = default) =>
        _batches.TryGetValue(messageBatch, out var messages)
            ? SendAsync(messages, at: null, cancellationToken)
            : throw new ArgumentException("The batch was not made by this sender.", nameof(messageBatch));

    public override ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(
        CancellationToken cancellationToken = default) =>
        CreateMessageBatchAsync(new CreateMessageBatchOptions(), cancellationToken);

    public override ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(
        CreateMessageBatchOptions options, CancellationToken cancellationToken = default)
    {
        var most = options.MaxSizeInBytes ?? BrokerErrors.MostBytes;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, BrokerErrors.MostBytes, nameof(options));
        var messages = new List<ServiceBusMessage>();
        var bytes = 0L;
        var batch = ServiceBusModelFactory.ServiceBusMessageBatch(
            0, messages, new CreateMessageBatchOptions { MaxSizeInBytes = most }, message =>
            {
                var size = Outgoing.Of(message, queue).Bytes;
                if (bytes + size > most)
                    return false;
                bytes += size;
                return true;
            });
        _batches.Add(batch, messages);
        return ValueTask.FromResult(batch);
    }

    public override async Task<long> ScheduleMessageAsync(
        ServiceBusMessage message, DateTimeOffset scheduledEnqueueTime, CancellationToken cancellationToken = default) =>
        (await SendAsync([message], scheduledEnqueueTime, cancellationToken))[0];

    public override async Task<IReadOnlyList<long>> ScheduleMessagesAsync(
        IEnumerable<ServiceBusMessage> messages, DateTimeOffset scheduledEnqueueTime, CancellationToken cancellationToken = default) =>
        await SendAsync(messages, scheduledEnqueueTime, cancellationToken);

    public override Task CancelScheduledMessageAsync(
        long sequenceNumber, CancellationToken cancellationToken = default) =>
        core.RunAsync(transaction => Sending.Cancel(transaction, queue, sequenceNumber), cancellationToken);

    public override Task CloseAsync(CancellationToken cancellationToken = default)
    {
        _closed = true;
        return Task.CompletedTask;
    }

    private Task<long[]> SendAsync(
        IEnumerable<ServiceBusMessage> messages, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        var outgoing = messages.Select(message => Outgoing.Of(message, queue, at)).ToArray();
        if (outgoing.Length == 0)
            return Task.FromResult<long[]>([]);
        var bytes = outgoing.Sum(message => message.Bytes);
        return bytes > BrokerErrors.MostBytes
            ? throw BrokerErrors.TooLarge(queue, bytes)
            : core.RunAsync(transaction => Sending.Send(transaction, queue, outgoing), cancellationToken);
    }
}
