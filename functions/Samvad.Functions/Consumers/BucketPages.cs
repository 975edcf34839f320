using System.Buffers;
using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.Consumers;

/// <summary>
/// Records found by a key: <see cref="KeyedLines"/>, packed by a stable hash of the key into a fixed number of rows. A
/// point read finds one record, and the rows of a partition are read and written at once where many are wanted.
/// </summary>
internal sealed class BucketPages(TableClient table, string prefix, int buckets, int partitions)
{
    // A transaction may hold 100 rows and 4 MiB; less keeps the buffers small that it is written through.
    private const int MaxTransactionRows = 100;
    private const int MaxTransactionBytes = 768 * 1024;
    private const int PointReadsBeforeQuery = 12;
    private const int MaxAttempts = 12;

    /// <summary>Visits the value of every key that has one; concurrently.</summary>
    public Task ReadAsync(
        IEnumerable<string> keys, Action<string, ReadOnlySpan<byte>> visit, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            ByBucket(keys),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
            async (bucket, token) =>
            {
                var row = await table.GetEntityIfExistsAsync<TableEntity>(
                    Partition(bucket.Key), Row(bucket.Key), cancellationToken: token);
                if (!row.HasValue)
                    return;
                var page = new ArrayBufferWriter<byte>();
                Unpack(row.Value!, page);
                foreach (var key in bucket.Value)
                {
                    if (KeyedLines.Find(page.WrittenSpan, key) is { IsEmpty: false } value)
                        visit(key, value);
                }
            });

    /// <summary>Visits all keys of a partition.</summary>
    public async Task ReadPartitionAsync(
        int partition, Action<string, ReadOnlySpan<byte>> visit, CancellationToken cancellationToken)
    {
        var page = new ArrayBufferWriter<byte>();
        await foreach (var row in QueryAsync(partition, cancellationToken))
        {
            Unpack(row, page);
            KeyedLines.Visit(page.WrittenSpan, visit);
        }
    }

    /// <summary>
    /// Changes the value of every key. A page that somebody else wrote meanwhile is read and changed again, so the
    /// change must bear repetition.
    /// </summary>
    public Task ChangeAsync(IEnumerable<string> keys, LineChange change, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            ByBucket(keys).GroupBy(bucket => PartitionOf(bucket.Key)),
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken },
            async (partition, token) =>
                await ChangePartitionAsync(partition.Key, partition.ToDictionary(), change, token));

    public int BucketOf(string key) => StableHash.Of(key) % buckets;

    public int PartitionOf(int bucket) => bucket / (buckets / partitions);

    private async Task ChangePartitionAsync(
        int partition, Dictionary<int, List<string>> touched, LineChange change, CancellationToken cancellationToken)
    {
        var (before, after) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        for (var attempt = 1; touched.Count > 0; attempt++)
        {
            var rows = await ReadRowsAsync(partition, touched.Keys, cancellationToken);
            var lost = new HashSet<int>();
            var batch = new List<TableTransactionAction>();
            var bytes = 0;
            foreach (var (bucket, keys) in touched)
            {
                var row = rows.GetValueOrDefault(bucket) ?? new TableEntity(Partition(bucket), Row(bucket));
                Unpack(row, before);
                after.ResetWrittenCount();
                if (!KeyedLines.Change(before.WrittenSpan, keys, change, after))
                    continue;
                row.PackText(after.WrittenSpan);
                var size = SizeOf(row);
                if (batch.Count == MaxTransactionRows || (bytes += size) > MaxTransactionBytes)
                {
                    await SubmitAsync(batch, lost, cancellationToken);
                    batch = [];
                    bytes = size;
                }

                batch.Add(row.ETag == default
                    ? new TableTransactionAction(TableTransactionActionType.Add, row)
                    : new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, row.ETag));
            }

            await SubmitAsync(batch, lost, cancellationToken);
            if (lost.Count > 0 && attempt == MaxAttempts)
                throw new InvalidOperationException(
                    $"Table {table.Name}: {lost.Count} rows were changed by others {attempt} times.");
            touched = touched.Where(bucket => lost.Contains(bucket.Key)).ToDictionary();
        }
    }

    private static void Unpack(TableEntity row, ArrayBufferWriter<byte> page)
    {
        row.UnpackText(page);
        if (page.WrittenSpan.StartsWith("["u8))
        {
            throw new InvalidDataException(
                "The register was written by an earlier version, in another form: begin with empty tables and import it again.");
        }
    }

    private async Task SubmitAsync(
        List<TableTransactionAction> batch, HashSet<int> lost, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
            return;
        try
        {
            await table.SubmitTransactionAsync(batch, cancellationToken);
        }
        catch (RequestFailedException failure) when (failure.Status is 409 or 412)
        {
            foreach (var action in batch)
                lost.Add(Convert.ToInt32(action.Entity.RowKey[prefix.Length..], 16));
        }
    }

    private async Task<Dictionary<int, TableEntity>> ReadRowsAsync(
        int partition, ICollection<int> wanted, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<int, TableEntity>();
        if (wanted.Count > PointReadsBeforeQuery)
        {
            await foreach (var row in QueryAsync(partition, cancellationToken))
                rows[Convert.ToInt32(row.RowKey[prefix.Length..], 16)] = row;
            return rows;
        }

        foreach (var bucket in wanted)
        {
            var row = await table.GetEntityIfExistsAsync<TableEntity>(
                Partition(bucket), Row(bucket), cancellationToken: cancellationToken);
            if (row.HasValue)
                rows[bucket] = row.Value!;
        }

        return rows;
    }

    private AsyncPageable<TableEntity> QueryAsync(int partition, CancellationToken cancellationToken) =>
        table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter(
                $"PartitionKey eq {$"p{partition:x2}"}"), cancellationToken: cancellationToken);

    private Dictionary<int, List<string>> ByBucket(IEnumerable<string> keys) =>
        keys.GroupBy(BucketOf).ToDictionary(bucket => bucket.Key, bucket => bucket.Distinct().ToList());

    private static int SizeOf(TableEntity row) =>
        row.Sum(property => property.Value is byte[] bytes ? bytes.Length : 0);

    private string Partition(int bucket) => $"p{PartitionOf(bucket):x2}";

    private string Row(int bucket) => $"{prefix}{bucket:x4}";
}

/// <summary>FNV-1a over UTF-16 with a final mix; the same on every machine and in every release, for it is in the
/// keys.</summary>
internal static class StableHash
{
    public static int Of(ReadOnlySpan<char> text)
    {
        var hash = 2166136261u;
        foreach (var letter in text)
            hash = (hash ^ letter) * 16777619u;
        hash ^= hash >> 15;
        hash *= 0x2c1b3c6du;
        hash ^= hash >> 13;
        return (int)(hash & int.MaxValue);
    }
}
