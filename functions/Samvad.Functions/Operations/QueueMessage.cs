using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Messaging.ServiceBus;
using Samvad.Telemetry;

namespace Samvad.Operations;

/// <summary>The messages that the app writes to itself: JSON, with the version of its form as a property.</summary>
public static class QueueMessage
{
    private const string VersionProperty = "v";
    private const int Version = 1;

    public static ServiceBusMessage Versioned(this ServiceBusMessage message)
    {
        message.ApplicationProperties[VersionProperty] = Version;
        return message.Traced();
    }

    /// <summary>Reads the body; a message without version is of version 1.</summary>
    /// <param name="isWhole">Whether what a message cannot do without is there.</param>
    /// <exception cref="PoisonException">It is of another version or form.</exception>
    public static T Read<T>(this ServiceBusReceivedMessage message, JsonTypeInfo<T> json, Func<T, bool> isWhole)
    {
        message.DemandVersion();
        T? body;
        try
        {
            body = JsonSerializer.Deserialize(message.Body.ToMemory().Span, json);
        }
        catch (JsonException malformed)
        {
            throw new PoisonException(
                DeadLetterTable.Malformed,
                $"Malformed at line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}.");
        }

        return body is not null && isWhole(body) ? body
            : throw new PoisonException(DeadLetterTable.Malformed, $"Not a whole {typeof(T).Name}.");
    }

    public static void DemandVersion(this ServiceBusReceivedMessage message)
    {
        if (message.ApplicationProperties.TryGetValue(VersionProperty, out var version) && $"{version}" != $"{Version}")
            throw new PoisonException(DeadLetterTable.UnknownVersion, $"Its form is not version {Version}, the only one known.");
    }
}
