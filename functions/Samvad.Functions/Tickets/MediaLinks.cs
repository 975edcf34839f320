using Azure.Storage.Blobs;
using Azure.Storage.Sas;

namespace Samvad.Tickets;

/// <summary>Addresses under which WhatsApp fetches a stored picture, for a day.</summary>
public sealed class MediaLinks(BlobServiceClient blobs, TimeProvider time)
{
    public const string Container = "media";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <param name="media">The name of the picture.</param>
    public async Task<Uri> OfAsync(string media, CancellationToken cancellationToken)
    {
        var blob = blobs.GetBlobContainerClient(Container).GetBlobClient(media);
        var until = time.GetUtcNow() + Lifetime;
        if (blob.CanGenerateSasUri)
            return blob.GenerateSasUri(BlobSasPermissions.Read, until);
        // Reached by the app's identity there is no key of the account to sign with.
        var key = await blobs.GetUserDelegationKeyAsync(null, until, cancellationToken);
        var sas = new BlobSasBuilder(BlobSasPermissions.Read, until)
        {
            BlobContainerName = Container, BlobName = media, Resource = "b",
        };
        return new BlobUriBuilder(blob.Uri) { Sas = sas.ToSasQueryParameters(key.Value, blobs.AccountName) }.ToUri();
    }
}
