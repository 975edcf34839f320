using System.Buffers.Binary;
using System.Text;

namespace Samvad.Tests.Dialogue;

/// <summary>The smallest files of each format that are whole, as long as they are asked to be.</summary>
internal static class SomeFile
{
    /// <summary>A frame, a thumbnail with an end of its own in a segment, a scan with stuffed bytes and restarts.</summary>
    public static byte[] Jpeg(int scan = 200)
    {
        var coded = Enumerable.Range(0, scan).Select(i => (byte)(i % 251)).ToArray();
        return
        [
            0xFF, 0xD8,
            0xFF, 0xE1, 0x00, 0x08, 0xFF, 0xD8, 0x11, 0x22, 0xFF, 0xD9,
            0xFF, 0xFF, 0xC0, 0x00, 0x0B, 8, 0, 1, 0, 1, 1, 1, 0x11, 0,
            0xFF, 0xDA, 0x00, 0x08, 1, 1, 0, 0, 0x3F, 0,
            .. coded, 0xFF, 0x00, 0xFF, 0xD0, 0x42,
            0xFF, 0xD9,
        ];
    }

    public static byte[] Png(int pixels = 200) =>
    [
        0x89, .. "PNG\r\n"u8, 0x1A, 0x0A,
        .. Chunk("IHDR", new byte[13]), .. Chunk("IDAT", [.. Enumerable.Range(0, pixels).Select(i => (byte)i)]), .. Chunk("IEND", []),
    ];

    public static byte[] Pdf(int body = 200) => [.. "%PDF-1.7\n"u8, .. new byte[body], .. "\nstartxref\n9\n%%EOF\n"u8];

    /// <summary>A program for Windows.</summary>
    public static byte[] Program() => [(byte)'M', (byte)'Z', 0x90, 0, .. new byte[500]];

    private static byte[] Chunk(string type, byte[] data)
    {
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        return chunk;
    }
}
