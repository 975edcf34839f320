using System.Collections.Concurrent;
using Samvad.Telemetry;
using Samvad.WhatsApp;

namespace Samvad.Tracking;

/// <summary>What a batch of statuses comes to; filled by many groups at once.</summary>
internal sealed class StatusOutcome
{
    private readonly ConcurrentDictionary<string, bool> _matched = new();
    private readonly ConcurrentBag<Finding> _findings = [];
    private readonly ConcurrentDictionary<string, bool> _queuedAgain = new();

    public ConcurrentDictionary<(string Announcement, string Group), GroupCounts> Counted { get; } = new();

    public IReadOnlyCollection<Finding> Findings => _findings;

    /// <summary>Announcements of which somebody is queued again.</summary>
    public ICollection<string> QueuedAgain => _queuedAgain.Keys;

    public void QueueAgain(string announcement) => _queuedAgain[announcement] = true;

    public bool IsMatched(StatusEvent status) => _matched.ContainsKey(status.MessageId);

    /// <summary>Also what of a failed message comes late: the shard that was asked for then may have been lost.</summary>
    public bool IsOld(string announcement, Delivery delivery, OpenStatuses open)
    {
        var old = open.TakeOld(announcement, delivery);
        foreach (var status in old)
            _matched[status.MessageId] = true;
        return old.Count > 0;
    }

    /// <returns>Whether the delivery changed.</returns>
    public bool Apply(string announcement, Delivery delivery, OpenStatuses open)
    {
        var id = delivery.MessageId;
        var statuses = open.Take(announcement, delivery);
        var changed = delivery.MessageId != id;
        foreach (var status in statuses.OrderBy(status => status.At))
        {
            _matched[status.MessageId] = true;
            if (Parse(status.Status) is not { } reported)
                continue;
            var code = reported == DeliveryStatus.Failed ? status.Code ?? "unknown" : null;
            var before = delivery.Status;
            if (delivery.Advance(reported, code, status.At.ToUnixTimeMilliseconds()))
            {
                changed = true;
                Metrics.Reported(before, reported, code);
            }

            if (reported != DeliveryStatus.Sent)
                _findings.Add(new(delivery.Address, code, status.At));
        }

        return changed;
    }

    private static DeliveryStatus? Parse(string status) => status.ToLowerInvariant() switch
    {
        "sent" => DeliveryStatus.Sent,
        "delivered" => DeliveryStatus.Delivered,
        "read" => DeliveryStatus.Read,
        "failed" => DeliveryStatus.Failed,
        _ => null,
    };
}
