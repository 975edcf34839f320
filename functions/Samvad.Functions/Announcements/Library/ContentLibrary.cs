using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.Announcements.Library;

/// <summary>The content library: what the app brings, and over it what was changed, added or removed here.</summary>
public sealed class ContentLibrary(SamvadTables tables, TimeProvider time)
{
    private const string Partition = "item";
    private const string Removed = "Removed";

    /// <summary>All items, those that the app brought first, in a fixed order.</summary>
    public async Task<IReadOnlyList<LibraryItem>> AllAsync(CancellationToken cancellationToken)
    {
        var items = LibraryTemplates.Brought.ToDictionary(item => item.Id);
        var order = LibraryTemplates.Brought.Select(item => item.Id).ToList();
        await foreach (var row in tables.Library.QueryAsync<TableEntity>(
            row => row.PartitionKey == Partition, cancellationToken: cancellationToken))
        {
            if (row.GetBoolean(Removed) == true)
                items.Remove(row.RowKey);
            else if (!items.ContainsKey(row.RowKey))
                order.Add(row.RowKey);
            if (row.GetBoolean(Removed) != true)
                items[row.RowKey] = row.Unpack(LibraryJson.Default.LibraryItem)!;
        }

        return [.. order.Where(items.ContainsKey).Select(id => items[id])];
    }

    public async Task<LibraryItem?> FindAsync(string id, CancellationToken cancellationToken) =>
        ItemOf(await RowAsync(id, cancellationToken), id);

    /// <summary>Writes an item; its version rises where WhatsApp has to approve it anew.</summary>
    /// <returns>The item as it is then.</returns>
    public async Task<LibraryItem> WriteAsync(LibraryItem item, Hand by, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await RowAsync(item.Id, cancellationToken);
            var before = ItemOf(row, item.Id);
            // A removed item that comes again continues its versions: its old templates may be known to WhatsApp.
            var last = before ?? row?.Unpack(LibraryJson.Default.LibraryItem);
            if (before is not null && IsSame(before, item) && before.Enabled == item.Enabled && before.Seasons.SequenceEqual(item.Seasons))
                return before;
            var after = item with
            {
                Version = last is null ? 1 : IsSame(last, item) ? last.Version : last.Version + 1,
                ChangedBy = by,
                ChangedAt = time.GetUtcNow(),
            };
            if (await TryAsync(after, false, row, cancellationToken))
                return after;
        }
    }

    /// <returns>Whether there was one.</returns>
    public async Task<bool> RemoveAsync(string id, Hand by, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await RowAsync(id, cancellationToken);
            if (ItemOf(row, id) is not { } item)
                return false;
            if (await TryAsync(item with { ChangedBy = by, ChangedAt = time.GetUtcNow() }, true, row, cancellationToken))
                return true;
        }
    }

    /// <summary>Nothing differs that WhatsApp has to approve.</summary>
    private static bool IsSame(LibraryItem one, LibraryItem other) =>
        (one.Kind, one.Category, one.Title, one.Text, one.Image) == (other.Kind, other.Category, other.Title, other.Text, other.Image)
        && one.Parameters.SequenceEqual(other.Parameters);

    private async Task<bool> TryAsync(LibraryItem item, bool removed, TableEntity? before, CancellationToken cancellationToken)
    {
        var row = new TableEntity(Partition, item.Id) { [Removed] = removed };
        row.Pack(item, LibraryJson.Default.LibraryItem);
        try
        {
            await (before is null
                ? tables.Library.AddEntityAsync(row, cancellationToken)
                : tables.Library.UpdateEntityAsync(row, before.ETag, TableUpdateMode.Replace, cancellationToken));
            return true;
        }
        catch (RequestFailedException conflict) when (conflict.Status is 409 or 412)
        {
            return false;
        }
    }

    private async Task<TableEntity?> RowAsync(string id, CancellationToken cancellationToken)
    {
        var row = await tables.Library.GetEntityIfExistsAsync<TableEntity>(Partition, id, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    private static LibraryItem? ItemOf(TableEntity? row, string id) =>
        row is null ? LibraryTemplates.Brought.FirstOrDefault(item => item.Id == id)
        : row.GetBoolean(Removed) == true ? null
        : row.Unpack(LibraryJson.Default.LibraryItem);
}
