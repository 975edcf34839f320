using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Samvad.WhatsApp;

/// <summary>A person wrote: the same shape whichever provider brought it.</summary>
/// <param name="Id">The provider's message id, or the event's where it gives none.</param>
/// <param name="From">E.164 number with plus, or a business-scoped user id.</param>
/// <param name="Source">The event as it came.</param>
public sealed record InboundEvent(string Id, string From, JsonElement Source) : ProviderEvent
{
    /// <summary>The provider's name, as in <see cref="IMessageProvider.Name"/>.</summary>
    public string? Provider { get; init; }

    /// <summary>The sender number that was written to, as the provider names it.</summary>
    public string? Channel { get; init; }

    public InboundKind Kind { get; init; }

    /// <summary>What was typed: the text, the caption of a picture or document, the sign of a reaction.</summary>
    public string? Text { get; init; }

    /// <summary>What a pressed button or a chosen list row carries; the row's or button's id where it was not of a template.</summary>
    public string? ButtonPayload { get; init; }

    /// <summary>What the button or row showed to the person.</summary>
    public string? ButtonText { get; init; }

    /// <summary>By which a picture, document, voice or video can be fetched from the provider.</summary>
    public string? MediaId { get; init; }

    public string? MimeType { get; init; }

    /// <summary>The provider's id of the message of ours that this answers or reacts to.</summary>
    public string? RepliedTo { get; init; }

    public double? Latitude { get; init; }

    public double? Longitude { get; init; }

    /// <summary>When it was written, by the provider's clock.</summary>
    public DateTimeOffset At { get; init; }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, InboundJson.Readable.InboundEvent);

    /// <exception cref="JsonException">The bytes are not an inbound event.</exception>
    public static InboundEvent FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, InboundJson.Readable.InboundEvent)
        ?? throw new JsonException("The body is no inbound event.");
}

/// <summary>In what form a person wrote.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InboundKind>))]
public enum InboundKind
{
    /// <summary>A form that nobody here reads: voice, video, sticker, contact and what may come.</summary>
    Unknown,
    Text,
    Button,
    ListReply,
    Image,
    Document,
    Location,
    Reaction,
}

[JsonSerializable(typeof(InboundEvent))]
internal sealed partial class InboundJson : JsonSerializerContext
{
    /// <summary>Marathi stays Marathi: three bytes a letter, not six.</summary>
    public static InboundJson Readable { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    });
}
