using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Samvad.LocalHost.Simulator.Acs;

/// <summary>
/// Checks the signature of a request as documented at
/// https://learn.microsoft.com/azure/communication-services/tutorials/hmac-header-tutorial.
/// </summary>
internal sealed class AcsSignature(byte[] key, TimeProvider time)
{
    /// <summary>The well-known key of the simulator, which listens on the loopback interface only.</summary>
    public static readonly byte[] WellKnownKey = "samvad-simulator-access-key"u8.ToArray();

    private static readonly byte[] Prefix =
        "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature="u8.ToArray();

    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    private KnownDate _date = new("", default);

    /// <summary>Null where the signature holds; else what is wrong with it.</summary>
    public string? FaultOf(HttpContext context, ReadOnlySpan<byte> body)
    {
        var headers = context.Request.Headers;
        string? date = headers["x-ms-date"], hash = headers["x-ms-content-sha256"], authorization = headers.Authorization;
        if (date is null || hash is null || authorization is null)
            return "The headers Authorization, x-ms-date and x-ms-content-sha256 are required.";
        if (Parsed(date) is not { } at || (time.GetUtcNow() - at).Duration() > Skew)
            return "x-ms-date must be an RFC 1123 date within 5 minutes of now.";
        Span<byte> text = stackalloc byte[44];
        Span<byte> bytes = stackalloc byte[32];
        SHA256.HashData(body, bytes);
        Base64.EncodeToUtf8(bytes, text, out _, out _);
        if (!Same(hash, [], text))
            return "x-ms-content-sha256 is not the hash of the body.";
        Sign(context.Features.GetRequiredFeature<IHttpRequestFeature>(), date, headers.Host!, hash, bytes);
        Base64.EncodeToUtf8(bytes, text, out _, out _);
        return Same(authorization, Prefix, text) ? null : "The signature does not match.";
    }

    private void Sign(IHttpRequestFeature request, string date, string host, string hash, Span<byte> mac)
    {
        var length = request.Method.Length + request.RawTarget.Length + date.Length + host.Length + hash.Length + 4;
        Span<byte> toSign = length <= 1024 ? stackalloc byte[1024] : new byte[length * 3];
        var at = Put(request.Method, '\n', toSign, 0);
        at = Put(request.RawTarget, '\n', toSign, at);
        at = Put(date, ';', toSign, at);
        at = Put(host, ';', toSign, at);
        at += Encoding.ASCII.GetBytes(hash, toSign[at..]);
        HMACSHA256.HashData(key, toSign[..at], mac);
    }

    private static int Put(string text, char end, Span<byte> target, int at)
    {
        at += Encoding.ASCII.GetBytes(text, target[at..]);
        target[at] = (byte)end;
        return at + 1;
    }

    // In fixed time over the secret part.
    private static bool Same(string given, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> expected)
    {
        Span<byte> ascii = stackalloc byte[256];
        if (given.Length != prefix.Length + expected.Length || !Encoding.ASCII.TryGetBytes(given, ascii, out var length))
            return false;
        return length == given.Length && ascii.StartsWith(prefix)
            && CryptographicOperations.FixedTimeEquals(ascii[prefix.Length..length], expected);
    }

    private DateTimeOffset? Parsed(string text)
    {
        var known = _date;
        if (known.Text == text)
            return known.At;
        if (!DateTimeOffset.TryParseExact(
            text, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return null;
        _date = new KnownDate(text, at);
        return at;
    }

    private sealed record KnownDate(string Text, DateTimeOffset At);
}
