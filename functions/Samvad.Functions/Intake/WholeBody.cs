using Microsoft.AspNetCore.Http;

namespace Samvad.Intake;

/// <summary>The body of a request as bytes, where it is not too large.</summary>
internal static class WholeBody
{
    /// <returns>Null where the body is larger than the limit; the rest of it is not read then.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
            return null;
        using var body = new MemoryStream((int)(request.ContentLength ?? 0));
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > limit)
                return null;
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
