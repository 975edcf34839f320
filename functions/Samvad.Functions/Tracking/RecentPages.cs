namespace Samvad.Tracking;

/// <summary>
/// Ledger pages that statuses wrote lately, so that the next batch need not read them. Who takes a group's pages has
/// them alone. They may be old: saving merges with what others wrote, and what they lack is read again.
/// </summary>
internal sealed class RecentPages
{
    /// <summary>Pages that are kept; one of 250 people takes about 90 KiB.</summary>
    internal const int Kept = 400;

    /// <summary>An outage and its restoration.</summary>
    private const int ShardsOfGroup = 2;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<string, IReadOnlyList<LedgerPage>>> _groups = [];

    /// <summary>How many pages are kept now.</summary>
    internal int Count { get; private set; }

    /// <returns>The pages of shards by announcement.</returns>
    public Dictionary<string, IReadOnlyList<LedgerPage>> Take(string group)
    {
        lock (_gate)
        {
            if (!_groups.Remove(group, out var shards))
                return [];
            Count -= PagesOf(shards);
            return shards;
        }
    }

    public void Put(string group, Dictionary<string, IReadOnlyList<LedgerPage>> shards)
    {
        while (shards.Count > ShardsOfGroup)
            shards.Remove(shards.Keys.Min(StringComparer.Ordinal)!);
        var pages = PagesOf(shards);
        lock (_gate)
        {
            Take(group);
            if (pages is 0 or > Kept)
                return;
            while (Count + pages > Kept)
                Take(_groups.First().Key);
            _groups[group] = shards;
            Count += pages;
        }
    }

    private static int PagesOf(Dictionary<string, IReadOnlyList<LedgerPage>> shards) => shards.Values.Sum(pages => pages.Count);
}
