using System.IO.Hashing;
using System.Text.Json;

namespace Samvad.LocalHost.Simulator.Acs;

/// <summary>
/// The body of a send request, read without copies; what was said is taken from the known renditions.
/// </summary>
internal ref struct AcsRequest
{
    public Guid Channel;
    public ReadOnlySpan<char> Person;
    public Rendition? Rendition;

    private int _recipients;
    private string? _kind;
    private ReadOnlySpan<byte> _content;
    private ReadOnlySpan<byte> _caption;
    private bool _hasChannel;

    /// <summary>
    /// Null where the body is valid; else what is wrong with it. Throws <see cref="JsonException"/> for no JSON.
    /// </summary>
    public string? Read(ReadOnlySpan<byte> body, Span<char> personBuffer, AcsRenditions renditions)
    {
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
            return "The body must be a JSON object.";
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            ReadMember(ref reader, body, personBuffer);
        if (!_hasChannel)
            return "channelRegistrationId must be a GUID.";
        if (_recipients != 1)
            return "to must hold exactly one recipient.";
        Person = Person is ['+', ..] ? Person[1..] : Person;
        if (!IsAddress(Person))
            return "to must be an E.164 number or a business-scoped user id.";
        if (_kind is null)
            return "kind must be text, image, document, video, audio or template.";
        if (_content.IsEmpty)
            return $"A message of kind {_kind} lacks its content.";
        Rendition = renditions.Get(_kind, _content, _caption, out var fault);
        return fault;
    }

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, Span<char> personBuffer)
    {
        if (reader.ValueTextEquals("channelRegistrationId"u8))
        {
            reader.Read();
            _hasChannel = reader.TokenType is JsonTokenType.String && reader.TryGetGuid(out Channel);
        }
        else if (reader.ValueTextEquals("to"u8))
        {
            reader.Read();
            ReadRecipients(ref reader, personBuffer);
        }
        else if (reader.ValueTextEquals("kind"u8))
        {
            reader.Read();
            _kind = KindOf(ref reader);
        }
        else
        {
            var isContent = reader.ValueTextEquals("template"u8) || reader.ValueTextEquals("content"u8)
                || reader.ValueTextEquals("mediaUri"u8);
            var isCaption = reader.ValueTextEquals("caption"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isContent)
                _content = body[start..(int)reader.BytesConsumed];
            else if (isCaption)
                _caption = body[start..(int)reader.BytesConsumed];
        }
    }

    private void ReadRecipients(ref Utf8JsonReader reader, Span<char> buffer)
    {
        if (reader.TokenType is not JsonTokenType.StartArray)
            throw new JsonException("to must be an array.");
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            if (reader.TokenType is not JsonTokenType.String || reader.ValueSpan.Length > buffer.Length)
                throw new JsonException("to must hold one recipient of at most 140 characters.");
            Person = buffer[..reader.CopyString(buffer)];
            _recipients++;
        }
    }

    private static string? KindOf(ref Utf8JsonReader reader) =>
        reader.TokenType is not JsonTokenType.String ? null
        : reader.ValueTextEquals("template"u8) ? "template"
        : reader.ValueTextEquals("text"u8) ? "text"
        : reader.GetString() is "image" or "image_v0" or "document" or "video" or "audio" ? reader.GetString()
        : null;

    // E.164: up to 15 digits. Business-scoped id: country, dot, up to 128 letters and digits.
    public static bool IsAddress(ReadOnlySpan<char> text) =>
        text.Length is >= 7 and <= 15 && !text.ContainsAnyExceptInRange('0', '9')
        || text is [>= 'A' and <= 'Z', >= 'A' and <= 'Z', '.', _, ..] && text.Length <= 131 && AllAlphanumeric(text[3..]);

    private static bool AllAlphanumeric(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c))
                return false;
        return true;
    }

    /// <summary>Of some bytes, to know them again; not against who would forge them.</summary>
    public static UInt128 HashOf(ReadOnlySpan<byte> bytes) => XxHash128.HashToUInt128(bytes);
}
