using Microsoft.AspNetCore.Http;

namespace Samvad.Intake;

/// <summary>A body as bytes, where it is not too large.</summary>
internal static class WholeBody
{
    /// <returns>Null where the body is larger than the limit; the rest of it is not read then.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(
        HttpRequest request, int limit, CancellationToken cancellationToken) => request.ContentLength > limit
            ? null
            : await ReadAsync(request.Body, (int)(request.ContentLength ?? 0), limit, cancellationToken);

    /// <returns>Null where there is more than the limit.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(
        Stream from, int expected, int limit, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream(expected);
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > limit)
                return null;
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
