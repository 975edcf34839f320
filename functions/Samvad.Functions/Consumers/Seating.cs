using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Samvad.WhatsApp;

namespace Samvad.Consumers;

/// <summary>
/// Seats people in groups and keeps what repeats it in step: people, members, the indexes, the number of members.
/// Each step may be repeated, and the order is such that a process killed between two of them leaves nothing that
/// a repetition would not repair: people first, index entries before the members they lead to, removals last.
/// </summary>
public sealed class Seating(People people, MemberPages members, Groups groups, IOptions<WhatsAppOptions> whatsApp)
{
    private const int GroupsAtOnce = 128;
    private const int MaxAttempts = 10;

    /// <summary>Former groups that are remembered of a person.</summary>
    private const int MostFormerly = 32;
    private static readonly IReadOnlySet<string> Nobody = new HashSet<string>();
    private static readonly IReadOnlyDictionary<string, SeatRow> NoRows = new Dictionary<string, SeatRow>();

    /// <summary>Seats the rows (the last row of a seat counts).</summary>
    /// <returns>The seats (group, member) of which something changed, the person's language or consent
    /// included.</returns>
    public async Task<IReadOnlySet<(string Group, string Member)>> SeatAsync(
        IReadOnlyList<SeatRow> rows, CancellationToken cancellationToken)
    {
        var seats = new Dictionary<(string Group, string Member), SeatRow>(rows.Count);
        foreach (var row in rows)
            seats[(row.Group, row.Member)] = row;
        var byAddress = seats.Values.ToLookup(row => row.Address);
        var changedPeople = new ConcurrentDictionary<string, byte>();
        var seated = await people.ChangeAsync(
            byAddress.Select(own => own.Key).ToList(),
            (address, before) =>
            {
                var after = byAddress[address].Aggregate(before, Seat);
                if (!ReferenceEquals(before, after))
                    changedPeople[address] = 0;
                return after;
            },
            person => Standing.Of(person, Recheck),
            cancellationToken);
        var work = seats.Values.GroupBy(row => row.Group).ToDictionary(
            group => group.Key, group => new SeatWork(group.Key, group.ToDictionary(row => row.Member), Nobody));
        var changed = await WriteGroupsAsync(work, seated, cancellationToken);
        foreach (var (seat, row) in seats)
        {
            if (changedPeople.ContainsKey(row.Address))
                changed.Add(seat);
        }

        return changed;
    }

    public Task UnseatAsync(string group, IEnumerable<string> memberIds, CancellationToken cancellationToken) =>
        WriteGroupsAsync(
            new() { [group] = new(group, NoRows, memberIds.ToHashSet()) }, new Dictionary<string, Standing>(),
            cancellationToken);

    /// <summary>Changes a person and what their groups repeat of them; a new person gets no seat.</summary>
    public async Task<Person?> ChangePersonAsync(
        string address, Func<Person?, Person?> change, CancellationToken cancellationToken) =>
        (await ChangePeopleAsync([address], (_, before) => change(before), cancellationToken))
            .GetValueOrDefault(address);

    /// <summary>
    /// Changes many people and what their groups repeat of them, a page of people and a page of members at a time.
    /// The change gets address and person; null or the same instance leaves the person as they are. It may be called
    /// again, and their groups are put right also where nothing changed, for a repetition after a kill.
    /// </summary>
    /// <returns>The people as they are now.</returns>
    public async Task<IReadOnlyDictionary<string, Person>> ChangePeopleAsync(
        IReadOnlyCollection<string> addresses,
        Func<string, Person?, Person?> change,
        CancellationToken cancellationToken)
    {
        var changed = await people.ChangeAsync(
            addresses,
            (address, before) => change(address, before) is { } after
                ? ReferenceEquals(before, after) ? before : after with { Revision = (before?.Revision ?? 0) + 1 }
                : before,
            person => person,
            cancellationToken);
        await WriteGroupsAsync(
            [],
            changed.ToDictionary(pair => pair.Key, pair => Standing.ForAllGroups(pair.Value, Recheck)),
            cancellationToken);
        return changed;
    }

    /// <summary>Removes all seats of a person and then the person. Repeat it after a failure: the person goes
    /// last.</summary>
    public async Task EraseAsync(string address, CancellationToken cancellationToken)
    {
        if (await people.FindAsync(address, cancellationToken) is not { } person)
            return;
        foreach (var group in person.Seats.GroupBy(seat => seat.Group, seat => seat.Member))
            await UnseatAsync(group.Key, group, cancellationToken);
        await people.ChangeAsync([address], (_, _) => null, _ => true, cancellationToken);
    }

    private TimeSpan Recheck => whatsApp.Value.UnreachableRecheck;

    private static Person Seat(Person? before, SeatRow row)
    {
        var person = before ?? new Person(row.Address, row.Language, false, [], []);
        var consents = Consents.Merge(person.Consents, row.Consents);
        var language = person.ChoseLanguage ? person.Language : row.Language;
        var seat = new Seat(row.Group, row.Member, row.ConsumerNumber);
        if (before is not null && ReferenceEquals(consents, person.Consents) && language == person.Language
            && person.Seats.Contains(seat))
            return before;
        return person with
        {
            Language = language,
            Consents = consents,
            Seats = [.. person.Seats.Where(own => own.Group != seat.Group || own.Member != seat.Member), seat],
            Revision = person.Revision + 1,
        };
    }

