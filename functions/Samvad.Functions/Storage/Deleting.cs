using Azure;
using Azure.Data.Tables;

namespace Samvad.Storage;

/// <summary>Removing many rows.</summary>
public static class Deleting
{
    private const int AtOnce = 16;

    /// <summary>Removes the rows as they are found; those that are gone or come meanwhile do not matter.</summary>
    /// <returns>How many were removed.</returns>
    public static async Task<int> DeleteAllAsync(
        this TableClient table, AsyncPageable<TableEntity> rows, CancellationToken cancellationToken)
    {
        var deleted = 0;
        await Parallel.ForEachAsync(
            rows,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (row, token) =>
            {
                await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, token);
                Interlocked.Increment(ref deleted);
            });
        return deleted;
    }
}
