using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.Intake.Polling;

/// <summary>A feed that this instance alone may poll until the lease ends.</summary>
internal sealed record FeedLease(FeedState State, ETag ETag);

/// <summary>The feeds' states, and whose turn it is: a row that is leased by a conditional write.</summary>
public sealed class FeedStore(SamvadTables tables, TimeProvider time)
{
    private const string Partition = "feed";
    private const string LeasedUntil = "LeasedUntil";

    public async Task<FeedState> FindAsync(string name, CancellationToken cancellationToken) =>
        await RowAsync(name, cancellationToken) is { } row ? StateOf(row) : new FeedState();

    /// <returns>Null where the feed is not due, or another instance has it. A killed one's lease ends by itself.</returns>
    internal async Task<FeedLease?> LeaseAsync(string name, TimeSpan length, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var row = await RowAsync(name, cancellationToken);
        var state = row is null ? new FeedState() : StateOf(row);
        if (state.DueAt > now || row?.GetDateTimeOffset(LeasedUntil) > now)
            return null;
        var leased = Row(name, state);
        leased[LeasedUntil] = now + length;
        try
        {
            var response = row is null
                ? await tables.Feeds.AddEntityAsync(leased, cancellationToken)
                : await tables.Feeds.UpdateEntityAsync(leased, row.ETag, TableUpdateMode.Replace, cancellationToken);
            return new FeedLease(state, response.Headers.ETag!.Value);
        }
        catch (RequestFailedException taken) when (taken.Status is 409 or 412)
        {
            return null;
        }
    }

    /// <summary>Ends the lease. Where it ran out and another took it, that one's state stays.</summary>
    internal async Task SaveAsync(string name, FeedLease lease, FeedState state, CancellationToken cancellationToken)
    {
        try
        {
            await tables.Feeds.UpdateEntityAsync(Row(name, state), lease.ETag, TableUpdateMode.Replace, cancellationToken);
        }
        catch (RequestFailedException taken) when (taken.Status == 412)
        {
            // The reports that went twice carry the same message ids, or the outage's life ignores the older ones.
        }
    }

    private async Task<TableEntity?> RowAsync(string name, CancellationToken cancellationToken)
    {
        var found = await tables.Feeds.GetEntityIfExistsAsync<TableEntity>(Partition, name, cancellationToken: cancellationToken);
        return found.HasValue ? found.Value : null;
    }

    private static FeedState StateOf(TableEntity row) => row.Unpack(FeedJson.Default.FeedState) ?? new FeedState();

    private static TableEntity Row(string name, FeedState state)
    {
        var row = new TableEntity(Partition, name);
        row.Pack(state, FeedJson.Default.FeedState);
        return row;
    }
}
