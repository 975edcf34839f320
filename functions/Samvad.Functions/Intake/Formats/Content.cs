using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Samvad.Intake.Formats;

/// <summary>What was sent or fetched.</summary>
/// <param name="Type">The content type as given.</param>
/// <param name="Headers">Where a CloudEvent may be around it in binary mode.</param>
internal sealed record Content(ReadOnlyMemory<byte> Body, string? Type, IHeaderDictionary? Headers = null)
{
    /// <summary>Null where the type is neither JSON nor XML. What curl and plain file servers name by default says nothing.</summary>
    public bool? IsMarkup => Media(Type) switch
    {
        null or "" or "application/x-www-form-urlencoded" or "application/octet-stream" or "text/plain" => LooksLikeXml,
        var media when media.EndsWith("/json", StringComparison.Ordinal) || media.EndsWith("+json", StringComparison.Ordinal) => false,
        _ => IsXml(Type!) ? true : null,
    };

    private bool LooksLikeXml
    {
        get
        {
            var start = Body.Span.StartsWith("\uFEFF"u8) ? Body.Span[3..] : Body.Span;
            return start.TrimStart(" \t\r\n"u8).StartsWith("<"u8);
        }
    }

    public static bool IsXml(string type) => Media(type) is { } media
        && (media.EndsWith("/xml", StringComparison.Ordinal) || media.EndsWith("+xml", StringComparison.Ordinal));

    private static string? Media(string? type) => string.IsNullOrWhiteSpace(type)
        ? null
        : MediaTypeHeaderValue.TryParse(type, out var parsed) ? parsed.MediaType.ToString().ToLowerInvariant() : type;
}
