using Azure.Core;

namespace Azure.Messaging.ServiceBus;

/// <summary>The way to a namespace. This one leads nowhere: a subclass gives it queues.</summary>
public partial class ServiceBusClient : IAsyncDisposable
{
    protected ServiceBusClient() => FullyQualifiedNamespace = "";
    public ServiceBusClient(string connectionString) => FullyQualifiedNamespace = connectionString;

    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential) =>
        FullyQualifiedNamespace = fullyQualifiedNamespace;

    public virtual string FullyQualifiedNamespace { get; }
    public virtual bool IsClosed { get; private set; }
    public virtual ServiceBusSender CreateSender(string queueOrTopicName) => throw Inert();
    public virtual ServiceBusReceiver CreateReceiver(string queueName) => throw Inert();
    public virtual ServiceBusReceiver CreateReceiver(string queueName, ServiceBusReceiverOptions options) => throw Inert();

    public virtual Task<ServiceBusSessionReceiver> AcceptNextSessionAsync(
        string queueName, ServiceBusSessionReceiverOptions? options = null, CancellationToken cancellationToken = default) =>
        throw Inert();

    public virtual Task<ServiceBusSessionReceiver> AcceptSessionAsync(
        string queueName,
        string sessionId,
        ServiceBusSessionReceiverOptions? options = null,
        CancellationToken cancellationToken = default) => throw Inert();

    public virtual ValueTask DisposeAsync()
    {
        IsClosed = true;
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private static NotSupportedException Inert() => new(
        "This is a stand-in for Azure.Messaging.ServiceBus and reaches no namespace. Run on LocalHost, or build with -p:AzurePackages=real.");
}

/// <summary>Sends to one queue.</summary>
public partial class ServiceBusSender : IAsyncDisposable
{
    protected ServiceBusSender()
    {
    }

    public virtual string EntityPath => throw new NotImplementedException();
    public virtual bool IsClosed => throw new NotImplementedException();

    public virtual Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    public virtual Task SendMessagesAsync(IEnumerable<ServiceBusMessage> messages, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    public virtual Task SendMessagesAsync(ServiceBusMessageBatch messageBatch, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    public virtual ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    public virtual ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(
        CreateMessageBatchOptions options, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public virtual Task<long> ScheduleMessageAsync(
        ServiceBusMessage message, DateTimeOffset scheduledEnqueueTime, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    public virtual Task<IReadOnlyList<long>> ScheduleMessagesAsync(
        IEnumerable<ServiceBusMessage> messages, DateTimeOffset scheduledEnqueueTime, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    public virtual Task CancelScheduledMessageAsync(long sequenceNumber, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    public virtual Task CloseAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }
}

/// <summary>Limits of a batch.</summary>
public partial class CreateMessageBatchOptions
{
    public long? MaxSizeInBytes { get; set; }
}