    /// <summary>Does the work, and refreshes the other groups of people who sit in several.</summary>
    private async Task<HashSet<(string Group, string Member)>> WriteGroupsAsync(
        Dictionary<string, SeatWork> work,
        IReadOnlyDictionary<string, Standing> seated,
        CancellationToken cancellationToken)
    {
        var changed = new HashSet<(string Group, string Member)>();
        while (true)
        {
            var others = seated.Values
                .SelectMany(person => person.Groups)
                .Where(group => !work.ContainsKey(group))
                .Distinct()
                .Select(group => new SeatWork(group, NoRows, Nobody));
            var unseated = new ConcurrentDictionary<string, Standing>();
            foreach (var slice in work.Values.Concat(others).Chunk(GroupsAtOnce))
                await WriteSliceAsync(slice, seated, changed, unseated, cancellationToken);
            if (unseated.IsEmpty)
                return changed;
            // Who lost a seat may no longer sit in several groups; those that remain are told.
            (work, seated) = ([], unseated);
        }
    }

    private async Task WriteSliceAsync(
        IReadOnlyList<SeatWork> slice,
        IReadOnlyDictionary<string, Standing> seated,
        HashSet<(string Group, string Member)> changed,
        ConcurrentDictionary<string, Standing> unseated,
        CancellationToken cancellationToken)
    {
        for (var attempt = 1; slice.Count > 0; attempt++)
        {
            var loaded =
                await InParallelAsync(slice, (work, token) => members.LoadAsync(work.Group, token), cancellationToken);
            var plans = slice.Select((work, at) => new SeatPlan(work, loaded[at].Members, seated)).ToList();
            await groups.ByAsset.AddAsync(Entries(slice, plans, plan => plan.AssetsAdded), cancellationToken);
            await groups.ByConsumer.AddAsync(Entries(slice, plans, plan => plan.ConsumersAdded), cancellationToken);
            await UnseatPeopleAsync(slice, plans, unseated, cancellationToken);
            var saved = await InParallelAsync(
                Enumerable.Range(0, slice.Count).ToList(),
                (at, token) => SaveAsync(slice[at], plans[at], loaded[at], token),
                cancellationToken);
            await groups.ByAsset.RemoveAsync(
                Entries(slice, plans, plan => plan.AssetsRemoved, saved), cancellationToken);
            await groups.ByConsumer.RemoveAsync(
                Entries(slice, plans, plan => plan.ConsumersRemoved, saved), cancellationToken);
            for (var at = 0; at < slice.Count; at++)
                changed.UnionWith(plans[at].ChangedMembers.Select(member => (slice[at].Group, member)));
            slice = slice.Where((_, at) => !saved[at]).ToList();
            if (slice.Count > 0 && attempt == MaxAttempts)
                throw new InvalidOperationException($"Group {slice[0].Group} was changed by others {attempt} times.");
        }
    }

    private async Task<bool> SaveAsync(
        SeatWork work, SeatPlan plan, LoadedMembers loaded, CancellationToken cancellationToken)
    {
        if (plan.ChangedMembers.Count > 0
            && !await members.SaveAsync(work.Group, plan.Members, loaded.Rows, cancellationToken))
            return false;
        if (work.Rows.Count > 0 || work.Leaving.Count > 0)
            await groups.SetMembersAsync(work.Group, plan.Members.Count, cancellationToken);
        return true;
    }

    private async Task UnseatPeopleAsync(
        IReadOnlyList<SeatWork> slice,
        List<SeatPlan> plans,
        ConcurrentDictionary<string, Standing> unseated,
        CancellationToken cancellationToken)
    {
        var lost = slice.Zip(plans)
            .SelectMany(
                pair => pair.Second.Displaced, (pair, member) => (member.Address, Seat: (pair.First.Group, member.Id)))
            .ToLookup(loss => loss.Address, loss => loss.Seat);
        if (lost.Count == 0)
            return;
        var remaining = await people.ChangeAsync(
            lost.Select(loss => loss.Key).ToList(),
            (address, before) =>
            {
                var seats = before?.Seats.Where(seat => !lost[address].Contains((seat.Group, seat.Member))).ToList();
                return seats is null || seats.Count == before!.Seats.Count
                    ? before
                    : before with { Seats = seats, Formerly = Left(before, seats), Revision = before.Revision + 1 };
            },
            person => Standing.ForAllGroups(person, Recheck),
            cancellationToken);
        foreach (var (address, person) in remaining.Where(pair => pair.Value.Groups.Count > 0))
            unseated[address] = person;
    }

    private static List<string>? Left(Person before, IReadOnlyList<Seat> seats)
    {
        var left = before.AllGroups.Where(group => seats.All(seat => seat.Group != group)).TakeLast(MostFormerly).ToList();
        return left.Count == 0 ? null : left;
    }

    private static List<(string Key, string Group)> Entries(
        IReadOnlyList<SeatWork> slice,
        List<SeatPlan> plans,
        Func<SeatPlan, IEnumerable<string>> keys,
        bool[]? only = null) => slice
        .SelectMany((work, at) => only is null || only[at] ? keys(plans[at]).Select(key => (key, work.Group)) : [])
        .ToList();

    private static async Task<TResult[]> InParallelAsync<T, TResult>(
        IReadOnlyList<T> items, Func<T, CancellationToken, Task<TResult>> body, CancellationToken cancellationToken)
    {
        var results = new TResult[items.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, items.Count),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
            async (at, token) => results[at] = await body(items[at], token));
        return results;
    }
}
