using System.Collections.Concurrent;

namespace Samvad.Consumers;

/// <summary>
/// Address to groups, and who is not reached, a partition of people at a time, for 30 seconds. A person takes 16 bytes:
/// the digits of the number, and the group (pooled) or the groups.
/// </summary>
internal sealed class SeatsCache(BucketPages pages, int partitions, TimeProvider time)
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(30);
    private readonly Part?[] _parts = new Part?[partitions];
    private readonly SemaphoreSlim[] _loading =
        Enumerable.Range(0, partitions).Select(_ => new SemaphoreSlim(1)).ToArray();

    public async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> GroupsOfAsync(
        IReadOnlyCollection<string> addresses,
        Func<IReadOnlyCollection<string>, CancellationToken, Task<IReadOnlyDictionary<string, Person>>> findAsync,
        CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<string, IReadOnlyList<string>>();
        var missing = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            addresses.Distinct().GroupBy(PartitionOf),
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken },
            async (wanted, token) =>
            {
                var part = await PartAsync(wanted.Key, token);
                foreach (var address in wanted)
                {
                    if (part.Find(address) is { } groups)
                        found[address] = groups;
                    else
                        missing.Add(address);
                }
            });
        if (!missing.IsEmpty)
        {
            foreach (var (address, person) in await findAsync(missing, cancellationToken))
                found[address] = person.Seats.Select(seat => seat.Group).Distinct().ToList();
        }

        return found;
    }

    public async Task<IReadOnlySet<string>> UnreachableOfAsync(
        IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>();
        foreach (var wanted in addresses.GroupBy(PartitionOf))
        {
            var part = await PartAsync(wanted.Key, cancellationToken);
            found.UnionWith(wanted.Where(part.Unreachable.ContainsKey));
        }

        return found;
    }

    /// <summary>Notes a change of this process; others see it when their partition is read again.</summary>
    public void Mark(string address, bool unreachable)
    {
        if (Volatile.Read(ref _parts[PartitionOf(address)]) is not { } part)
            return;
        if (unreachable)
            part.Unreachable[address] = true;
        else
            part.Unreachable.TryRemove(address, out _);
    }

    public void Forget(IEnumerable<string> addresses)
    {
        foreach (var partition in addresses.Select(PartitionOf).Distinct())
            Volatile.Write(ref _parts[partition], null);
    }

    private int PartitionOf(string address) => pages.PartitionOf(pages.BucketOf(address));

    private async Task<Part> PartAsync(int partition, CancellationToken cancellationToken)
    {
        if (Fresh(partition) is { } fresh)
            return fresh;
        await _loading[partition].WaitAsync(cancellationToken);
        try
        {
            if (Fresh(partition) is { } loaded)
                return loaded;
            var since = time.GetTimestamp();
            var part = new Part(since);
            await pages.ReadPartitionAsync(
                partition, (address, line) => part.Add(PersonLine.Read(address, line)), cancellationToken);
            part.Seal();
            return _parts[partition] = part;
        }
        finally
        {
            _loading[partition].Release();
        }
    }

    private Part? Fresh(int partition) =>
        Volatile.Read(ref _parts[partition]) is { } part && time.GetElapsedTime(part.Since) < Age ? part : null;

    private sealed class Part(long since)
    {
        private static readonly Comparer<(ulong Key, object Groups)> ByKey =
            Comparer<(ulong Key, object Groups)>.Create((one, other) => one.Key.CompareTo(other.Key));

        private readonly List<(ulong Key, object Groups)> _numbered = [];
        private readonly Dictionary<string, IReadOnlyList<string>> _others = [];

        public long Since => since;

        public ConcurrentDictionary<string, bool> Unreachable { get; } = new();

        public void Add(Person person)
        {
            var groups = person.Seats.Select(seat => seat.Group).Distinct().ToArray();
            if (Addresses.DigitsOf(person.Address) is { } key)
                _numbered.Add((key, groups.Length == 1 ? groups[0] : groups));
            else
                _others[person.Address] = groups;
            if (person.UnreachableSince is not null)
                Unreachable[person.Address] = true;
        }

        /// <summary>After the last person, before the first is looked for.</summary>
        public void Seal()
        {
            _numbered.Sort(ByKey);
            _numbered.TrimExcess();
        }

        public IReadOnlyList<string>? Find(string address)
        {
            if (Addresses.DigitsOf(address) is not { } key)
                return _others.GetValueOrDefault(address);
            var at = _numbered.BinarySearch((key, ""), ByKey);
            return at < 0 ? null : _numbered[at].Groups as string[] ?? [(string)_numbered[at].Groups];
        }
    }
}
