using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Samvad.Access;
using Samvad.Consumers;
using Samvad.Operations;
using Samvad.Storage;
using Samvad.Telemetry;
using Samvad.Tickets;
using Samvad.Tracking;

namespace Samvad.Privacy;

/// <summary>
/// Removes what was kept long enough. Rows go by the time at which they were last written, and only if nobody writes them
/// meanwhile; of the ledger a month goes as one table.
/// </summary>
public sealed partial class Retention(
    SamvadTables tables,
    Feed feed,
    BlobServiceClient blobs,
    DeadLetterQueues letters,
    Alerts alerts,
    IOptions<RetentionOptions> options,
    TimeProvider time,
    ILogger<Retention> logger)
{
    private const string Kind = "retention-failed";
    private const int AtOnce = 100;
    private readonly RetentionOptions _options = options.Value;

    /// <summary>Removes all that is due; what fails does not keep the rest, and is tried again at the next call.</summary>
    /// <returns>How many of what were removed.</returns>
    public async Task<IReadOnlyDictionary<string, int>> RunAsync(CancellationToken cancellationToken)
    {
        var removed = new Dictionary<string, int>();
        foreach (var (what, remove) in Parts(cancellationToken))
        {
            try
            {
                removed[what] = await remove();
                Metrics.RetentionRemoved.Add(removed[what], Metrics.Tag("what", what));
                LogKept(what, removed[what]);
                await alerts.ClearAsync(Kind, what, cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                LogFailed(what, Failing.Of(failure).Reason);
                await alerts.RaiseAsync(
                    Kind, what, $"What is due of '{what}' could not be removed. It is tried again tomorrow; see the log.", cancellationToken);
            }
        }

        return removed;
    }

    private IEnumerable<(string What, Func<Task<int>> Remove)> Parts(CancellationToken stop)
    {
        var months = time.GetUtcNow().AddMonths(-_options.LedgerMonths);
        var oldest = new DateTimeOffset(months.Year, months.Month, 1, 0, 0, 0, TimeSpan.Zero);
        yield return ("ledgers", () => LedgersAsync(oldest, stop));
        yield return ("announcements", () => RowsAsync(tables.Announcements, oldest, null, stop));
        yield return ("claims", () => RowsAsync(tables.Shared, Before(_options.AnswerDays), null, stop));
        yield return ("told-today", async () => await feed.ForgetDaysAsync(Before(_options.DayCountDays), stop)
            + await RowsAsync(tables.Shared, Before(_options.DayCountDays), "Day ge ''", stop));
        yield return ("told-lately", () => RowsAsync(tables.ToldLately, Before(_options.AnswerDays), null, stop));
        yield return ("reactions", () => RowsAsync(tables.Reactions, oldest, null, stop));
        yield return ("storms", () => RowsAsync(tables.Storms, Before(_options.DayCountDays), null, stop));
        yield return ("replies", () => RowsAsync(tables.Replies, Before(_options.AnswerDays), null, stop));
        yield return ("no-supply", () => RowsAsync(tables.NoSupply, Before(_options.AnswerDays), null, stop));
        yield return ("staff-talks", () => RowsAsync(tables.StaffTalks, Before(_options.StaffTalkDays), null, stop));
        yield return ("alerts", () => RowsAsync(tables.Alerts, Before(_options.AlertDays), "PartitionKey eq 'cleared'", stop));
        yield return ("imports", () => RowsAsync(tables.Imports, Before(_options.ImportDays), null, stop));
        var day = AuditTrail.DayOf(Before(_options.AuditDays)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        yield return ("audit", () => RowsAsync(
            tables.Audit, time.GetUtcNow(), TableClient.CreateQueryFilter($"PartitionKey lt {day}"), stop));
        yield return ("tickets", () => TicketsAsync(Before(_options.TicketDays), stop));
        yield return ("import-files", () => BlobsAsync(ImportIntake.Container, Before(_options.ImportDays), stop));
        yield return ("media", () => BlobsAsync(MediaLinks.Container, Before(_options.MediaDays), stop));
        yield return ("dead-letters", () => LettersAsync(Before(_options.DeadLetterDays), stop));
    }

    private DateTimeOffset Before(int days) => time.GetUtcNow().AddDays(-days);

    private async Task<int> LedgersAsync(DateTimeOffset oldest, CancellationToken cancellationToken)
    {
        var first = oldest.ToString("yyyyMM", CultureInfo.InvariantCulture);
        var dropped = 0;
        foreach (var ledger in await tables.LedgersAsync(cancellationToken))
        {
            if (string.CompareOrdinal(SamvadTables.MonthOf(ledger), first) < 0 && await tables.DropLedgerAsync(ledger, cancellationToken))
                dropped++;
        }

        return dropped;
    }

    private async Task<int> TicketsAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var numbers = new List<string>();
        var removed = await RowsAsync(
            tables.Tickets, before, $"State eq '{TicketState.Closed}'", cancellationToken, row => numbers.Add(row.RowKey.Split('~')[^1]));
        foreach (var number in numbers)
        {
            await RowsAsync(tables.TicketFollowers, time.GetUtcNow(), TableClient.CreateQueryFilter($"PartitionKey eq {number}"), cancellationToken);
            await tables.TicketIndex.DeleteEntityAsync(number, number, ETag.All, cancellationToken);
        }

        return removed;
    }

    /// <summary>Removes the rows that were last written before, a hundred of a partition at once.</summary>
    private static async Task<int> RowsAsync(
        TableClient table, DateTimeOffset before, string? filter, CancellationToken cancellationToken, Action<TableEntity>? gone = null)
    {
        var due = TableClient.CreateQueryFilter($"Timestamp lt {before}");
        var batch = new List<TableEntity>();
        var removed = 0;
        await foreach (var row in table.QueryAsync<TableEntity>(
            filter is null ? due : $"{filter} and {due}", 1000, ["PartitionKey", "RowKey"], cancellationToken))
        {
            if (batch.Count == AtOnce || (batch.Count > 0 && batch[0].PartitionKey != row.PartitionKey))
                await FlushAsync();
            batch.Add(row);
        }

        await FlushAsync();
        return removed;

        async Task FlushAsync()
        {
            foreach (var row in batch.Count > 1 && await TryAllAsync(table, batch, cancellationToken) ? [] : batch)
            {
                if (!await TryOneAsync(table, row, cancellationToken))
                    continue;
                gone?.Invoke(row);
                removed++;
            }

            batch.Clear();
        }

        async Task<bool> TryAllAsync(TableClient from, List<TableEntity> rows, CancellationToken stop)
        {
            try
            {
                await from.SubmitTransactionAsync(
                    rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, row.ETag)), stop);
                rows.ForEach(row => gone?.Invoke(row));
                removed += rows.Count;
                return true;
            }
            catch (RequestFailedException changed) when (changed.Status is 404 or 412)
            {
                return false;
            }
        }
    }

    private static async Task<bool> TryOneAsync(TableClient table, TableEntity row, CancellationToken cancellationToken)
    {
        try
        {
            return (await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken)).Status != 404;
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 412)
        {
            // Somebody wrote it meanwhile, so it is not old any more.
            return false;
        }
    }

    private async Task<int> BlobsAsync(string container, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var removed = 0;
        try
        {
            var client = blobs.GetBlobContainerClient(container);
            await foreach (var blob in client.GetBlobsAsync(cancellationToken: cancellationToken))
            {
                if (blob.Properties.LastModified < before && await client.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken))
                    removed++;
            }
        }
        catch (RequestFailedException none) when (none.Status == 404)
        {
            // There is no container yet.
        }

        return removed;
    }

    private async Task<int> LettersAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var queue in QueueNames.All)
            removed += await letters.RemoveAsync(queue, letter => letter.EnqueuedTime < before, cancellationToken);
        return removed;
    }

    [LoggerMessage(EventIds.RetentionKept, LogLevel.Information, "Retention removed {Count} of {What}")]
    private partial void LogKept(string what, int count);

    [LoggerMessage(EventIds.RetentionFailed, LogLevel.Error, "Retention could not remove what is due of {What}: {Reason}")]
    private partial void LogFailed(string what, string reason);
}
