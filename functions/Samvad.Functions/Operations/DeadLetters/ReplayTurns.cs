using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Samvad.Storage;

namespace Samvad.Operations;

/// <summary>
/// When replayed messages start: one row, moved forward with conditional writes, holds the next free instant, so the
/// rate holds over all calls and instances. A crash wastes the turns that it had reserved.
/// </summary>
public sealed class ReplayTurns(SamvadTables tables, IOptions<OperationsOptions> options, TimeProvider time)
{
    // No channel's id holds this character.
    private const string Key = "~replay";
    private const string Next = "Next";

    public async Task<(DateTimeOffset First, TimeSpan Interval)> ReserveAsync(int count, CancellationToken cancellationToken)
    {
        var interval = TimeSpan.FromSeconds(1 / options.Value.ReplayPerSecond);
        while (true)
        {
            var found = await tables.Pace.GetEntityIfExistsAsync<TableEntity>(Key, Key, cancellationToken: cancellationToken);
            var free = found.HasValue ? found.Value!.GetInt64(Next) ?? 0 : 0;
            var first = new DateTimeOffset(Math.Max(free, time.GetUtcNow().UtcTicks), TimeSpan.Zero);
            var row = new TableEntity(Key, Key) { [Next] = (first + count * interval).UtcTicks };
            try
            {
                if (found.HasValue)
                    await tables.Pace.UpdateEntityAsync(row, found.Value!.ETag, TableUpdateMode.Replace, cancellationToken);
                else
                    await tables.Pace.AddEntityAsync(row, cancellationToken);
                return (first, interval);
            }
            catch (RequestFailedException conflict) when (conflict.Status is 404 or 409 or 412)
            {
                // Another call reserved at the same time: look where it left the row.
            }
        }
    }
}
