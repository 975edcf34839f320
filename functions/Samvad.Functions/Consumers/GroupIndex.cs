using System.Collections.Concurrent;
using Azure.Data.Tables;

namespace Samvad.Consumers;

/// <summary>
/// From something that members have (feeder, transformer, consumer number) to the groups that have it. An entry
/// is written before the member and removed after it, so it may name a group too many, never one too few. A page is
/// lines of a key and its groups, ordered by key.
/// </summary>
internal sealed class GroupIndex(TableClient table, int buckets, int partitions)
{
    private readonly BucketPages<List<string>> _pages =
        new(table, "b", buckets, partitions, ConsumersJson.Default.ListString);

    /// <returns>The ids of the groups of any of the keys.</returns>
    public async Task<IReadOnlySet<string>> FindAsync(IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<string, byte>();
        await _pages.ReadAsync(
            keys,
            (page, wanted) =>
            {
                foreach (var group in wanted.SelectMany(key => GroupsAt(page, IndexOf(page, key))))
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
        return _pages.ChangeAsync(byKey.Select(key => key.Key), Page, cancellationToken);

        List<string>? Page(List<string>? page, IReadOnlyList<string> keys)
        {
            page ??= [];
            var changed = false;
            foreach (var key in keys)
            {
                var at = IndexOf(page, key);
                var before = GroupsAt(page, at);
                var after = byKey[key].Aggregate(before, change);
                changed |= after.Length != before.Length;
                if (at >= 0 && after.Length > 0)
                    page[at] = $"{key} {string.Join(' ', after)}";
                else if (at >= 0)
                    page.RemoveAt(at);
                else if (after.Length > 0)
                    page.Insert(~at, $"{key} {string.Join(' ', after)}");
            }

            return changed ? page : null;
        }
    }

    private static string[] GroupsAt(List<string> page, int at) => at < 0 ? [] : page[at].Split(' ')[1..];

    /// <summary>Where the line of the key is in the page, or the complement of where it belongs.</summary>
    private static int IndexOf(List<string> page, string key)
    {
        var (low, high) = (0, page.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var line = page[middle].AsSpan();
            switch (line[..line.IndexOf(' ')].SequenceCompareTo(key))
            {
                case 0:
                    return middle;
                case < 0:
                    low = middle + 1;
                    break;
                default:
                    high = middle - 1;
                    break;
            }
        }

        return ~low;
    }
}
