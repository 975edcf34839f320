using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.Tickets;

/// <summary>Who reported the same as a ticket, in a row each: two thousand at once do not wait for each other.</summary>
public sealed class TicketFollowers(SamvadTables tables)
{
    /// <param name="description">In the person's words.</param>
    internal async Task AddAsync(
        string number, string person, string description, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await tables.TicketFollowers.AddEntityAsync(
                new TableEntity(number, KeyOf(number, person)) { ["Description"] = description, ["At"] = now },
                cancellationToken);
        }
        catch (RequestFailedException follows) when (follows.Status == 409)
        {
            // Said so before.
        }
    }

    internal async Task<bool> HasAsync(string number, string person, CancellationToken cancellationToken) =>
        (await tables.TicketFollowers.GetEntityIfExistsAsync<TableEntity>(
            number, KeyOf(number, person), ["PartitionKey"], cancellationToken)).HasValue;

    /// <summary>Their addresses.</summary>
    internal async Task<IReadOnlyList<string>> OfAsync(string number, CancellationToken cancellationToken)
    {
        var people = new List<string>();
        await foreach (var row in tables.TicketFollowers.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {number}"), select: ["RowKey"], cancellationToken: cancellationToken))
            people.Add(row.RowKey[(number.Length + 1)..]);
        return people;
    }

    /// <summary>What a person reported that others had reported before: ticket number to description.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> OfPersonAsync(string person, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string>();
        await foreach (var row in tables.TicketFollowers.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            if (row.RowKey == KeyOf(row.PartitionKey, person))
                found[row.PartitionKey] = row.GetString("Description") ?? "";
        }

        return found;
    }

    internal async Task ForgetAsync(string person, CancellationToken cancellationToken)
    {
        foreach (var number in (await OfPersonAsync(person, cancellationToken)).Keys)
            await tables.TicketFollowers.DeleteEntityAsync(number, KeyOf(number, person), ETag.All, cancellationToken);
    }

    private static string KeyOf(string number, string person) => $"{number}~{person}";
}
