using System.Security.Cryptography;
using System.Text;

namespace Samvad.WhatsApp;

/// <summary>UUID version 5 (RFC 9562, 5.5): the same names give the same id, on every machine and after every crash.</summary>
public static class NameBasedGuid
{
    private static readonly Guid Samvad = new("6b1f9f5e-6f0f-5b0a-9d3c-5a1e0d6f2c41");

    /// <summary>The id of two names together, as announcement and person.</summary>
    public static Guid Of(string first, string second)
    {
        Span<byte> input = stackalloc byte[512];
        Samvad.TryWriteBytes(input, bigEndian: true, out var length);
        length += Encoding.UTF8.GetBytes(first, input[length..]);
        input[length++] = (byte)'|';
        length += Encoding.UTF8.GetBytes(second, input[length..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(input[..length], hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
