using System.ComponentModel.DataAnnotations;

namespace Samvad.Storage;

/// <summary>Settings under `Storage`: the account by its addresses and the app's identity, or a connection string.</summary>
public sealed class StorageOptions : IValidatableObject
{
    public const string Section = "Storage";

    /// <summary>`https://….table.core.windows.net`.</summary>
    public Uri? TableServiceUri { get; set; }

    /// <summary>`https://….blob.core.windows.net`.</summary>
    public Uri? BlobServiceUri { get; set; }

    /// <summary>For a single machine only.</summary>
    public string? ConnectionString { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(ConnectionString))
            yield break;
        foreach (var (name, uri) in new[] { (nameof(TableServiceUri), TableServiceUri), (nameof(BlobServiceUri), BlobServiceUri) })
        {
            if (uri is null)
                yield return new($"{Section}:{name} is missing. Give the address of the storage account ({Section}:ConnectionString on a single machine).");
            else if (uri is not { IsAbsoluteUri: true, Scheme: "https" })
                yield return new($"{Section}:{name} is '{uri}'. It is an https address.");
        }
    }
}

/// <summary>Settings under `ServiceBus`, which the Functions host reads too.</summary>
public sealed class ServiceBusOptions
{
    public const string Section = QueueNames.Connection;

    /// <summary>The host of the namespace, as `samvad.servicebus.windows.net`.</summary>
    [Required(ErrorMessage = "It is the host of the namespace, as samvad.servicebus.windows.net.")]
    public string FullyQualifiedNamespace { get; set; } = "";

    /// <summary>`managedidentity`; for the Functions host.</summary>
    public string? Credential { get; set; }

    /// <summary>Which identity; for the Functions host.</summary>
    public string? ClientId { get; set; }
}
