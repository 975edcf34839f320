using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Samvad.Announcements;
using Samvad.Storage;
using Samvad.Tracking;

namespace Samvad.FanOut;

/// <summary>
/// People who sit in several groups. The group that claims one first tells them, and what they are told about outages is
/// counted by day in a row of their own. A shard claims and counts all of its people in one transaction.
/// </summary>
public sealed class SharedPeople(SamvadTables tables, DayLimit limit, TimeProvider time)
{
    private const string Partition = "shared";
    private const string Group = "Group";
    private const string Told = "Told";
    private const string Day = "Day";

    /// <summary>Each has a claim and a day; a transaction holds 100 rows.</summary>
    private const int PeopleAtOnce = Progress.TransactionSize / 2;

    /// <summary>Announcements whose claims are remembered; in a storm more are under way, and the store is asked.</summary>
    private const int RememberedAnnouncements = 16;
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, TaskCompletionSource<string>>> _owners = new();

    /// <summary>So many days of people are remembered; a region has 36,000 such people.</summary>
    private const int RememberedDays = 40_000;
    private readonly ConcurrentDictionary<string, (ETag ETag, string[] Told)> _days = new();

    /// <summary>
    /// Skips whom another group tells and who was told enough today. A claim is never taken back, so it is asked for once
    /// in a process; groups that run at once wait for the first.
    /// </summary>
    internal async Task HeedAsync(
        Announcement announcement, string group, IReadOnlyList<Delivery> people, CancellationToken cancellationToken)
    {
        var known = Known(announcement.Id);
        var (mine, others) = (new Dictionary<string, TaskCompletionSource<string>>(), new Dictionary<string, Task<string>>());
        foreach (var address in people.Select(person => person.Address))
        {
            var fresh = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            var owner = known.GetOrAdd(address, fresh);
            if (ReferenceEquals(owner, fresh))
                mine[address] = fresh;
            else
                others[address] = owner.Task;
        }

        var settled = new Dictionary<string, (string Owner, int Place)>(people.Count);
        await ClaimAsync(announcement, group, known, mine, settled, cancellationToken);
        var open = new List<string>();
        foreach (var (address, asked) in others)
        {
            if (await OwnerAsync(asked, cancellationToken) is { } owner && owner != group)
                settled[address] = (owner, 0);
            else
                open.Add(address);
        }

        foreach (var chunk in open.Chunk(PeopleAtOnce))
            await SettleAsync(announcement, group, chunk, settled, cancellationToken);
        foreach (var person in people)
        {
            var (owner, place) = settled[person.Address];
            if (owner != group)
                person.Skip(SkipReason.OtherGroup);
            else if (limit.Counts(announcement))
                limit.Heed(person, place);
        }
    }

    /// <summary>Settles whose they are. Where that fails nobody knows, and who asks next starts anew.</summary>
    private async Task ClaimAsync(
        Announcement announcement,
        string group,
        ConcurrentDictionary<string, TaskCompletionSource<string>> known,
        Dictionary<string, TaskCompletionSource<string>> mine,
        Dictionary<string, (string Owner, int Place)> settled,
        CancellationToken cancellationToken)
    {
        try
        {
            foreach (var chunk in mine.Keys.Chunk(PeopleAtOnce))
            {
                await SettleAsync(announcement, group, chunk, settled, cancellationToken);
                foreach (var address in chunk)
                    mine[address].SetResult(settled[address].Owner);
            }
        }
        finally
        {
            foreach (var (address, owner) in mine)
            {
                if (owner.TrySetCanceled(CancellationToken.None))
                    known.TryRemove(KeyValuePair.Create(address, owner));
            }
        }
    }

    /// <returns>The answer of who asked first; null where that one could not ask.</returns>
    private static async ValueTask<string?> OwnerAsync(Task<string> asked, CancellationToken cancellationToken)
    {
        try
        {
            return await asked.WaitAsync(cancellationToken);
        }
        catch (TaskCanceledException) when (asked.IsCanceled)
        {
            return null;
        }
    }

