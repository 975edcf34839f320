using System.Text.Json.Serialization;

namespace Samvad.Tracking;

/// <summary>What became of one announcement for one person.</summary>
public enum DeliveryStatus
{
    /// <summary>Not handed over yet; the only status that is not final.</summary>
    Queued,

    /// <summary>The provider took the message.</summary>
    Accepted,

    /// <summary>WhatsApp took the message.</summary>
    Sent,

    /// <summary>It is on the phone.</summary>
    Delivered,

    /// <summary>It was read, as far as the person lets us know.</summary>
    Read,

    /// <summary>It will not arrive; the code says why.</summary>
    Failed,

    /// <summary>It was not to be sent; the code says why.</summary>
    Skipped,
}

/// <summary>Why somebody of the audience was not sent the message.</summary>
public static class SkipReason
{
    public const string NoConsent = "no-consent";
    public const string OtherGroup = "told-in-other-group";
    public const string Expired = "expired";
}

/// <summary>One line of the ledger. Names are short because a page holds 250 of them.</summary>
public sealed class Delivery
{
    [JsonPropertyName("a")]
    public required string Address { get; init; }

    [JsonPropertyName("m")]
    public required string Member { get; init; }

    [JsonPropertyName("l")]
    public required string Language { get; init; }

    [JsonPropertyName("s")]
    public DeliveryStatus Status { get; set; }

    /// <summary>The provider's id of the message.</summary>
    [JsonPropertyName("i")]
    public string? MessageId { get; set; }

    /// <summary>A code of the failure table, or a reason of <see cref="SkipReason"/>.</summary>
    [JsonPropertyName("c")]
    public string? Code { get; set; }

    /// <summary>Attempts at handing it over.</summary>
    [JsonPropertyName("n")]
    public int Attempts { get; set; }

    /// <summary>Unix milliseconds at which the provider took it.</summary>
    [JsonPropertyName("t")]
    public long? AcceptedAt { get; set; }

    /// <summary>Unix milliseconds of the newest status.</summary>
    [JsonPropertyName("u")]
    public long? StatusAt { get; set; }

    [JsonIgnore]
    public bool IsFinal => Status != DeliveryStatus.Queued;

    /// <summary>
    /// Takes a status that the provider reports. It never goes back; Failed is final unless the message proves to
    /// have been delivered.
    /// </summary>
    /// <returns>Whether anything changed.</returns>
    public bool Advance(DeliveryStatus status, string? code, long at)
    {
        var forward = Status switch
        {
            DeliveryStatus.Skipped => false,
            DeliveryStatus.Failed => status is DeliveryStatus.Delivered or DeliveryStatus.Read,
            DeliveryStatus.Delivered or DeliveryStatus.Read when status == DeliveryStatus.Failed => false,
            _ => status > Status,
        };
        if (!forward)
            return false;
        Status = status;
        Code = status == DeliveryStatus.Failed ? code : null;
        StatusAt = at;
        return true;
    }

    /// <summary>Takes over what another writer of the same line knows more of.</summary>
    public void Merge(Delivery other)
    {
        MessageId ??= other.MessageId;
        AcceptedAt ??= other.AcceptedAt;
        Attempts = Math.Max(Attempts, other.Attempts);
        if (other.Status == DeliveryStatus.Skipped)
        {
            Status = other.Status;
            Code = other.Code;
        }
        else
        {
            Advance(other.Status, other.Code, other.StatusAt ?? 0);
        }
    }
}
