using Samvad.Consumers;
using Samvad.FanOut;
using Samvad.Tracking;

namespace Samvad.Announcements.DryRuns;

/// <summary>
/// Counts a dry run group by group, in any order. Of people it remembers those alone who sit in several groups and would
/// be told: in the real run the group that begins first tells them.
/// </summary>
/// <param name="shards">In the order in which they are queued.</param>
/// <param name="channels">That serve the shards; null where none does.</param>
internal sealed class Tally(IReadOnlyList<Shard> shards, IReadOnlyList<string?> channels)
{
    private static readonly string[] Languages = ["mr", "hi", "en"];
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, Seat> _shared = [];
    private readonly Dictionary<string, int> _skipped = [];
    private readonly int[] _told = new int[shards.Count * 3];
    private int _audience;
    private int _done;

    /// <summary>Somebody who sits in several groups: the first one, the language, the address where it is needed.</summary>
    private readonly record struct Seat(int Shard, byte Language, string? Address);

    /// <param name="refusal">Why somebody who agreed is not told all the same, as things are now; null where they are.</param>
    public void Add(
        int shard, IReadOnlyList<(Delivery Delivery, bool Shared)> audience, Func<Delivery, string?> refusal, bool keepsAddresses)
    {
        var skipped = new Dictionary<string, int>();
        Span<int> told = stackalloc int[3];
        var shared = new List<(ulong Person, Seat Seat)>();
        foreach (var (delivery, sits) in audience)
        {
            var language = (byte)Math.Max(0, Array.IndexOf(Languages, delivery.Language));
            if (delivery.Status == DeliveryStatus.Skipped)
                skipped[delivery.Code!] = skipped.GetValueOrDefault(delivery.Code!) + 1;
            else if (sits)
                shared.Add((Recipients.HashOf(delivery.Address), new(shard, language, keepsAddresses ? delivery.Address : null)));
            else if (refusal(delivery) is { } reason)
                skipped[reason] = skipped.GetValueOrDefault(reason) + 1;
            else
                told[language]++;
        }

        lock (_gate)
        {
            _audience += audience.Count;
            _done++;
            foreach (var (reason, count) in skipped)
                Skip(reason, count);
            for (var language = 0; language < told.Length; language++)
                _told[shard * 3 + language] += told[language];
            foreach (var (person, seat) in shared)
                Claim(person, seat);
        }
    }

    private void Claim(ulong person, Seat seat)
    {
        if (!_shared.TryGetValue(person, out var known))
        {
            _shared[person] = seat;
            return;
        }

        Skip(SkipReason.OtherGroup, 1);
        if (seat.Shard < known.Shard)
            _shared[person] = seat;
    }

    private void Skip(string reason, int count) => _skipped[reason] = _skipped.GetValueOrDefault(reason) + count;

    /// <summary>Those of several groups who would be told, with the address where it was kept.</summary>
    public IReadOnlyCollection<(ulong Person, string? Address)> Shared
    {
        get
        {
            lock (_gate)
                return [.. _shared.Select(one => (one.Key, one.Value.Address))];
        }
    }

    /// <param name="refused">Of those of several groups, who is not told all the same, and why.</param>
    public Figures Figures(IReadOnlyDictionary<ulong, string> refused)
    {
        lock (_gate)
        {
            var told = (int[])_told.Clone();
            var sits = new int[shards.Count];
            var skipped = new SortedDictionary<string, int>(_skipped, StringComparer.Ordinal);
            foreach (var (person, seat) in _shared)
            {
                if (refused.TryGetValue(person, out var reason))
                {
                    skipped[reason] = skipped.GetValueOrDefault(reason) + 1;
                    continue;
                }

                told[seat.Shard * 3 + seat.Language]++;
                sits[seat.Shard]++;
            }

            return new Figures(
                shards.Count, _done, _audience, told.Sum(), skipped,
                Sums(told, index => Languages[index % 3]),
                Sums(told, index => channels[index / 3] ?? DryRuns.Figures.NoChannel),
                [.. Enumerable.Range(0, shards.Count).GroupBy(shard => shards[shard].Office, StringComparer.Ordinal)
                    .Select(office => new OfficeFigures(
                        office.Key,
                        office.Sum(shard => told[shard * 3] + told[shard * 3 + 1] + told[shard * 3 + 2]),
                        office.Sum(shard => sits[shard])))
                    .Where(office => office.People > 0)
                    .OrderBy(office => office.Office, StringComparer.Ordinal)]);
        }
    }

    private static SortedDictionary<string, int> Sums(int[] told, Func<int, string> key)
    {
        var sums = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < told.Length; index++)
        {
            if (told[index] > 0)
                sums[key(index)] = sums.GetValueOrDefault(key(index)) + told[index];
        }

        return sums;
    }
}
