namespace Samvad.Dialogue;

/// <summary>
/// How many slips of the finger lie between two words: letters left out, added, exchanged, or two neighbours swapped
/// (optimal string alignment).
/// </summary>
internal static class EditDistance
{
    /// <returns>The distance, or <paramref name="bound"/> + 1 where it is larger.</returns>
    public static int Of(ReadOnlySpan<char> one, ReadOnlySpan<char> other, int bound)
    {
        if (Math.Abs(one.Length - other.Length) > bound)
            return bound + 1;
        var width = other.Length + 1;
        Span<int> before = stackalloc int[width];
        Span<int> above = stackalloc int[width];
        Span<int> row = stackalloc int[width];
        for (var i = 0; i < width; i++)
            above[i] = i;
        for (var i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j < width; j++)
            {
                row[j] = Step(one, other, i, j, before, above, row);
                least = Math.Min(least, row[j]);
            }

            if (least > bound)
                return bound + 1;
            var free = before;
            before = above;
            above = row;
            row = free;
        }

        return Math.Min(above[^1], bound + 1);
    }

    private static int Step(
        ReadOnlySpan<char> one, ReadOnlySpan<char> other, int i, int j,
        ReadOnlySpan<int> before, ReadOnlySpan<int> above, ReadOnlySpan<int> row)
    {
        var same = one[i - 1] == other[j - 1];
        var best = Math.Min(Math.Min(above[j], row[j - 1]) + 1, above[j - 1] + (same ? 0 : 1));
        var swapped = i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
        return swapped ? Math.Min(best, before[j - 2] + 1) : best;
    }
}
