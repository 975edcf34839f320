using System.Diagnostics;

namespace Samvad.Tests;

/// <summary>Asks again until it is so.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<IReadOnlyList<T>> CountAsync<T>(Func<IReadOnlyList<T>> items, int count)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(20))
            if (items() is var found && found.Count >= count)
                return found;
        Assert.Fail($"{items().Count} of {count} came.");
        return [];
    }

    /// <param name="found">Tells what was found instead.</param>
    /// <param name="patience">For what is only looked at now and then.</param>
    public static async Task TrueAsync(Func<Task<bool>> holds, Func<string>? found = null, TimeSpan? patience = null)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < (patience ?? Patience); await Task.Delay(20))
            if (await holds())
                return;
        Assert.Fail("It did not come to be so. " + found?.Invoke());
    }
}
