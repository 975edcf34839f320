using System.Globalization;
using System.Runtime.CompilerServices;

namespace Samvad.Outages.Reliability;

/// <summary>Walks the book from now back to the time asked for, the newest outages first.</summary>
public sealed class OutageList(OutageBook book, TimeProvider time)
{
    private static readonly TimeSpan PlannedAhead = TimeSpan.FromDays(366);

    internal async IAsyncEnumerable<(string Continuation, Interruption Interruption)> ReadAsync(
        OutageQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = OutageBook.MonthOf(query.Since);
        var month = query.After?.Month ?? OutageBook.MonthOf(time.GetUtcNow() + PlannedAhead);
        var after = query.After?.Place;
        for (; month >= last; month = month.AddMonths(-1), after = null)
        {
            await foreach (var (place, interruption) in book.ReadAsync(month, after, cancellationToken))
            {
                if (query.Fits(interruption))
                    yield return ($"{month.ToString("yyyyMM", CultureInfo.InvariantCulture)}~{place}", interruption);
            }
        }
    }
}
