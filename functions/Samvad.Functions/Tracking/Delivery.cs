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
    public const string Unreachable = "unreachable";
    public const string Left = "left-the-group";
    public const string Expired = "expired";
    public const string Superseded = "superseded";
    public const string Cancelled = "cancelled";
    public const string DayLimit = "told-enough-today";
    public const string WeekLimit = "told-enough-this-week";
}

/// <summary>Why somebody who is to be told has to wait.</summary>
public static class HoldReason
{
    public const string Paused = "paused";
    public const string Parked = "template-fault";
    public const string NoChannel = "no-active-channel";
    public const string QuietHours = "quiet-hours";
    public const string DailyLimit = "daily-limit";

    /// <summary>It may have been taken; its status is waited for.</summary>
    public const string OutcomeUnknown = "outcome-unknown";
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

    /// <summary>A code of the failure table, a reason of <see cref="SkipReason"/>, or while queued of <see cref="HoldReason"/>.</summary>
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

    /// <summary>Unix milliseconds at which it was marked to leave; none while that is known not to have happened.</summary>
    [JsonPropertyName("h")]
    public long? HandedAt { get; set; }

    /// <summary>Through which of the page's senders it was handed over last.</summary>
    [JsonPropertyName("v")]
    public int Sender { get; set; }

    /// <summary>How often it was queued again after a failure.</summary>
    [JsonPropertyName("r")]
    public int Round { get; set; }

    /// <summary>How often the provider had taken it when it failed; the next is another message to the provider.</summary>
    [JsonPropertyName("k")]
    public int Taken { get; set; }

    /// <summary>The message id that failed before this round: what still comes of it changes nothing.</summary>
    [JsonPropertyName("p")]
    public string? FailedMessageId { get; set; }

    /// <summary>Unix milliseconds before which it is not tried again.</summary>
    [JsonPropertyName("b")]
    public long? NotBefore { get; set; }

    /// <summary>The last one of the day: how the supply is, and that no more is told today.</summary>
    [JsonPropertyName("d")]
    public bool Digest { get; set; }

    private const string ErasedPrefix = "erased~";

    /// <summary>Whose it was is forgotten; that it was remains.</summary>
    [JsonIgnore]
    public bool IsErased => Address.StartsWith(ErasedPrefix, StringComparison.Ordinal);

    /// <param name="place">Tells it apart on its page.</param>
    /// <returns>The delivery without anything that leads to the person: a provider's message id may hold the number.</returns>
    public Delivery Erase(int place) => new()
    {
        Address = ErasedPrefix + place,
        Member = "",
        Language = Language,
        Status = IsFinal ? Status : DeliveryStatus.Skipped,
        Code = IsFinal ? Code : SkipReason.Left,
        Attempts = Attempts,
        AcceptedAt = AcceptedAt,
        StatusAt = StatusAt,
        Sender = Sender,
        Round = Round,
        Taken = Taken,
        Digest = Digest,
    };

    [JsonIgnore]
    public bool IsFinal => Status != DeliveryStatus.Queued;

    /// <summary>It was marked to leave, and nothing is known of what came of it.</summary>
    [JsonIgnore]
    public bool InDoubt => Status == DeliveryStatus.Queued && HandedAt is not null;

    /// <summary>
    /// An attempt had no answer, so the provider may hold the message whatever it says to later ones. Of this process
    /// alone: after a crash, being <see cref="InDoubt"/> says as much.
    /// </summary>
    [JsonIgnore]
    public bool MayBeTaken { get; set; }

    /// <summary>
    /// Queues a failed one again. What the provider never took keeps its message id, so that a repeat is dropped.
    /// </summary>
    public void Requeue(long? notBefore)
    {
        Taken += MessageId is null ? 0 : 1;
        FailedMessageId = MessageId ?? FailedMessageId;
        Round++;
        Status = DeliveryStatus.Queued;
        Code = null;
        MessageId = null;
        AcceptedAt = null;
        StatusAt = null;
        HandedAt = null;
        MayBeTaken = false;
        NotBefore = notBefore;
    }

    /// <summary>Not sent, and not to be.</summary>
    public void Skip(string reason)
    {
        Status = DeliveryStatus.Skipped;
        Code = reason;
        HandedAt = null;
    }

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
    /// <param name="sending">This process sends the page, so it knows best what is under way.</param>
    public void Merge(Delivery other, bool sending)
    {
        if (other.Round < Round)
            return;
        if (other.Round > Round)
        {
            Take(other);
            return;
        }

        MessageId ??= other.MessageId;
        AcceptedAt ??= other.AcceptedAt;
        Attempts = Math.Max(Attempts, other.Attempts);
        if (other.Status == DeliveryStatus.Skipped)
        {
            Skip(other.Code!);
        }
        else if (Status == DeliveryStatus.Queued && other.Status == DeliveryStatus.Queued)
        {
            if (!sending)
                (HandedAt, Sender, NotBefore, Code) = (other.HandedAt, other.Sender, other.NotBefore, other.Code);
        }
        else
        {
            Advance(other.Status, other.Code, other.StatusAt ?? 0);
        }
    }

    private void Take(Delivery other)
    {
        (Status, Code, MessageId, Attempts) = (other.Status, other.Code, other.MessageId, other.Attempts);
        (AcceptedAt, StatusAt, HandedAt, NotBefore) = (other.AcceptedAt, other.StatusAt, other.HandedAt, other.NotBefore);
        (Sender, Round, Taken, FailedMessageId) = (other.Sender, other.Round, other.Taken, other.FailedMessageId);
    }
}
