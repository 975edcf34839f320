using System.Collections.Concurrent;
using Azure.Data.Tables;

namespace Samvad.Consumers;

/// <summary>
/// From something that members have (feeder, transformer, consumer number) to the groups that have it. An entry
/// is written before the member and removed after it, so it may name a group too many, never one too few.
/// </summary>
internal sealed class GroupIndex(TableClient table, int buckets, int partitions)
{
    private readonly BucketPages<Dictionary<string, string>> _pages =
        new(table, "b", buckets, partitions, ConsumersJson.Default.DictionaryStringString);

    /// <returns>The ids of the groups of any of the keys.</returns>
    public async Task<IReadOnlySet<string>> FindAsync(IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<string, byte>();
        await _pages.ReadAsync(
            keys,
            (page, wanted) =>
            {
                foreach (var key in wanted)
                {
                    foreach (var group in GroupsIn(page, key))
                        found[group] = 0;
                }
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
        IEnumerable<(string Key, string Group)> entries, Func<string[], string, string[]> change,
        CancellationToken cancellationToken)
    {
        var byKey = entries.ToLookup(entry => entry.Key, entry => entry.Group);
        return _pages.ChangeAsync(byKey.Select(key => key.Key), Page, cancellationToken);

        Dictionary<string, string>? Page(Dictionary<string, string>? page, IReadOnlyList<string> keys)
        {
            page ??= [];
            var changed = false;
            foreach (var key in keys)
            {
                var before = page.GetValueOrDefault(key, "");
                var after = string.Join(' ', byKey[key].Aggregate(GroupsIn(page, key), change));
                changed |= after != before;
                if (after.Length > 0)
                    page[key] = after;
                else
                    page.Remove(key);
            }

            return changed ? page : null;
        }
    }

    private static string[] GroupsIn(Dictionary<string, string> page, string key) =>
        page.GetValueOrDefault(key, "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
