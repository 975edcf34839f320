using Azure.Core;

namespace Azure.Communication.Messages;

/// <summary>Which version of the service a client speaks, and how.</summary>
public partial class CommunicationMessagesClientOptions : ClientOptions
{
    private const ServiceVersion Latest = ServiceVersion.V2024_08_30;

    public CommunicationMessagesClientOptions(ServiceVersion version = Latest) => Version = version switch
    {
        ServiceVersion.V2024_02_01 => "2024-02-01",
        ServiceVersion.V2024_08_30 => "2024-08-30",
        _ => throw new NotSupportedException($"The service version {version} is not known."),
    };

    internal string Version { get; }

    public enum ServiceVersion
    {
        V2024_02_01 = 1,
        V2024_08_30 = 2,
    }
}
