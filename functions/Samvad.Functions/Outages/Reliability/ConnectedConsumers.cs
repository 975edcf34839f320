using Azure.Data.Tables;
using Samvad.Consumers;
using Samvad.Storage;

namespace Samvad.Outages.Reliability;

/// <summary>
/// Who is connected where, counted from the register. A consumer number counts once in a group; the few people who sit
/// in several groups count once in all. What has no consumer number is a representative, not a connection.
/// </summary>
public sealed class ConnectedConsumers(SamvadTables tables, Groups groups, TimeProvider time)
{
    private const string Partition = "connected";
    private const string Counted = "~counted";
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);
    private Kept<Network>? _network;

    /// <summary>The network as last counted; read anew each minute.</summary>
    public ValueTask<Network> ReadAsync(CancellationToken cancellationToken) =>
        (_network ??= new Kept<Network>(LoadAsync, Age, time)).GetAsync(cancellationToken);

    /// <summary>When it was counted last.</summary>
    public async Task<DateTimeOffset?> CountedAtAsync(CancellationToken cancellationToken)
    {
        var row = await tables.Connected.GetEntityIfExistsAsync<TableEntity>(
            Partition, Counted, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value!.GetDateTimeOffset("At") : null;
    }

    /// <summary>Reads every page of members once, a page at a time.</summary>
    public async Task CountAsync(CancellationToken cancellationToken)
    {
        var begun = time.GetUtcNow();
        var count = new ConnectionCount((await groups.AllAsync(cancellationToken)).ToDictionary(group => group.Id));
        await foreach (var row in tables.Members.QueryAsync<TableEntity>(
            maxPerPage: MemberPages.RowsAtOnce, cancellationToken: cancellationToken))
            count.Add(row.PartitionKey, row.Unpack(ConsumersJson.Default.ListMember) ?? []);
        var offices = count.Connections.GroupBy(connection => connection.Office).ToList();
        foreach (var office in offices)
        {
            var row = new TableEntity(Partition, office.Key);
            row.Pack(office.ToList(), ReliabilityJson.Default.ListConnection);
            await tables.Connected.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        }

        await RemoveOthersAsync(offices.Select(office => office.Key).ToHashSet(), cancellationToken);
        await tables.Connected.UpsertEntityAsync(
            new TableEntity(Partition, Counted) { ["At"] = begun }, TableUpdateMode.Replace, cancellationToken);
        _network = null;
    }

    private async Task RemoveOthersAsync(HashSet<string> offices, CancellationToken cancellationToken)
    {
        await foreach (var row in tables.Connected.QueryAsync<TableEntity>(
            row => row.PartitionKey == Partition, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            if (row.RowKey != Counted && !offices.Contains(row.RowKey))
                await tables.Connected.DeleteEntityAsync(Partition, row.RowKey, cancellationToken: cancellationToken);
        }
    }

    private async Task<Network> LoadAsync()
    {
        var connections = new List<Connection>();
        await foreach (var row in tables.Connected.QueryAsync<TableEntity>(row => row.PartitionKey == Partition))
            connections.AddRange(row.Unpack(ReliabilityJson.Default.ListConnection) ?? []);
        return new Network(connections);
    }
}
