using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.Announcements.Audiences;

/// <summary>The saved audiences in their table.</summary>
public sealed class AudienceStore(SamvadTables tables)
{
    private const string Partition = "audience";

    public async Task<IReadOnlyList<SavedAudience>> AllAsync(CancellationToken cancellationToken)
    {
        var all = new List<SavedAudience>();
        await foreach (var row in tables.Audiences.QueryAsync<TableEntity>(
            row => row.PartitionKey == Partition, cancellationToken: cancellationToken))
        {
            all.Add(row.Unpack(AudienceJson.Default.SavedAudience)!);
        }

        return all;
    }

    public async Task<SavedAudience?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var row = await tables.Audiences.GetEntityIfExistsAsync<TableEntity>(Partition, id, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value!.Unpack(AudienceJson.Default.SavedAudience) : null;
    }

    public Task WriteAsync(SavedAudience audience, CancellationToken cancellationToken)
    {
        var row = new TableEntity(Partition, audience.Id);
        row.Pack(audience, AudienceJson.Default.SavedAudience);
        return tables.Audiences.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    public Task DeleteAsync(string id, CancellationToken cancellationToken) =>
        tables.Audiences.DeleteEntityAsync(Partition, id, ETag.All, cancellationToken);
}
