using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Samvad.Storage;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>Somebody who is not answered, and whose messages have no effect.</summary>
/// <param name="Until">Null for good.</param>
public sealed record Block(string Address, string Reason, DateTimeOffset Since, DateTimeOffset? Until);

/// <summary>Who is blocked. They are few; every instance knows them all, as of two seconds ago.</summary>
public sealed partial class Blocks(SamvadTables tables, TimeProvider time, ILogger<Blocks> logger)
{
    private const string Partition = "blocked";
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(2);
    private Kept<IReadOnlyDictionary<string, Block>>? _kept;

    public async ValueTask<bool> IsBlockedAsync(string address, CancellationToken cancellationToken) =>
        (await KnownAsync(cancellationToken)).TryGetValue(address, out var block) && !(block.Until <= time.GetUtcNow());

    /// <summary>Those that are in force, the latest first.</summary>
    public async Task<IReadOnlyList<Block>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await KnownAsync(cancellationToken)).Values.Where(block => !(block.Until <= time.GetUtcNow()))
            .OrderByDescending(block => block.Since)];

    public async Task<Block> AddAsync(string address, string reason, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        var block = new Block(address, reason, time.GetUtcNow(), until);
        await tables.Conversations.UpsertEntityAsync(
            new TableEntity(Partition, Key(address))
            {
                [nameof(Block.Address)] = address,
                [nameof(Block.Reason)] = reason,
                [nameof(Block.Since)] = block.Since,
                [nameof(Block.Until)] = until,
            },
            TableUpdateMode.Replace,
            cancellationToken);
        _kept = null;
        LogBlocked(NameBasedGuid.Of("person", address), true);
        return block;
    }

    /// <returns>Whether the person was blocked.</returns>
    public async Task<bool> RemoveAsync(string address, CancellationToken cancellationToken)
    {
        var response = await tables.Conversations.DeleteEntityAsync(Partition, Key(address), ETag.All, cancellationToken);
        _kept = null;
        if (response.Status == 404)
            return false;
        LogBlocked(NameBasedGuid.Of("person", address), false);
        return true;
    }

    /// <summary>Forgets the person; a block goes with it.</summary>
    public Task EraseAsync(string address, CancellationToken cancellationToken) => RemoveAsync(address, cancellationToken);

    private ValueTask<IReadOnlyDictionary<string, Block>> KnownAsync(CancellationToken cancellationToken) =>
        (_kept ??= new(ReadAsync, Age, time)).GetAsync(cancellationToken);

    private async Task<IReadOnlyDictionary<string, Block>> ReadAsync()
    {
        var blocks = new Dictionary<string, Block>();
        await foreach (var row in tables.Conversations.QueryAsync<TableEntity>(row => row.PartitionKey == Partition))
        {
            var block = new Block(
                row.GetString(nameof(Block.Address)),
                row.GetString(nameof(Block.Reason)),
                row.GetDateTimeOffset(nameof(Block.Since)) ?? default,
                row.GetDateTimeOffset(nameof(Block.Until)));
            blocks[block.Address] = block;
        }

        return blocks;
    }

    private static string Key(string address) => NameBasedGuid.Of("blocked", address).ToString("n");

    [LoggerMessage(EventIds.PersonBlocked, LogLevel.Information, "Person {PersonId}: blocked is {Blocked}")]
    private partial void LogBlocked(Guid personId, bool blocked);
}