    /// <summary>
    /// Claims those whom nobody claimed, and counts those who are the group's. What this instance does not remember it
    /// takes for new, and reads where the store says that it is not.
    /// </summary>
    private async Task SettleAsync(
        Announcement announcement,
        string group,
        string[] addresses,
        Dictionary<string, (string Owner, int Place)> settled,
        CancellationToken cancellationToken)
    {
        var owners = new ConcurrentDictionary<string, string>();
        while (true)
        {
            var actions = new List<TableTransactionAction>(addresses.Length * 2);
            var days = new List<(int Action, string[] Told)>(addresses.Length);
            foreach (var address in addresses)
            {
                if (!owners.TryGetValue(address, out var owner))
                {
                    owner = group;
                    var claim = new TableEntity(Partition, ClaimKey(announcement.Id, address)) { [Group] = group };
                    actions.Add(new(TableTransactionActionType.Add, claim));
                }

                var place = owner == group && limit.Counts(announcement) ? Count(address, announcement.Id, actions, days) : 0;
                settled[address] = (owner, place);
            }

            if (actions.Count == 0)
                return;
            try
            {
                var written = await tables.Shared.SubmitTransactionAsync(actions, cancellationToken);
                foreach (var (action, told) in days)
                    Remember(actions[action].Entity.RowKey, written.Value[action].Headers.ETag!.Value, told);
                return;
            }
            catch (RequestFailedException conflict) when (conflict.Status is 404 or 409 or 412)
            {
                await Parallel.ForEachAsync(addresses, cancellationToken, async (address, token) =>
                {
                    if (await FindAsync(ClaimKey(announcement.Id, address), token) is { } claim)
                        owners[address] = claim.GetString(Group);
                    if (limit.Counts(announcement))
                        await RecallAsync(address, token);
                });
            }
        }
    }

    /// <returns>The how-manieth of the day it is for the person; one more than allowed where it is too many.</returns>
    private int Count(string address, string announcement, List<TableTransactionAction> actions, List<(int Action, string[] Told)> days)
    {
        var rowKey = DayKey(address);
        var known = _days.TryGetValue(rowKey, out var day);
        var place = Feed.PlaceOf(day.Told ?? [], announcement);
        if (place > limit.Most || place <= (day.Told?.Length ?? 0))
            return place;
        string[] told = [.. day.Told ?? [], announcement];
        var entity = new TableEntity(Partition, rowKey) { [Day] = rowKey[(address.Length + 1)..], [Told] = string.Join(',', told) };
        days.Add((actions.Count, told));
        actions.Add(known
            ? new(TableTransactionActionType.UpdateReplace, entity, day.ETag)
            : new(TableTransactionActionType.Add, entity));
        return place;
    }

    private async Task RecallAsync(string address, CancellationToken cancellationToken)
    {
        if (await FindAsync(DayKey(address), cancellationToken) is { } row)
            Remember(row.RowKey, row.ETag, Split(row));
        else
            _days.TryRemove(DayKey(address), out _);
    }

    private void Remember(string rowKey, ETag etag, string[] told)
    {
        if (_days.Count >= RememberedDays)
            _days.Clear();
        _days[rowKey] = (etag, told);
    }

    private ConcurrentDictionary<string, TaskCompletionSource<string>> Known(string announcement)
    {
        if (_owners.Count > RememberedAnnouncements && !_owners.ContainsKey(announcement))
            _owners.TryRemove(_owners.Keys.Min(StringComparer.Ordinal)!, out _);
        return _owners.GetOrAdd(announcement, _ => new());
    }

    /// <summary>Whether somebody would be told too much by this today; nothing is counted.</summary>
    internal async Task<bool> RefusesAsync(string address, Announcement announcement, CancellationToken cancellationToken) =>
        limit.Counts(announcement)
        && await FindAsync(DayKey(address), cancellationToken) is { } row
        && limit.Refuses(Split(row), announcement);

    /// <summary>What is counted of a person, by day.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> OfAsync(string address, CancellationToken cancellationToken)
    {
        var days = new Dictionary<string, IReadOnlyList<string>>();
        await foreach (var row in DaysAsync(address, cancellationToken))
            days[row.RowKey] = Split(row);
        return days;
    }

    /// <summary>Forgets how often a person was told something.</summary>
    public async Task ForgetAsync(string address, CancellationToken cancellationToken)
    {
        await foreach (var row in DaysAsync(address, cancellationToken))
        {
            await tables.Shared.DeleteEntityAsync(Partition, row.RowKey, ETag.All, cancellationToken);
            _days.TryRemove(row.RowKey, out _);
        }
    }

    /// <summary>Forgets who told a person an announcement.</summary>
    public async Task ForgetAsync(string announcement, string address, CancellationToken cancellationToken)
    {
        await tables.Shared.DeleteEntityAsync(Partition, ClaimKey(announcement, address), ETag.All, cancellationToken);
        if (_owners.TryGetValue(announcement, out var known))
            known.TryRemove(address, out _);
    }

    private AsyncPageable<TableEntity> DaysAsync(string address, CancellationToken cancellationToken)
    {
        var (from, to) = ($"{address}~", $"{address}~:");
        return tables.Shared.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {from} and RowKey lt {to}"),
            cancellationToken: cancellationToken);
    }

    private async Task<TableEntity?> FindAsync(string rowKey, CancellationToken cancellationToken)
    {
        var row = await tables.Shared.GetEntityIfExistsAsync<TableEntity>(Partition, rowKey, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    private static string[] Split(TableEntity row) => row.GetString(Told).Split(',');

    private static string ClaimKey(string announcement, string address) => $"{announcement}~{address}";

    private string DayKey(string address) => $"{address}~{IndianTime.DayOf(time.GetUtcNow())}";
}
