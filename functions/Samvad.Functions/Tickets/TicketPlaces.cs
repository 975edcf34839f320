using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Samvad.Storage;

namespace Samvad.Tickets;

/// <summary>The ticket that holds a place, as it was when it was opened.</summary>
internal sealed record Holder(Ticket Draft, string Key, ETag Tag);

/// <summary>
/// Which ticket is open at which place: one of each type. Its whole draft lies here before it is filed, so that whoever
/// finds the place taken can finish what was cut off.
/// </summary>
public sealed class TicketPlaces(SamvadTables tables, IOptions<TicketOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(30);
    private const int MostBelieved = 2_000;
    private readonly ConcurrentDictionary<string, (Ticket Draft, long At)> _holders = new();

    /// <summary>
    /// Who held the place up to half a minute ago. Whether that ticket is still open is for the caller to see; where it is,
    /// it holds the place.
    /// </summary>
    internal async Task<Ticket?> HolderAsync(string key, CancellationToken cancellationToken)
    {
        if (_holders.TryGetValue(key, out var known) && time.GetElapsedTime(known.At) < Believed)
            return known.Draft;
        var at = time.GetTimestamp();
        var draft = (await FindAsync(key, cancellationToken))?.Draft;
        if (_holders.Count >= MostBelieved)
            _holders.Clear();
        if (draft is not null)
            _holders[key] = (draft, at);
        return draft;
    }

    /// <returns>Who holds the place now: the draft, or who was there before.</returns>
    internal async Task<Holder> ClaimAsync(Ticket draft, CancellationToken cancellationToken)
    {
        foreach (var near in PlaceKeys.Around(draft))
        {
            if (await FindAsync(near, cancellationToken) is { } neighbour
                && PlaceKeys.Distance(neighbour.Draft.Place, draft.Place) <= options.Value.NearbyMetres)
                return neighbour;
        }

        var key = PlaceKeys.Of(draft);
        while (true)
        {
            var row = new TableEntity(key, key);
            row.Pack(draft, TicketJson.Default.Ticket);
            try
            {
                await tables.TicketPlaces.AddEntityAsync(row, cancellationToken);
            }
            catch (RequestFailedException held) when (held.Status == 409)
            {
            }

            if (await FindAsync(key, cancellationToken) is { } holder)
                return holder;
        }
    }

    /// <summary>Frees the place of a ticket that nobody has to do anything about any more.</summary>
    internal async Task ReleaseAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        if (await FindAsync(PlaceKeys.Of(ticket), cancellationToken) is { } holder && holder.Draft.Number == ticket.Number)
            await ReleaseAsync(holder, cancellationToken);
        // What the key was made of may have been erased with the person.
        else if (ticket.Person == Ticket.Nobody)
        {
            await foreach (var erased in AllAsync(cancellationToken))
            {
                if (erased.Draft.Number == ticket.Number)
                    await ReleaseAsync(erased, cancellationToken);
            }
        }
    }

    /// <summary>Takes a person out of the drafts; the places stay taken.</summary>
    internal async Task EraseAsync(string person, CancellationToken cancellationToken)
    {
        await foreach (var one in AllAsync(cancellationToken))
        {
            for (var holder = one; holder?.Draft.Concerns(person) == true; holder = await FindAsync(one.Key, cancellationToken))
            {
                var row = new TableEntity(holder.Key, holder.Key);
                row.Pack(holder.Draft.Without(person), TicketJson.Default.Ticket);
                try
                {
                    await tables.TicketPlaces.UpdateEntityAsync(row, holder.Tag, TableUpdateMode.Replace, cancellationToken);
                    break;
                }
                catch (RequestFailedException changed) when (changed.Status is 404 or 412)
                {
                    // Freed, or taken anew: look again.
                }
            }
        }
    }

    private async IAsyncEnumerable<Holder> AllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in tables.TicketPlaces.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
            yield return new(row.Unpack(TicketJson.Default.Ticket)!, row.RowKey, row.ETag);
    }

    internal async Task ReleaseAsync(Holder holder, CancellationToken cancellationToken)
    {
        try
        {
            await tables.TicketPlaces.DeleteEntityAsync(holder.Key, holder.Key, holder.Tag, cancellationToken);
        }
        catch (RequestFailedException gone) when (gone.Status is 404 or 412)
        {
            // Somebody else freed it, and perhaps it is taken again.
        }
    }

    private async Task<Holder?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var row = await tables.TicketPlaces.GetEntityIfExistsAsync<TableEntity>(
            key, key, cancellationToken: cancellationToken);
        return row is { HasValue: true, Value: { } found }
            ? new(found.Unpack(TicketJson.Default.Ticket)!, key, found.ETag)
            : null;
    }
}
