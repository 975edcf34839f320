using Microsoft.Azure.Functions.Worker;
using Samvad.Consumers;
using Samvad.Storage;

namespace Samvad.Operations;

/// <summary>
/// Raises an alert for each code of each queue that has dead letters, also those that the queue made by itself, and
/// clears it when they are gone. An import whose message was put aside is shown as failed.
/// </summary>
public sealed class WatchDeadLetters(DeadLetterQueues queues, Alerts alerts, ImportLog imports, TimeProvider time)
{
    private const string Kind = "dead-letter";
    private const int MostAlerts = 1000;

    /// <summary>Letters of a queue looked at in one turn; codes behind them are seen when these are gone.</summary>
    private const int LookedAtOnce = 1000;

    [Function(nameof(WatchDeadLetters))]
    public async Task Run([TimerTrigger("*/15 * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var open = await alerts.ListAsync(open: true, MostAlerts, cancellationToken);
        foreach (var queue in QueueNames.All)
        {
            var (codes, whole) = await LookAsync(queue, cancellationToken);
            foreach (var code in codes)
                await RaiseAsync(queue, code, cancellationToken);
            var over = open.Where(alert => alert.Kind == Kind && alert.Subject.StartsWith(queue + "/", StringComparison.Ordinal)
                && !codes.Contains(alert.Subject[(queue.Length + 1)..]));
            foreach (var alert in whole ? over : [])
                await alerts.ClearAsync(Kind, alert.Subject, cancellationToken);
        }
    }

    private async Task<(IReadOnlySet<string> Codes, bool Whole)> LookAsync(string queue, CancellationToken cancellationToken)
    {
        var codes = new HashSet<string>();
        var looked = 0;
        await foreach (var message in queues.PeekAsync(queue, 0, cancellationToken))
        {
            if (looked++ == LookedAtOnce)
                return (codes, false);
            var letter = DeadLetter.Of(queue, message);
            codes.Add(letter.Code);
            if (letter.What?.Import is { } import)
                await imports.PutAsideAsync(import, message.SequenceNumber, letter.Code, time.GetUtcNow(), cancellationToken);
        }

        return (codes, true);
    }

    private Task<bool> RaiseAsync(string queue, string code, CancellationToken cancellationToken) => alerts.RaiseAsync(
        Kind,
        $"{queue}/{code}",
        $"Messages of {queue} were put aside with the code {code}. {DeadLetterTable.RemedyOf(code)} "
            + $"They are listed at /api/dead-letters?queue={queue}&code={code}.",
        cancellationToken);
}
