using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.Consumers;

/// <summary>
/// The groups. A group is found by its id alone, so its partition is one of 16 by a hash of the id; who wants the
/// groups of offices reads all of them (7,350 at the region: eight requests).
/// </summary>
public sealed class Groups(SamvadTables tables)
{
    private const int Partitions = 16;
    private const int PointReadsBeforeQuery = 64;
    private readonly GroupIndex _byAsset = new(tables.GroupsByAsset, 256, 16);
    private readonly GroupIndex _byConsumer = new(tables.Consumers, 1024, 16);

    internal GroupIndex ByAsset => _byAsset;

    internal GroupIndex ByConsumer => _byConsumer;

    public async Task<Group?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var row = await tables.Groups.GetEntityIfExistsAsync<TableEntity>(
            PartitionOf(id), id, cancellationToken: cancellationToken);
        return row.HasValue ? Read(row.Value!) : null;
    }

    public async Task<IReadOnlyList<Group>> AllAsync(CancellationToken cancellationToken)
    {
        var groups = new List<Group>();
        await foreach (var row in tables.Groups.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
            groups.Add(Read(row));
        groups.Sort((one, other) => string.CompareOrdinal(one.Id, other.Id));
        return groups;
    }

    public async Task<IReadOnlyList<Group>> InOfficesAsync(
        IReadOnlySet<string> officeCodes, CancellationToken cancellationToken) =>
        (await AllAsync(cancellationToken)).Where(group => officeCodes.Contains(group.Office)).ToList();

    /// <summary>Groups with members on any of the feeders or transformers; possibly a group whose last one
    /// left.</summary>
    public async Task<IReadOnlyList<Group>> ByAssetsAsync(
        IEnumerable<string> assetCodes, CancellationToken cancellationToken) =>
        await FindAsync(await _byAsset.FindAsync(assetCodes, cancellationToken), cancellationToken);

    public async Task<IReadOnlyList<Group>> ByConsumerNumbersAsync(
        IEnumerable<string> consumerNumbers, CancellationToken cancellationToken) =>
        await FindAsync(await _byConsumer.FindAsync(consumerNumbers, cancellationToken), cancellationToken);

    /// <summary>Writes all but the number of members, which belongs to the members.</summary>
    internal Task WriteAsync(IEnumerable<Group> groups, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            groups.GroupBy(group => PartitionOf(group.Id)).SelectMany(part => part.Chunk(100)),
            new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellationToken },
            async (chunk, token) => await tables.Groups.SubmitTransactionAsync(
                chunk.Select(
                    group => new TableTransactionAction(TableTransactionActionType.UpsertMerge, Row(group))), token));

    internal async Task SetMembersAsync(string id, int members, CancellationToken cancellationToken)
    {
        var row = new TableEntity(PartitionOf(id), id) { ["Members"] = members };
        if (await FindAsync(id, cancellationToken) is { } group && group.Members != members)
            await tables.Groups.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Merge, cancellationToken);
    }

    internal Task DeleteAsync(string id, CancellationToken cancellationToken) =>
        tables.Groups.DeleteEntityAsync(PartitionOf(id), id, ETag.All, cancellationToken);

    private async Task<IReadOnlyList<Group>> FindAsync(IReadOnlySet<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count > PointReadsBeforeQuery)
            return (await AllAsync(cancellationToken)).Where(group => ids.Contains(group.Id)).ToList();
        var groups = new ConcurrentBag<Group>();
        await Parallel.ForEachAsync(
            ids,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
            async (id, token) =>
            {
                if (await FindAsync(id, token) is { } group)
                    groups.Add(group);
            });
        return groups.OrderBy(group => group.Id, StringComparer.Ordinal).ToList();
    }

    private static string PartitionOf(string id) => $"g{StableHash.Of(id) % Partitions:x}";

    private static Group Read(TableEntity row) => new(
        row.RowKey,
        row.GetString("Office"),
        row.GetString("Name"),
        row.GetBoolean("Urban") ?? false,
        row.GetString("Lineman") is { Length: > 0 } lineman ? lineman : null,
        row.GetInt32("Members") ?? 0);

    // A merge leaves properties that are null as they were; so no lineman is written as an empty text.
    private static TableEntity Row(Group group) => new(PartitionOf(group.Id), group.Id)
    {
        ["Office"] = group.Office,
        ["Name"] = group.Name,
        ["Urban"] = group.Urban,
        ["Lineman"] = group.Lineman ?? "",
    };
}
