using System.Globalization;
using Azure.Messaging.ServiceBus;
using Samvad.Consumers;
using Samvad.Storage;

namespace Samvad.Operations;

/// <summary>A message that was put aside, as an operator sees it: what it is about, never whom or its text.</summary>
/// <param name="DeliveryCount">Deliveries that failed before it was put aside.</param>
/// <param name="EnqueuedAt">When it came into the queue.</param>
public sealed record DeadLetter(
    string Id,
    string Queue,
    LetterSubject? What,
    string Code,
    string? Reason,
    string Remedy,
    DateTimeOffset? FirstFailedAt,
    DateTimeOffset? LastFailedAt,
    int DeliveryCount,
    DateTimeOffset EnqueuedAt)
{
    private const string UnknownCode = "unknown";

    internal static DeadLetter Of(string queue, ServiceBusReceivedMessage letter)
    {
        var failures = letter.ApplicationProperties;
        var failed = failures.GetValueOrDefault(FailureProperties.Code) as string;
        var code = letter.DeadLetterReason ?? failed ?? UnknownCode;
        // Looking at a letter counts as a delivery of it; the app's own letters say how many failed.
        var deliveries = code == failed && failures.GetValueOrDefault(FailureProperties.Deliveries) is int known
            ? known : letter.DeliveryCount;
        return new(
            new LetterId(queue, letter.SequenceNumber).ToString(),
            queue,
            LetterSubject.Of(queue, letter),
            code,
            Addresses.Mask(letter.DeadLetterErrorDescription),
            DeadLetterTable.RemedyOf(code),
            FailureProperties.Instant(letter, FailureProperties.FirstFailedAt),
            FailureProperties.Instant(letter, FailureProperties.LastFailedAt),
            deliveries,
            letter.EnqueuedTime);
    }
}

/// <summary>Names a dead letter: its queue and its number there, as `imports~17`.</summary>
public readonly record struct LetterId(string Queue, long Number)
{
    private const char Separator = '~';

    public static LetterId? Parse(string? text) =>
        text?.Split(Separator) is [var queue, var digits] && QueueNames.All.Contains(queue)
            && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? new LetterId(queue, number) : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Queue}{Separator}{Number}");
}

/// <summary>Which dead letters are meant: all, or those of a queue, of a code, of both.</summary>
public sealed record LetterFilter(string? Queue, string? Code)
{
    internal IReadOnlyList<string> Queues => Queue is null ? QueueNames.All : [Queue];

    internal bool Matches(DeadLetter letter) => Code is null || letter.Code == Code;
}
