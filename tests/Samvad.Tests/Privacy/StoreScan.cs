using System.IO.Compression;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace Samvad.Tests.Privacy;

/// <summary>Everything that lies in tables and blobs, also what is packed, searched for a text.</summary>
internal static class StoreScan
{
    /// <returns>Where it was found.</returns>
    public static async Task<IReadOnlyList<string>> FindAsync(AzuriteFixture azurite, string tablesPrefix, params string[] texts)
    {
        var found = new List<string>();
        await foreach (var table in azurite.Tables.QueryAsync($"TableName ge '{tablesPrefix}' and TableName lt '{tablesPrefix}~'"))
        {
            await foreach (var row in azurite.Tables.GetTableClient(table.Name).QueryAsync<TableEntity>())
            {
                foreach (var (where, content) in Contents(row))
                {
                    if (texts.Any(text => content.Contains(text, StringComparison.Ordinal)))
                        found.Add($"{table.Name[tablesPrefix.Length..]}/{row.PartitionKey}/{row.RowKey} {where}");
                }
            }
        }

        await foreach (var container in azurite.Blobs.GetBlobContainersAsync())
        {
            var client = azurite.Blobs.GetBlobContainerClient(container.Name);
            await foreach (var blob in client.GetBlobsAsync())
            {
                if (await ReadAsync(client.GetBlobClient(blob.Name)) is not { } content)
                    continue;
                if (texts.Any(text => content.Contains(text, StringComparison.Ordinal) || blob.Name.Contains(text)))
                    found.Add($"{container.Name}/{blob.Name}");
            }
        }

        return found;
    }

    /// <returns>Null where another test, which shares the store, removed its blob meanwhile.</returns>
    private static async Task<string?> ReadAsync(BlobClient blob)
    {
        try
        {
            return (await blob.DownloadContentAsync()).Value.Content.ToString();
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            return null;
        }
    }

    private static IEnumerable<(string Where, string Content)> Contents(TableEntity row)
    {
        var packed = new SortedDictionary<string, MemoryStream>();
        foreach (var (name, value) in row.OrderBy(property => property.Key, StringComparer.Ordinal))
        {
            if (value is not byte[] bytes)
            {
                yield return (name, $"{value}");
                continue;
            }

            yield return (name, Encoding.UTF8.GetString(bytes));
            var kind = name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
            if (!packed.TryGetValue(kind, out var whole))
                packed[kind] = whole = new MemoryStream();
            whole.Write(bytes);
        }

        foreach (var (kind, whole) in packed)
        {
            whole.Position = 0;
            string? content = null;
            try
            {
                using var inflate = new DeflateStream(whole, CompressionMode.Decompress);
                using var reader = new StreamReader(inflate);
                content = reader.ReadToEnd();
            }
            catch (InvalidDataException)
            {
                // Not packed.
            }

            if (content is not null)
                yield return (kind + " unpacked", content);
        }
    }
}
