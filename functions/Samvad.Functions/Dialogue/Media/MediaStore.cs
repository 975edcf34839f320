using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Samvad.Tickets;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>Pictures and documents in the blob store. A name is a folder for the person and a file for the message.</summary>
public sealed class MediaStore(BlobServiceClient blobs)
{
    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient(MediaLinks.Container);
    private Task? _created;

    /// <summary>The same message is the same name, so a repetition writes the same file again.</summary>
    internal static string NameOf(string person, string inboundId, string extension) =>
        $"{FolderOf(person)}{NameBasedGuid.Of("media", inboundId):n}{extension}";

    /// <summary>Whether WhatsApp shows it as a picture.</summary>
    public static bool IsPicture(string name) => !name.EndsWith(".pdf", StringComparison.Ordinal);

    /// <returns>Its bytes and what they are; null where there is no such file.</returns>
    public async Task<(Stream Content, string MimeType)?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var blob = await _container.GetBlobClient(name).DownloadStreamingAsync(cancellationToken: cancellationToken);
            return (blob.Value.Content, blob.Value.Details.ContentType);
        }
        catch (Azure.RequestFailedException gone) when (gone.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Removes everything that a person sent.</summary>
    public async Task EraseAsync(string address, CancellationToken cancellationToken)
    {
        await EnsureAsync();
        await foreach (var blob in _container.GetBlobsAsync(
            BlobTraits.None, BlobStates.None, FolderOf(address), cancellationToken))
            await _container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken);
    }

    internal async Task<BlockBlobClient> BlobAsync(string name)
    {
        await EnsureAsync();
        return _container.GetBlockBlobClient(name);
    }

    private Task EnsureAsync()
    {
        // A failure is not kept: the next one tries again.
        if (_created is null or { IsFaulted: true } or { IsCanceled: true })
            _created = _container.CreateIfNotExistsAsync();
        return _created;
    }

    private static string FolderOf(string person) => $"{NameBasedGuid.Of("media-of", person):n}/";
}
