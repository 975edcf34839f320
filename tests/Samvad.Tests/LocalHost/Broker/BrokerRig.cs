using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Time.Testing;
using Samvad.LocalHost;
using Samvad.LocalHost.Broker;

namespace Samvad.Tests.LocalHost.Broker;

/// <summary>A data directory of its own, a clock that stands, and clients on it.</summary>
internal sealed class BrokerRig : IAsyncDisposable
{
    public static readonly QueueDefinition Plain = new("plain")
    {
        MaxDeliveryCount = 3,
        DeadLetteringOnMessageExpiration = true,
    };

    public static readonly QueueDefinition Sessions = new("sessions") { RequiresSession = true, MaxDeliveryCount = 3 };

    public static readonly QueueDefinition Once = new("once")
    {
        RequiresDuplicateDetection = true,
        DuplicateDetectionHistoryTimeWindow = TimeSpan.FromMinutes(10),
    };

    private readonly List<(HostLease Lease, LocalServiceBusClient Client)> _opened = [];

    public BrokerRig()
    {
        Client = Open(out _);
    }

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("samvad-broker-").FullName;
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));
    public LocalServiceBusClient Client { get; }

    /// <summary>A further client with a lease of its own, as another process has it.</summary>
    public LocalServiceBusClient Open(out HostLease lease)
    {
        lease = HostLease.Acquire(Directory, "host");
        var client = new LocalServiceBusClient(Directory, lease, [Plain, Sessions, Once], Time);
        _opened.Add((lease, client));
        return client;
    }

    public Task SendAsync(string queue, params ServiceBusMessage[] messages) =>
        Client.CreateSender(queue).SendMessagesAsync(messages);

    public static ServiceBusMessage InSession(string session, string body) => new(body) { SessionId = session };

    public static async Task<ServiceBusReceivedMessage?> TakeAsync(ServiceBusReceiver receiver) =>
        await receiver.ReceiveMessageAsync(TimeSpan.Zero);

    public async ValueTask DisposeAsync()
    {
        foreach (var (lease, client) in _opened)
        {
            await client.DisposeAsync();
            lease.Dispose();
        }

        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
