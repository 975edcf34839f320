using Azure;
using Azure.Data.Tables;
using Samvad.Storage;
using Samvad.WhatsApp;

namespace Samvad.Tickets;

/// <summary>A ticket as it lies in its table.</summary>
internal sealed record Filed(Ticket Ticket, ETag Tag);

/// <summary>Where the ticket of a number lies, and what caused it.</summary>
/// <param name="Key">Its row key in the partition of its office.</param>
/// <param name="Joined">The number of the ticket that was open at the place already; this one was never filed.</param>
internal sealed record TicketEntry(
    string Number, string Office, string Key, string Cause, DateTimeOffset OpenedAt, string? Joined = null);

/// <summary>The tickets in their tables.</summary>
public sealed class TicketStore(SamvadTables tables)
{
    /// <summary>Takes a number for what the request follows from, or finds the one that was taken.</summary>
    internal async Task<TicketEntry> EnterAsync(TicketRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var cause = NameBasedGuid.Of("ticket", request.Cause).ToString("n");
        for (var attempt = 0; ; attempt++)
        {
            var number = TicketNumber.Of(request.Type, request.Cause, attempt);
            var entry = new TicketEntry(number, request.Office, KeyOf(number, now), cause, now);
            try
            {
                await tables.TicketIndex.AddEntityAsync(Row(entry), cancellationToken);
                return entry;
            }
            catch (RequestFailedException taken) when (taken.Status == 409)
            {
                if (await EntryAsync(number, cancellationToken) is { } known && known.Cause == cause)
                    return known;
            }
        }
    }

    internal Task JoinAsync(TicketEntry entry, string number, CancellationToken cancellationToken) =>
        tables.TicketIndex.UpsertEntityAsync(
            Row(entry with { Joined = number }), TableUpdateMode.Replace, cancellationToken);

    internal async Task<Filed?> FindAsync(string number, CancellationToken cancellationToken) =>
        await EntryAsync(number, cancellationToken) is { } entry ? await FindAsync(entry, cancellationToken) : null;

    internal async Task<Filed?> FindAsync(TicketEntry entry, CancellationToken cancellationToken)
    {
        var row = await tables.Tickets.GetEntityIfExistsAsync<TableEntity>(
            entry.Office, entry.Key, cancellationToken: cancellationToken);
        return row is { HasValue: true, Value: { } found } ? new(Read(found), found.ETag) : null;
    }

    /// <summary>The ticket that a draft became.</summary>
    internal Task<Filed?> FindAsync(Ticket draft, CancellationToken cancellationToken) => FindAsync(
        new TicketEntry(draft.Number, draft.Office, KeyOf(draft.Number, draft.OpenedAt), "", draft.OpenedAt), cancellationToken);

    /// <summary>Files the ticket, unless it was.</summary>
    internal async Task AddAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        try
        {
            await tables.Tickets.AddEntityAsync(Row(ticket), cancellationToken);
        }
        catch (RequestFailedException filed) when (filed.Status == 409)
        {
            // By whoever took the same steps before.
        }
    }

    /// <returns>Whether nobody changed it meanwhile.</returns>
    internal async Task<bool> TryUpdateAsync(Ticket ticket, ETag tag, CancellationToken cancellationToken)
    {
        try
        {
            await tables.Tickets.UpdateEntityAsync(Row(ticket), tag, TableUpdateMode.Replace, cancellationToken);
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status == 412)
        {
            return false;
        }
    }

    /// <summary>The next tickets of an office that a filter lets through, with their keys; the newest first.</summary>
    /// <param name="filter">Of the columns Type, State and ExpectedAt; empty for all.</param>
    /// <param name="after">The key that the page before ended with.</param>
    internal async Task<IReadOnlyList<(string Key, Ticket Ticket)>> PageAsync(
        string office, string filter, string? after, int top, CancellationToken cancellationToken)
    {
        var range = TableClient.CreateQueryFilter($"PartitionKey eq {office} and RowKey gt {after ?? ""}");
        var page = new List<(string, Ticket)>();
        await foreach (var row in tables.Tickets.QueryAsync<TableEntity>(
            filter.Length == 0 ? range : $"{range} and {filter}", top, cancellationToken: cancellationToken))
        {
            page.Add((row.RowKey, Read(row)));
            if (page.Count == top)
                break;
        }

        return page;
    }

    /// <summary>Every ticket that a person has to do with; looks through all of them.</summary>
    internal async Task<IReadOnlyList<Ticket>> OfPersonAsync(string person, CancellationToken cancellationToken)
    {
        var found = new List<Ticket>();
        await foreach (var row in tables.Tickets.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            if (Read(row) is var ticket && ticket.Concerns(person))
                found.Add(ticket);
        }

        return found;
    }

    /// <summary>Takes a person out of all tickets.</summary>
    internal async Task EraseAsync(string person, CancellationToken cancellationToken)
    {
        foreach (var ticket in await OfPersonAsync(person, cancellationToken))
        {
            while (await FindAsync(ticket.Number, cancellationToken) is { } filed && filed.Ticket.Concerns(person)
                && !await TryUpdateAsync(filed.Ticket.Without(person), filed.Tag, cancellationToken))
            {
                // Somebody changed it meanwhile.
            }
        }
    }

    private async Task<TicketEntry?> EntryAsync(string number, CancellationToken cancellationToken)
    {
        var row = await tables.TicketIndex.GetEntityIfExistsAsync<TableEntity>(
            number, number, cancellationToken: cancellationToken);
        return row is { HasValue: true, Value: { } entry }
            ? new(
                number,
                entry.GetString(nameof(TicketEntry.Office)),
                entry.GetString(nameof(TicketEntry.Key)),
                entry.GetString(nameof(TicketEntry.Cause)),
                entry.GetDateTimeOffset(nameof(TicketEntry.OpenedAt)) ?? default,
                entry.GetString(nameof(TicketEntry.Joined)))
            : null;
    }

    private static string KeyOf(string number, DateTimeOffset openedAt) =>
        $"{long.MaxValue - openedAt.UtcTicks:d19}~{number}";

    private static Ticket Read(TableEntity row) => row.Unpack(TicketJson.Default.Ticket)!;

    private static TableEntity Row(TicketEntry entry) => new(entry.Number, entry.Number)
    {
        [nameof(TicketEntry.Office)] = entry.Office,
        [nameof(TicketEntry.Key)] = entry.Key,
        [nameof(TicketEntry.Cause)] = entry.Cause,
        [nameof(TicketEntry.OpenedAt)] = entry.OpenedAt,
        [nameof(TicketEntry.Joined)] = entry.Joined,
    };

    private static TableEntity Row(Ticket ticket)
    {
        var row = new TableEntity(ticket.Office, KeyOf(ticket.Number, ticket.OpenedAt))
        {
            [nameof(Ticket.Type)] = ticket.Type.ToString(),
            [nameof(Ticket.State)] = ticket.State.ToString(),
            [nameof(Ticket.ExpectedAt)] = ticket.ExpectedAt,
        };
        row.Pack(ticket, TicketJson.Default.Ticket);
        return row;
    }
}
