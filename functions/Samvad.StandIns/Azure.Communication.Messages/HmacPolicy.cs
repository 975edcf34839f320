using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Communication.Messages;

/// <summary>
/// Signs a request with the access key, as documented at
/// https://learn.microsoft.com/azure/communication-services/tutorials/hmac-header-tutorial.
/// </summary>
internal sealed class HmacPolicy(AzureKeyCredential credential) : HttpPipelineSynchronousPolicy
{
    private const string Prefix = "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=";
    private KeyBytes _key = new(credential.Key);

    public override void OnSendingRequest(HttpMessage message)
    {
        var request = message.Request;
        var date = HttpDate.Now();
        var hash = HashOf(request.Content);
        var key = Key();
        var scratch = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            var length = StringToSign(request, date, hash, scratch);
            Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
            HMACSHA256.HashData(key, scratch.AsSpan(0, length), mac);
            request.Headers.SetValue("x-ms-date", date);
            request.Headers.SetValue("x-ms-content-sha256", hash);
            request.Headers.SetValue("Authorization", string.Concat(Prefix, Base64(mac)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private static int StringToSign(Request request, string date, string hash, Span<byte> target)
    {
        var uri = request.Uri;
        var fits = uri.Port is 443 or 80 or <= 0
            ? Utf8.TryWrite(
                target, CultureInfo.InvariantCulture,
                $"{request.Method}\n{uri.PathAndQuery}\n{date};{uri.Host};{hash}", out var length)
            : Utf8.TryWrite(
                target, CultureInfo.InvariantCulture,
                $"{request.Method}\n{uri.PathAndQuery}\n{date};{uri.Host}:{uri.Port};{hash}", out length);
        return fits ? length : throw new InvalidOperationException("The address is too long to be signed.");
    }

    private static string HashOf(RequestContent? content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        switch (content)
        {
            case null:
                SHA256.HashData([], hash);
                break;
            case JsonRequestContent json:
                SHA256.HashData(json.Body.Span, hash);
                break;
            default:
                using (var copy = new MemoryStream())
                {
                    content.WriteTo(copy, CancellationToken.None);
                    SHA256.HashData(copy.GetBuffer().AsSpan(0, (int)copy.Length), hash);
                }

                break;
        }

        return Base64(hash);
    }

    private static string Base64(ReadOnlySpan<byte> bytes)
    {
        Span<byte> text = stackalloc byte[44];
        Base64Of(bytes, text);
        return Encoding.ASCII.GetString(text);
    }

    private static void Base64Of(ReadOnlySpan<byte> bytes, Span<byte> text) =>
        System.Buffers.Text.Base64.EncodeToUtf8(bytes, text, out _, out _);

    // The key may be rotated through the credential at any time.
    private byte[] Key()
    {
        var key = _key;
        var current = credential.Key;
        if (!ReferenceEquals(key.Text, current))
            _key = key = new KeyBytes(current);
        return key.Bytes;
    }

    private sealed class KeyBytes(string text)
    {
        public string Text { get; } = text;
        public byte[] Bytes { get; } = Convert.FromBase64String(text);
    }
}
