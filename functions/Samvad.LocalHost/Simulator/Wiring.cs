using Azure.Messaging.ServiceBus;

namespace Samvad.LocalHost.Simulator;

/// <summary>What the simulator takes from the rest of the local host and from the app.</summary>
internal static class Wiring
{
    public const string EventsQueue = "provider-events";

    public static ServiceBusClient? Broker(string dataDirectory, HostLease lease) => null;

    public static TemplateBook Templates() => new(null);
}
