using Samvad.Consumers;
using Samvad.WhatsApp;

namespace Samvad.Tracking;

/// <summary>
/// Brings statuses to the ledger. A callback names the page; else an event names the person and the provider's message
/// id: person to groups, group to its latest announcements, announcement to the page that holds the id. A batch reads
/// and writes each page once.
/// </summary>
public sealed class StatusIntake(
    People people, Feed feed, Ledger ledger, Progress progress, PersonFindings findings, LateFailures failures)
{
    /// <summary>Pages in work at once; a table store on one machine gains nothing from more.</summary>
    private const int Parallelism = 16;

    /// <summary>Announcements of a group that are searched at first; all are where a status comes again.</summary>
    private const int Latest = 8;
    private readonly RecentPages _recent = new();

    /// <summary>Applies what can be matched; duplicates and disorder change nothing.</summary>
    /// <param name="again">These were tried before: search everywhere.</param>
    /// <returns>The events whose message is not in the ledger, or not yet.</returns>
    public async Task<IReadOnlyList<StatusEvent>> ApplyAsync(
        IReadOnlyList<StatusEvent> events, CancellationToken cancellationToken, bool again = false)
    {
        var outcome = new StatusOutcome();
        await Parallel.ForEachAsync(
            await ByGroupAsync(events, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            async (group, token) => await ApplyAsync(group.Key, group.Value, outcome, again, token));
        foreach (var announcement in outcome.Counted.GroupBy(pair => pair.Key.Announcement, pair => pair.Value))
            await progress.WriteAsync(announcement.Key, [.. announcement], cancellationToken);
        foreach (var announcement in outcome.QueuedAgain)
            await failures.ReopenAsync(announcement, cancellationToken);
        await findings.RecordAsync(outcome.Findings, cancellationToken);
        return [.. events.Where(status => !outcome.IsMatched(status))];
    }

    private async Task<Dictionary<string, OpenStatuses>> ByGroupAsync(
        IReadOnlyList<StatusEvent> events, CancellationToken cancellationToken)
    {
        var byGroup = new Dictionary<string, OpenStatuses>();
        var plain = new List<StatusEvent>(events.Count);
        foreach (var status in events)
        {
            if (DeliveryCallback.TryParse(status.Callback, out var callback))
                Add(callback.Group, status, callback);
            else if (status.To is not null)
                plain.Add(status);
        }

        var groups = plain.Count == 0 ? null
            : await people.GroupsOfAsync(plain.Select(status => status.To!).ToHashSet(), cancellationToken);
        foreach (var status in plain)
        {
            foreach (var group in groups!.GetValueOrDefault(status.To!) ?? [])
                Add(group, status, null);
        }

        return byGroup;

        void Add(string group, StatusEvent status, DeliveryCallback? callback)
        {
            if (!byGroup.TryGetValue(group, out var open))
                byGroup[group] = open = new();
            open.Add(status, callback);
        }
    }

    private async Task ApplyAsync(
        string group, OpenStatuses open, StatusOutcome outcome, bool again, CancellationToken cancellationToken)
    {
        var shards = _recent.Take(group);
        foreach (var pages in shards.Values)
            await ApplyAsync(pages, open, outcome, cancellationToken);
        if (!open.IsEmpty)
        {
            foreach (var announcement in await WhereToLookAsync(group, open, again, cancellationToken))
            {
                if (open.IsEmpty)
                    break;
                var pages = await ledger.ReadAsync(announcement, group, cancellationToken);
                if (await ApplyAsync(pages, open, outcome, cancellationToken))
                    shards[announcement] = pages;
            }
        }

        _recent.Put(group, shards);
    }

    private async Task<IEnumerable<string>> WhereToLookAsync(
        string group, OpenStatuses open, bool again, CancellationToken cancellationToken)
    {
        if (!open.HasPlain)
            return open.Announcements;
        var told = await feed.ReadAsync(group, cancellationToken);
        return open.Announcements.Concat((again ? told : told.Take(Latest)).Except(open.Announcements));
    }

    /// <returns>Whether any status is of these pages.</returns>
    private async Task<bool> ApplyAsync(
        IReadOnlyList<LedgerPage> pages, OpenStatuses open, StatusOutcome outcome, CancellationToken cancellationToken)
    {
        var before = open.Count;
        foreach (var page in pages)
        {
            var (changed, failed) = Apply(page, open, outcome);
            if (failed.Count > 0)
                await failures.TakeAsync(page, failed, cancellationToken);
            if (changed)
                await ledger.SaveAsync(page, cancellationToken);
            if (failed.Count > 0 && await failures.SendAgainAsync(page, failed, cancellationToken))
                outcome.QueueAgain(page.Announcement);
        }

        // Also where nothing changed: a process killed after the ledger and before the progress left that to us.
        if (open.Count < before)
            outcome.Counted[(pages[0].Announcement, pages[0].Group)] = GroupCounts.Of(pages[0].Group, pages);
        return open.Count < before;
    }

    /// <returns>Whether the page changed, and which of its messages failed, now or when this was told before.</returns>
    private static (bool Changed, IReadOnlyList<Delivery> Failed) Apply(
        LedgerPage page, OpenStatuses open, StatusOutcome outcome)
    {
        var changed = false;
        var failed = new List<Delivery>();
        foreach (var delivery in page.Deliveries)
        {
            var old = outcome.IsOld(page.Announcement, delivery, open);
            var news = outcome.Apply(page.Announcement, delivery, open);
            changed |= news;
            if ((news && delivery.Status == DeliveryStatus.Failed) || (old && delivery.Status == DeliveryStatus.Queued))
                failed.Add(delivery);
        }

        return (changed, failed);
    }
}
