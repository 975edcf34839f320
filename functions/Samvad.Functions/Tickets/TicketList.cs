using System.Collections.Concurrent;

namespace Samvad.Tickets;

/// <summary>Lists the tickets of many offices, the newest first: a page of each office, merged.</summary>
public sealed class TicketList(TicketStore store)
{
    private const int AtOnce = 16;

    /// <returns>At most as many as were asked for, and where the next page begins; null where there is none.</returns>
    internal async Task<(IReadOnlyList<Ticket> Tickets, string? Continuation)> PageAsync(
        TicketQuery query, CancellationToken cancellationToken)
    {
        var found = new ConcurrentBag<(string Key, Ticket Ticket)>();
        await Parallel.ForEachAsync(
            query.Offices,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (office, token) =>
            {
                foreach (var ticket in await store.PageAsync(office, query.Filter, query.After, query.Top + 1, token))
                    found.Add(ticket);
            });
        var page = found.OrderBy(ticket => ticket.Key, StringComparer.Ordinal).Take(query.Top + 1).ToList();
        var more = page.Count > query.Top;
        return (
            [.. page.Take(query.Top).Select(ticket => ticket.Ticket)],
            more ? page[query.Top - 1].Key : null);
    }
}
