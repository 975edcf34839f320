using System.Collections.Concurrent;
using System.Text;
using Azure.Data.Tables;

namespace Samvad.Consumers;

/// <summary>
/// From something that members have (feeder, transformer, consumer number) to the groups that have it, their ids with
/// spaces between. An entry is written before the member and removed after it, so it may name a group too many, never
/// one too few.
/// </summary>
internal sealed class GroupIndex(TableClient table, int buckets, int partitions)
{
    private readonly BucketPages _pages = new(table, "b", buckets, partitions);

    /// <returns>The ids of the groups of any of the keys.</returns>
    public async Task<IReadOnlySet<string>> FindAsync(IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<string, byte>();
        await _pages.ReadAsync(
            keys,
            (_, value) =>
            {
                foreach (var group in Groups(value))
                    found[group] = 0;
            },
            cancellationToken);
        return found.Keys.ToHashSet();
    }

    public Task AddAsync(IEnumerable<(string Key, string Group)> entries, CancellationToken cancellationToken) =>
        ChangeAsync(
            entries, (groups, entry) => groups.Contains(entry) ? groups : [.. groups, entry], cancellationToken);

    public Task RemoveAsync(IEnumerable<(string Key, string Group)> entries, CancellationToken cancellationToken) =>
        ChangeAsync(entries, (groups, entry) => groups.Where(group => group != entry).ToArray(), cancellationToken);

    private Task ChangeAsync(
        IEnumerable<(string Key, string Group)> entries,
        Func<string[], string, string[]> change,
        CancellationToken cancellationToken)
    {
        var byKey = entries.ToLookup(entry => entry.Key, entry => entry.Group);
        return _pages.ChangeAsync(
            byKey.Select(key => key.Key),
            (key, value) => Encoding.UTF8.GetBytes(string.Join(' ', byKey[key].Aggregate(Groups(value), change))),
            cancellationToken);
    }

    private static string[] Groups(ReadOnlySpan<byte> value) =>
        value.IsEmpty ? [] : Encoding.UTF8.GetString(value).Split(' ');
}
