namespace Samvad.Operations;

/// <summary>Looks dead letters through, queue by queue and oldest first.</summary>
public sealed class DeadLetterList(DeadLetterQueues queues)
{
    /// <summary>Letters looked at for one page; with a filter that few match, a page may be short and yet not the last.</summary>
    private const int LookedAtOnce = 2000;

    /// <param name="from">Where the page before ended; null at the beginning.</param>
    public async Task<(IReadOnlyList<DeadLetter> Letters, LetterId? Next)> ReadAsync(
        LetterFilter filter, int top, LetterId? from, CancellationToken cancellationToken)
    {
        var page = new List<DeadLetter>();
        var looked = 0;
        foreach (var queue in filter.Queues.SkipWhile(queue => from is { } start && queue != start.Queue))
        {
            var first = from is { } start && queue == start.Queue ? start.Number : 0;
            await foreach (var message in queues.PeekAsync(queue, first, cancellationToken))
            {
                if (page.Count == top || looked++ == LookedAtOnce)
                    return (page, new LetterId(queue, message.SequenceNumber));
                if (DeadLetter.Of(queue, message) is var letter && filter.Matches(letter))
                    page.Add(letter);
            }
        }

        return (page, null);
    }

    /// <summary>How many there are, counted up to a limit.</summary>
    public async Task<int> CountAsync(LetterFilter filter, int limit, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var queue in filter.Queues)
        {
            await foreach (var message in queues.PeekAsync(queue, 0, cancellationToken))
            {
                if (filter.Matches(DeadLetter.Of(queue, message)) && ++count == limit)
                    return count;
            }
        }

        return count;
    }

    public async Task<DeadLetter?> FindAsync(LetterId id, CancellationToken cancellationToken) =>
        await queues.Letters(id.Queue).PeekMessageAsync(id.Number, cancellationToken) is { } found
            && found.SequenceNumber == id.Number ? DeadLetter.Of(id.Queue, found) : null;
}
