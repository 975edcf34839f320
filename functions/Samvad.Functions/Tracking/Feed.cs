using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.Tracking;

/// <summary>Which announcements a group got lately: where a status event starts to look for its message.</summary>
public sealed class Feed(SamvadTables tables)
{
    /// <summary>Announcements kept per group; statuses of older ones are not found any more.</summary>
    private const int Kept = 200;
    private const string Ids = "Announcements";

    /// <returns>Announcement ids, the newest first.</returns>
    public async Task<IReadOnlyList<string>> ReadAsync(string group, CancellationToken cancellationToken)
    {
        var row = await tables.Feed.GetEntityIfExistsAsync<TableEntity>(group, group, cancellationToken: cancellationToken);
        return row.HasValue ? Split(row.Value!) : [];
    }

    public async Task AddAsync(string group, string announcement, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await tables.Feed.GetEntityIfExistsAsync<TableEntity>(group, group, cancellationToken: cancellationToken);
            var ids = row.HasValue ? Split(row.Value!) : [];
            if (ids.Contains(announcement))
                return;
            var newest = ids.Append(announcement).OrderDescending(StringComparer.Ordinal).Take(Kept);
            var entity = new TableEntity(group, group) { [Ids] = string.Join(',', newest) };
            try
            {
                if (row.HasValue)
                    await tables.Feed.UpdateEntityAsync(entity, row.Value!.ETag, TableUpdateMode.Replace, cancellationToken);
                else
                    await tables.Feed.AddEntityAsync(entity, cancellationToken);
                return;
            }
            catch (RequestFailedException conflict) when (conflict.Status is 409 or 412)
            {
                // The group's other queue added one at the same time: read again.
            }
        }
    }

    private static string[] Split(TableEntity row) =>
        row.GetString(Ids)?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
