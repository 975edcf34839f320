using Microsoft.Extensions.Options;
using Samvad.Announcements;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.FanOut;

/// <summary>What is to be done with a page now.</summary>
/// <param name="Doubtful">Handed over before, to a provider that drops repeats: asking again tells what became of it.</param>
/// <param name="Due">To be sent.</param>
/// <param name="ComeBackAt">When to look at the page again, for those who have to wait.</param>
internal sealed record Judged(IReadOnlyList<Delivery> Doubtful, IReadOnlyList<Delivery> Due, DateTimeOffset? ComeBackAt);

/// <summary>
/// Decides on each queued delivery of a page: send it, let it wait, or never send it. What may have been taken already
/// is cleared up first, whatever was decided since.
/// </summary>
public sealed class Judgement(
    Routes routes, IOptions<WhatsAppOptions> whatsApp, IOptions<AnnouncementOptions> announcements, TimeProvider time)
{
    // While the app was down its statuses lay on the queue.
    private readonly DateTimeOffset _since = time.GetUtcNow();

    internal Judged Judge(ShardRun run, LedgerPage page, AnnouncementControl control)
    {
        var now = time.GetUtcNow();
        var end = EndOf(run.Announcement, control, now);
        var held = control.State switch
        {
            ControlState.Paused => HoldReason.Paused,
            ControlState.Parked => HoldReason.Parked,
            _ => null,
        };
        var (doubtful, due) = (new List<Delivery>(), new List<Delivery>(page.Deliveries.Count));
        DateTimeOffset? comeBack = null;
        lock (page)
        {
            foreach (var delivery in page.Deliveries)
            {
                if (delivery.Status != DeliveryStatus.Queued)
                    continue;
                if (delivery.InDoubt && IsOpen(page, delivery, now) is { } open)
                    Wait(delivery, HoldReason.OutcomeUnknown, open);
                else if (delivery.InDoubt && end == SkipReason.Expired && delivery.NotBefore is not null)
                    delivery.Advance(DeliveryStatus.Failed, FailureTable.NoAnswer, now.ToUnixTimeMilliseconds());
                else if (delivery.InDoubt && held is not null && end is null)
                    delivery.Code = held;
                else if (delivery.InDoubt)
                    doubtful.Add(delivery);
                else if (end is not null)
                    delivery.Skip(end);
                else if (RefusalOf(run, delivery, now) is { } refusal)
                    delivery.Skip(refusal);
                else if (held is not null)
                    delivery.Code = held;
                else if (delivery.NotBefore > now.ToUnixTimeMilliseconds())
                    Wait(delivery, null, DateTimeOffset.FromUnixTimeMilliseconds(delivery.NotBefore.Value));
                else if (QuietUntil(run, delivery, now) is { } morning)
                    Wait(delivery, HoldReason.QuietHours, morning);
                else
                    due.Add(delivery);
            }
        }

        return new Judged(doubtful, due, comeBack);

        void Wait(Delivery delivery, string? reason, DateTimeOffset until)
        {
            delivery.Code = reason;
            var look = until < run.Announcement.ExpiresAt ? until : run.Announcement.ExpiresAt;
            if (reason == HoldReason.OutcomeUnknown)
                look = until;
            if (comeBack is null || look < comeBack)
                comeBack = look;
        }
    }

    /// <summary>Why nothing of the announcement is sent any more; null where it is.</summary>
    public static string? EndOf(Announcement announcement, AnnouncementControl control, DateTimeOffset now) =>
        control.State == ControlState.Cancelled ? SkipReason.Cancelled
        : control.SupersededBy is not null ? SkipReason.Superseded
        : now >= announcement.ExpiresAt ? SkipReason.Expired
        : null;

    /// <summary>
    /// At a provider that drops no repeats the status says what became of it; when none came for long, it was not taken.
    /// One that drops them is asked again, at once after a crash, and at intervals while it gives no answer.
    /// </summary>
    /// <returns>When to look again; null where there is nothing to wait for.</returns>
    private DateTimeOffset? IsOpen(LedgerPage page, Delivery delivery, DateTimeOffset now)
    {
        if (delivery.Sender < page.Senders.Count && routes.DropsRepeats(page.Senders[delivery.Sender]))
        {
            return delivery.NotBefore > now.ToUnixTimeMilliseconds()
                ? DateTimeOffset.FromUnixTimeMilliseconds(delivery.NotBefore.Value)
                : null;
        }

        var handed = DateTimeOffset.FromUnixTimeMilliseconds(delivery.HandedAt!.Value);
        var until = (handed > _since ? handed : _since) + whatsApp.Value.DoubtWait;
        if (until > now)
            return until;
        delivery.HandedAt = delivery.NotBefore = null;
        delivery.MayBeTaken = false;
        return null;
    }

    private static string? RefusalOf(ShardRun run, Delivery delivery, DateTimeOffset now) =>
        run.People.ByAddress.TryGetValue(delivery.Address, out var person)
            ? Refusal(run.Announcement, person, now)
            : SkipReason.Left;

    /// <summary>Why somebody who is seated in a group is not told, as things are now; null where they are.</summary>
    internal static string? Refusal(Announcement announcement, Standing person, DateTimeOffset now) =>
        (person.Consent & announcement.Topic) != announcement.Topic ? SkipReason.NoConsent
        : person.UnreachableUntil > now ? SkipReason.Unreachable
        : null;

    /// <summary>Of the topic and of the person's own wish; who is exempt from the one is from the other.</summary>
    private DateTimeOffset? QuietUntil(ShardRun run, Delivery delivery, DateTimeOffset now) =>
        QuietHours.Of(run.Announcement, announcements.Value) is { } topic
            ? QuietHours.EndOf(now, topic, run.People.ByAddress[delivery.Address].Quiet)
            : null;
}
