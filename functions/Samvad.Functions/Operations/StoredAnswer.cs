using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Samvad.Operations;

/// <summary>
/// An answer that is made once and given to all who ask: with an entity tag, so that who has it gets 304, and compressed
/// at most once.
/// </summary>
internal sealed class StoredAnswer(byte[] body, string contentType, string cacheControl, CompressionLevel level) : IResult
{
    private const int SmallestToCompress = 1024;
    private readonly Lazy<byte[]> _brotli = new(() => Compress(body, level));
    private readonly string _tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 12))}\"";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        response.Headers.CacheControl = cacheControl;
        response.Headers.ETag = _tag;
        response.Headers.Vary = "Accept-Encoding";
        response.Headers.XContentTypeOptions = "nosniff";
        if (request.Headers.IfNoneMatch.ToString().Contains(_tag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = contentType;
        var bytes = body;
        if (body.Length >= SmallestToCompress
            && request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.OrdinalIgnoreCase))
        {
            response.Headers.ContentEncoding = "br";
            bytes = _brotli.Value;
        }

        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, httpContext.RequestAborted);
    }

    private static byte[] Compress(byte[] bytes, CompressionLevel level)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, level, leaveOpen: true))
            brotli.Write(bytes);
        return packed.ToArray();
    }
}
