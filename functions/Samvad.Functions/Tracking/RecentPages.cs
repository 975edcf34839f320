using System.Collections.Concurrent;

namespace Samvad.Tracking;

/// <summary>
/// Ledger pages that statuses wrote lately, so that the next batch need not read them. Who takes a group's pages has
/// them alone. They may be old: saving merges with what others wrote, and what they lack is read again.
/// </summary>
internal sealed class RecentPages
{
    /// <summary>Groups whose pages are kept; a group takes about 80 KiB.</summary>
    private const int Kept = 400;

    /// <summary>An outage and its restoration.</summary>
    private const int ShardsOfGroup = 2;
    private readonly ConcurrentDictionary<string, Dictionary<string, IReadOnlyList<LedgerPage>>> _groups = new();

    /// <returns>The pages of shards by announcement.</returns>
    public Dictionary<string, IReadOnlyList<LedgerPage>> Take(string group) =>
        _groups.TryRemove(group, out var shards) ? shards : [];

    public void Put(string group, Dictionary<string, IReadOnlyList<LedgerPage>> shards)
    {
        while (shards.Count > ShardsOfGroup)
            shards.Remove(shards.Keys.Min(StringComparer.Ordinal)!);
        if (_groups.Count >= Kept)
            _groups.TryRemove(_groups.First().Key, out _);
        _groups[group] = shards;
    }
}
