using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;
using Samvad.Storage;
using Samvad.WhatsApp;

namespace Samvad.Operations;

/// <summary>
/// Puts dead letters back into their queues: copies them, then completes them. A crash in between leaves both; the
/// next replay's copy has the same message id, so the queue drops it, and where it has forgotten the first, what works
/// the message off finds it done.
/// </summary>
public sealed partial class Replay(DeadLetterQueues queues, ReplayTurns turns, TimeProvider time, ILogger<Replay> logger)
{
    private const string Replays = "Replays";
    private const string ReplayedAt = "ReplayedAt";
    private const int BatchSize = 100;

    /// <summary>Letters of one call; it has to end within the time of a request.</summary>
    private const int MostReplayed = 5000;

    /// <summary>Letters locked in passing; a queue gives out no chosen ones.</summary>
    private const int MostPassed = 1000;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(500);

    /// <returns>0 where the letter is out of reach.</returns>
    public Task<int> OneAsync(LetterId id, CancellationToken cancellationToken) =>
        ReplayAsync(id.Queue, letter => letter.SequenceNumber == id.Number, 1, cancellationToken);

    /// <summary>Replays what matches and was there when the call began.</summary>
    public async Task<int> AllAsync(LetterFilter filter, CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        var replayed = 0;
        foreach (var queue in filter.Queues)
        {
            if (replayed < MostReplayed && await queues.Letters(queue).PeekMessageAsync(0, cancellationToken) is not null)
                replayed += await ReplayAsync(queue, Wanted, MostReplayed - replayed, cancellationToken);

            bool Wanted(ServiceBusReceivedMessage letter) => filter.Matches(DeadLetter.Of(queue, letter))
                && !(FailureProperties.Instant(letter, FailureProperties.LastFailedAt) > began)
                && !(FailureProperties.Instant(letter, ReplayedAt) > began);
        }

        return replayed;
    }

    private async Task<int> ReplayAsync(
        string queue, Func<ServiceBusReceivedMessage, bool> isWanted, int most, CancellationToken cancellationToken)
    {
        var receiver = queues.Letters(queue);
        var passed = new List<ServiceBusReceivedMessage>();
        var replayed = 0;
        try
        {
            while (replayed < most && passed.Count < MostPassed
                && await receiver.ReceiveMessagesAsync(BatchSize, Wait, cancellationToken) is { Count: > 0 } letters)
            {
                var wanted = letters.Where(isWanted).Take(most - replayed).ToArray();
                passed.AddRange(letters.Except(wanted));
                await CopyAsync(queue, wanted, cancellationToken);
                await SettleAsync(wanted, letter => receiver.CompleteMessageAsync(letter, CancellationToken.None));
                replayed += wanted.Length;
            }
        }
        finally
        {
            await SettleAsync(passed, letter => receiver.AbandonMessageAsync(letter, cancellationToken: CancellationToken.None));
            LogReplayed(queue, replayed);
        }

        return replayed;
    }

    private async Task CopyAsync(string queue, ServiceBusReceivedMessage[] letters, CancellationToken cancellationToken)
    {
        if (letters.Length == 0)
            return;
        var (start, interval) = await turns.ReserveAsync(letters.Length, cancellationToken);
        await queues.WayBack(queue).SendAllAsync(
            letters.Select((letter, number) => Copy(queue, letter, start + number * interval)), cancellationToken);
    }

    private ServiceBusMessage Copy(string queue, ServiceBusReceivedMessage letter, DateTimeOffset start)
    {
        var replays = letter.ApplicationProperties.GetValueOrDefault(Replays) as int? ?? 0;
        var copy = new ServiceBusMessage(letter)
        {
            MessageId = NameBasedGuid.Of(queue, $"{letter.SequenceNumber}~{replays}").ToString("n"),
            ScheduledEnqueueTime = start,
        };
        foreach (var name in FailureProperties.All)
            copy.ApplicationProperties.Remove(name);
        copy.ApplicationProperties[Replays] = replays + 1;
        copy.ApplicationProperties[ReplayedAt] = FailureProperties.Text(time.GetUtcNow());
        return copy;
    }

    /// <summary>A lock that ran out leaves the letter where it is, for the next call.</summary>
    private static Task SettleAsync(
        IEnumerable<ServiceBusReceivedMessage> letters, Func<ServiceBusReceivedMessage, Task> settle) =>
        Task.WhenAll(letters.Select(async letter =>
        {
            try
            {
                await settle(letter);
            }
            catch (ServiceBusException lost) when (lost.Reason == ServiceBusFailureReason.MessageLockLost)
            {
            }
        }));

    [LoggerMessage(EventIds.DeadLettersReplayed, LogLevel.Information, "{Count} dead letters of {Queue} are replayed")]
    private partial void LogReplayed(string queue, int count);
}
