using System.Security.Cryptography;
using System.Text;

namespace Samvad.WhatsApp.CloudApi;

/// <summary>
/// `X-Hub-Signature-256: sha256=…`, the HMAC of the body as it came
/// (developers.facebook.com/docs/graph-api/webhooks/getting-started).
/// </summary>
internal static class WebhookSignature
{
    public const string Header = "X-Hub-Signature-256";
    private const string Prefix = "sha256=";

    public static string Of(ReadOnlySpan<byte> body, string appSecret) =>
        Prefix + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(appSecret), body));

    /// <summary>In the same time whatever is wrong with it.</summary>
    public static bool Matches(string? header, ReadOnlySpan<byte> body, string appSecret) =>
        Same(header, Of(body, appSecret));

    public static bool Same(string? given, string expected) =>
        given is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
