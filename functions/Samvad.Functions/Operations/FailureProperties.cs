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
    public const string Deliveries = "FailedDeliveries";

    public static readonly IReadOnlyList<string> All = [FirstFailedAt, LastFailedAt, Code, Reason, Deliveries];

    public static Dictionary<string, object> Of(ServiceBusReceivedMessage message, Failing failing, DateTimeOffset now)
    {
        var instant = Text(now);
        return new()
        {
            [FirstFailedAt] = message.ApplicationProperties.GetValueOrDefault(FirstFailedAt) ?? instant,
            [LastFailedAt] = instant,
            [Code] = failing.Code,
            [Reason] = failing.Reason,
            [Deliveries] = message.DeliveryCount,
        };
    }

    public static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    public static DateTimeOffset? Instant(ServiceBusReceivedMessage message, string name) =>
        DateTimeOffset.TryParse(
            message.ApplicationProperties.GetValueOrDefault(name) as string,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var instant) ? instant : null;
}
