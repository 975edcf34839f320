using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.Tickets;

/// <summary>A time at which a ticket is to be looked at.</summary>
internal sealed record Visit(string Number, DateTimeOffset At, string Key);

/// <summary>
/// When tickets are to be looked at, in order of time, so that the timer reads what is due and nothing else. A visit is
/// noted before the ticket that needs it is written; one that proves needless is only removed.
/// </summary>
public sealed class TicketClocks(SamvadTables tables)
{
    private const string Partition = "due";

    internal Task SetAsync(string number, DateTimeOffset at, CancellationToken cancellationToken) =>
        tables.TicketClocks.UpsertEntityAsync(
            new TableEntity(Partition, KeyOf(number, at)), TableUpdateMode.Replace, cancellationToken);

    internal Task RemoveAsync(string number, DateTimeOffset at, CancellationToken cancellationToken) =>
        tables.TicketClocks.DeleteEntityAsync(Partition, KeyOf(number, at), ETag.All, cancellationToken);

    /// <summary>What is due, the longest overdue first.</summary>
    internal async IAsyncEnumerable<Visit> DueAsync(
        DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {Partition} and RowKey lt {KeyOf("~", now)}");
        await foreach (var row in tables.TicketClocks.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            var (ticks, number) = (row.RowKey[..19], row.RowKey[20..]);
            var at = new DateTimeOffset(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero);
            yield return new(number, at, row.RowKey);
        }
    }

    private static string KeyOf(string number, DateTimeOffset at) => $"{at.UtcTicks:d19}~{number}";
}
