using Samvad.Consumers;

namespace Samvad.Announcements.DryRuns;

/// <summary>
/// Reads the members of many groups: ranges of groups that lie close together in one request, single groups one by one.
/// Nothing is held but the ranges under way.
/// </summary>
public sealed class GroupStream(Groups groups, MemberPages members)
{
    /// <summary>Groups of a range: 16,000 people, half a megabyte from the store.</summary>
    private const int Range = 64;

    /// <summary>Ranges under way at once; the store on one machine gains nothing from more.</summary>
    private const int AtOnce = 4;

    /// <summary>Up to here single reads cost less than reading all groups.</summary>
    private const int Few = 16;

    /// <summary>So many groups are read to need one of them, before each is read by itself.</summary>
    private const int Sparse = 3;

    /// <param name="ids">In their order.</param>
    /// <param name="begin">Prepares a range, from its first id to its last.</param>
    /// <param name="take">Gets the index of a group, its members, and what was prepared.</param>
    public async Task ReadAsync<T>(
        IReadOnlyList<string> ids,
        Func<string, string, CancellationToken, Task<T>> begin,
        Func<int, IReadOnlyList<Member>, T, Task> take,
        CancellationToken cancellationToken)
    {
        var all = ids.Count > Few ? [.. (await groups.AllAsync(cancellationToken)).Select(group => group.Id)] : ids.ToArray();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, ids.Count).Chunk(Range),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (range, token) =>
            {
                var (first, last) = (ids[range[0]], ids[range[^1]]);
                var prepared = await begin(first, last, token);
                var between = Array.BinarySearch(all, last, StringComparer.Ordinal) - Array.BinarySearch(all, first, StringComparer.Ordinal) + 1;
                if (ids.Count <= Few || between > range.Length * Sparse)
                    await OneByOneAsync(ids, range, prepared, take, token);
                else
                    await TogetherAsync(ids, range, prepared, take, token);
            });
    }

    private async Task OneByOneAsync<T>(
        IReadOnlyList<string> ids, int[] range, T prepared, Func<int, IReadOnlyList<Member>, T, Task> take, CancellationToken token)
    {
        foreach (var index in range)
            await take(index, await members.ReadAsync(ids[index], token), prepared);
    }

    private async Task TogetherAsync<T>(
        IReadOnlyList<string> ids, int[] range, T prepared, Func<int, IReadOnlyList<Member>, T, Task> take, CancellationToken token)
    {
        var open = range.ToDictionary(index => ids[index]);
        await foreach (var (group, seated) in members.ReadRangeAsync(ids[range[0]], ids[range[^1]], token))
        {
            if (open.Remove(group, out var index))
                await take(index, seated, prepared);
        }

        // Groups without anybody have no rows.
        foreach (var index in open.Values)
            await take(index, [], prepared);
    }
}
