using System.Diagnostics;
using Azure.Data.Tables;
using Samvad.LocalHost.Processes;

namespace Samvad.Benchmarks;

/// <summary>The ledger's rows in the table store itself, past the app.</summary>
internal sealed class LedgerPages(string dataDirectory)
{
    private const int Parallelism = 16;
    private readonly TableServiceClient _store =
        new(Azurite.ConnectionString(ChildRecord.Read(Path.Combine(dataDirectory, "azurite.json"))!));

    /// <summary>How often all pages were written.</summary>
    public async Task<int> VersionsAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken)).Sum(row => row.GetInt32("Version") ?? 0);

    /// <summary>Reads and conditionally writes copies of the pages in a plain loop.</summary>
    /// <returns>The pages, and pages read and written per second.</returns>
    public async Task<(int Rows, double PerSecond)> CeilingAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(cancellationToken);
        var copies = _store.GetTableClient("Ceiling");
        await copies.CreateIfNotExistsAsync(cancellationToken);
        foreach (var row in rows)
            await copies.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        var clock = Stopwatch.StartNew();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Parallelism).Select(_ => LoopAsync()));
        return (rows.Count, (next + 1 - Parallelism) / clock.Elapsed.TotalSeconds);

        async Task LoopAsync()
        {
            // A page each in turn, so that no two write the same one at once.
            for (var at = Interlocked.Increment(ref next); clock.Elapsed < time; at = Interlocked.Increment(ref next))
            {
                var known = rows[at % rows.Count];
                var page = (await copies.GetEntityAsync<TableEntity>(
                    known.PartitionKey, known.RowKey, cancellationToken: cancellationToken)).Value;
                await copies.UpdateEntityAsync(page, page.ETag, TableUpdateMode.Replace, cancellationToken);
            }
        }
    }

    private async Task<List<TableEntity>> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = new List<TableEntity>();
        await foreach (var table in _store.QueryAsync(cancellationToken: cancellationToken))
        {
            if (!table.Name.StartsWith("Ledger", StringComparison.Ordinal))
                continue;
            await foreach (var row in _store.GetTableClient(table.Name).QueryAsync<TableEntity>(cancellationToken: cancellationToken))
                rows.Add(row);
        }

        return rows;
    }
}
