using Azure.Messaging.ServiceBus;
using Samvad.LocalHost.Broker;

namespace Samvad.LocalHost.Simulator;

/// <summary>What the simulator takes from the rest of the local host and from the app.</summary>
internal static class Wiring
{
    public const string EventsQueue = "provider-events";

    public static ServiceBusClient Broker(string dataDirectory, HostLease lease) => new LocalServiceBusClient(
        dataDirectory, lease, QueueDefinitions.Read(Path.Combine(AppContext.BaseDirectory, "queues.json")), TimeProvider.System);

    /// <summary>Without a catalogue every template counts as approved.</summary>
    public static TemplateBook Templates() => new(null);
}
