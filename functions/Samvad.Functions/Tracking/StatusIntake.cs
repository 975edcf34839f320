using System.Collections.Concurrent;
using Samvad.Consumers;
using Samvad.WhatsApp;

namespace Samvad.Tracking;

/// <summary>
/// Brings statuses to the ledger. An event names the person and the provider's message id: person to groups, group
/// to its latest announcements, announcement to the page that holds the id. A batch reads and writes each page once.
/// </summary>
public sealed class StatusIntake(People people, Feed feed, Ledger ledger, Progress progress)
{
    /// <summary>Pages in work at once; a table store on one machine gains nothing from more.</summary>
    private const int Parallelism = 16;

    /// <summary>Applies what can be matched; duplicates and disorder change nothing.</summary>
    /// <returns>The events whose message is not in the ledger, or not yet.</returns>
    public async Task<IReadOnlyList<StatusEvent>> ApplyAsync(
        IReadOnlyList<StatusEvent> events, CancellationToken cancellationToken)
    {
        var addresses = events.Where(status => status.To is not null).Select(status => status.To!).ToHashSet();
        var groups = await people.GroupsOfAsync(addresses, cancellationToken);
        var matched = new ConcurrentDictionary<string, bool>();
        var counted = new ConcurrentDictionary<(string Announcement, string Group), GroupCounts>();
        var work = events
            .Where(status => status.To is not null && groups.ContainsKey(status.To))
            .SelectMany(status => groups[status.To!].Select(group => (Group: group, Status: status)))
            .GroupBy(pair => pair.Group, pair => pair.Status);
        await Parallel.ForEachAsync(
            work,
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            async (group, token) => await ApplyAsync(group.Key, [.. group], matched, counted, token));
        foreach (var announcement in counted.GroupBy(pair => pair.Key.Announcement, pair => pair.Value))
            await progress.WriteAsync(announcement.Key, [.. announcement], cancellationToken);
        return [.. events.Where(status => !matched.ContainsKey(status.MessageId))];
    }

    private async Task ApplyAsync(
        string group,
        IReadOnlyList<StatusEvent> events,
        ConcurrentDictionary<string, bool> matched,
        ConcurrentDictionary<(string Announcement, string Group), GroupCounts> counted,
        CancellationToken cancellationToken)
    {
        var open = events.GroupBy(status => status.MessageId).ToDictionary(same => same.Key, same => same.ToList());
        foreach (var announcement in await feed.ReadAsync(group, cancellationToken))
        {
            if (open.Count == 0)
                return;
            var pages = await ledger.ReadAsync(announcement, group, cancellationToken);
            var before = open.Count;
            foreach (var page in pages)
            {
                if (Apply(page, open, matched))
                    await ledger.SaveAsync(page, cancellationToken);
            }

            // Also where nothing changed: a process killed after the ledger and before the progress left that to us.
            if (open.Count < before)
                counted[(announcement, group)] = GroupCounts.Of(group, pages);
        }
    }

    /// <returns>Whether the page changed.</returns>
    private static bool Apply(
        LedgerPage page, Dictionary<string, List<StatusEvent>> open, ConcurrentDictionary<string, bool> matched)
    {
        var changed = false;
        foreach (var delivery in page.Deliveries)
        {
            if (delivery.MessageId is null || !open.Remove(delivery.MessageId, out var statuses))
                continue;
            matched[delivery.MessageId] = true;
            foreach (var status in statuses.OrderBy(status => status.At))
            {
                if (Enum.TryParse<DeliveryStatus>(status.Status, ignoreCase: true, out var parsed)
                    && parsed is DeliveryStatus.Sent or DeliveryStatus.Delivered or DeliveryStatus.Read or DeliveryStatus.Failed)
                {
                    changed |= delivery.Advance(parsed, status.Code ?? "unknown", status.At.ToUnixTimeMilliseconds());
                }
            }
        }

        return changed;
    }
}
