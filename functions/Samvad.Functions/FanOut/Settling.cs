using Microsoft.Extensions.Options;
using Samvad.FanOut.Pacing;
using Samvad.Telemetry;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.FanOut;

/// <summary>What the provider's answer makes of a delivery: the one place that decides on status and retry.</summary>
public sealed class Settling(Paces paces, Troubles troubles, IOptions<WhatsAppOptions> options, TimeProvider time)
{
    /// <returns>How long to wait before trying again; null where there is nothing more to do now.</returns>
    public async ValueTask<TimeSpan?> SettleAsync(
        ShardRun run,
        LedgerPage page,
        Via via,
        Delivery delivery,
        SendOutcome outcome,
        int attempt,
        CancellationToken cancellationToken)
    {
        if (outcome.Code is null)
        {
            Accept(page, delivery, outcome.MessageId!);
            Metrics.Sent(via.Channel.Id, run.Announcement.Priority);
            return null;
        }

        var failure = FailureTable.Of(outcome.Code);
        delivery.MayBeTaken |= failure.OutcomeUnknown;
        if (delivery.MayBeTaken && IsLast(via, failure, attempt))
        {
            Doubt(page, delivery);
            return null;
        }

        var again = Count(page, delivery, failure, attempt);
        if (!again)
        {
            run.Findings.Add(new Finding(delivery.Address, failure.Code, time.GetUtcNow()));
            await troubles.MetAsync(run.Announcement.Id, via.Channel.Id, failure, cancellationToken);
            return null;
        }

        Metrics.Retried(failure);
        var wait = Wait(failure, outcome.RetryAfter, attempt);
        if (failure.Class == FailureClass.Throttled && !failure.ConcernsPerson)
            await paces.ThrottledAsync(via.Channel, outcome.RetryAfter ?? failure.RetryAfter!.Value, cancellationToken);
        return wait;
    }

    /// <summary>Whether a message that may have been taken is left for now, to be cleared up later.</summary>
    private bool IsLast(Via via, Failure failure, int attempt) =>
        !via.Provider.DropsRepeats || (failure.GivesUp && attempt >= options.Value.MaxAttempts);

    private void Accept(LedgerPage page, Delivery delivery, string messageId)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (page)
        {
            delivery.Attempts++;
            delivery.MessageId = messageId;
            delivery.AcceptedAt = now;
            delivery.HandedAt = null;
            delivery.MayBeTaken = false;
            delivery.Advance(DeliveryStatus.Accepted, null, now);
        }
    }

    private void Doubt(LedgerPage page, Delivery delivery)
    {
        lock (page)
        {
            delivery.Attempts++;
            var now = time.GetUtcNow();
            delivery.HandedAt = now.ToUnixTimeMilliseconds();
            delivery.NotBefore = (now + options.Value.DoubtInterval).ToUnixTimeMilliseconds();
            delivery.Code = HoldReason.OutcomeUnknown;
        }
    }

    /// <returns>Whether the message is tried again.</returns>
    private bool Count(LedgerPage page, Delivery delivery, Failure failure, int attempt)
    {
        lock (page)
        {
            delivery.Attempts++;
            if (failure.Retryable && !(failure.GivesUp && attempt >= options.Value.MaxAttempts))
                return true;
            // A channel that is stopped refuses without a look at the message.
            if (!delivery.MayBeTaken || failure.Class != FailureClass.ChannelStopped)
                delivery.HandedAt = null;
            // What is wrong with the template or the channel is not the person's end: it waits until that is mended.
            if (failure.Class is not (FailureClass.TemplateFault or FailureClass.ChannelStopped)
                && delivery.Advance(DeliveryStatus.Failed, failure.Code, time.GetUtcNow().ToUnixTimeMilliseconds()))
            {
                Metrics.Failed(failure);
            }

            return false;
        }
    }

    private TimeSpan Wait(Failure failure, TimeSpan? asked, int attempt)
    {
        var backOff = failure.RetryAfter!.Value * Math.Pow(2, Math.Min(attempt - 1, 20));
        var wait = asked > backOff ? asked.Value : backOff;
        return wait < options.Value.MaxRetryDelay ? wait : options.Value.MaxRetryDelay;
    }
}
