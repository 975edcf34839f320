using System.Collections.Concurrent;
using Samvad.Storage;

namespace Samvad.Consumers;

/// <summary>The people, 4096 buckets in 128 partitions: about 450 in a row at 1.8 million.</summary>
public sealed class People
{
    private const int Buckets = 4096;
    private const int Partitions = 128;
    private readonly BucketPages _pages;
    private readonly SeatsCache _seats;

    public People(SamvadTables tables, TimeProvider time)
    {
        _pages = new(tables.People, "b", Buckets, Partitions);
        _seats = new(_pages, Partitions, time);
    }

    public async Task<Person?> FindAsync(string address, CancellationToken cancellationToken) =>
        (await FindAsync([address], cancellationToken)).GetValueOrDefault(address);

    /// <summary>Those of the addresses that are known; one point read per bucket touched.</summary>
    public async Task<IReadOnlyDictionary<string, Person>> FindAsync(
        IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<string, Person>();
        await _pages.ReadAsync(
            addresses, (address, line) => found[address] = PersonLine.Read(address, line), cancellationToken);
        return found;
    }

    /// <summary>
    /// The groups of each address that is known, from a cache that is at most 30 seconds old; for the many statuses
    /// of a wave. An address that the cache lacks is looked up afresh.
    /// </summary>
    public Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> GroupsOfAsync(
        IReadOnlyCollection<string> addresses, CancellationToken cancellationToken) =>
        _seats.GroupsOfAsync(addresses, FindAsync, cancellationToken);

    /// <summary>Those of the addresses that WhatsApp does not reach, as far as is known; from the same cache.</summary>
    public Task<IReadOnlySet<string>> UnreachableOfAsync(
        IReadOnlyCollection<string> addresses, CancellationToken cancellationToken) =>
        _seats.UnreachableOfAsync(addresses, cancellationToken);

    /// <summary>
    /// Changes people, whole pages at a time. The change gets the person or null, and returns the same instance to
    /// leave it, another to write it, null to remove it. It may be called again where somebody else wrote meanwhile.
    /// </summary>
    /// <returns>What <paramref name="keep"/> takes of each person as they are now.</returns>
    internal async Task<ConcurrentDictionary<string, T>> ChangeAsync<T>(
        IReadOnlyCollection<string> addresses,
        Func<string, Person?, Person?> change,
        Func<Person, T> keep,
        CancellationToken cancellationToken)
    {
        var results = new ConcurrentDictionary<string, T>();
        var moved = new ConcurrentBag<string>();
        await _pages.ChangeAsync(addresses, ChangeLine, cancellationToken);
        _seats.Forget(moved);
        return results;

        ReadOnlySpan<byte> ChangeLine(string address, ReadOnlySpan<byte> line)
        {
            var before = line.IsEmpty ? null : PersonLine.Read(address, line);
            var after = change(address, before);
            if (!ReferenceEquals(before?.Seats, after?.Seats))
                moved.Add(address);
            else if (before?.UnreachableSince != after?.UnreachableSince)
                _seats.Mark(address, after!.UnreachableSince is not null);
            if (after is null)
                results.TryRemove(address, out _);
            else
                results[address] = keep(after);
            return ReferenceEquals(before, after) ? line : after is null ? default : PersonLine.Write(after);
        }
    }
}
