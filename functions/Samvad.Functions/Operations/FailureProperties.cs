using System.Globalization;
using Azure.Messaging.ServiceBus;

namespace Samvad.Operations;

/// <summary>What a message that failed carries about it.</summary>
internal static class FailureProperties
{
    public const string FirstFailedAt = "FirstFailedAt";
    public const string LastFailedAt = "LastFailedAt";
    public const string Code = "FailureCode";
    public const string Reason = "FailureReason";

    public static Dictionary<string, object> Of(ServiceBusReceivedMessage message, Failing failing, DateTimeOffset now)
    {
        var instant = now.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        return new()
        {
            [FirstFailedAt] = message.ApplicationProperties.GetValueOrDefault(FirstFailedAt) ?? instant,
            [LastFailedAt] = instant,
            [Code] = failing.Code,
            [Reason] = failing.Reason,
        };
    }
}
