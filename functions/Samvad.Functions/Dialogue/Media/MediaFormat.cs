using System.Buffers.Binary;
using System.Text;

namespace Samvad.Dialogue;

/// <summary>
/// Follows the bytes of one file of a known format, as they come: whether it is whole, and where it ends. What is hung on
/// behind the end of a picture does not belong to it.
/// </summary>
internal abstract class MediaFormat
{
    /// <summary>So many bytes tell the format.</summary>
    public const int HeadLength = 8;

    public abstract string MimeType { get; }

    public abstract string Extension { get; }

    /// <summary>Whether all of the file has been read.</summary>
    public abstract bool IsWhole { get; }

    /// <summary>Something was read that such a file does not hold.</summary>
    public bool IsSpoilt { get; protected set; }

    /// <returns>How many of the bytes belong to the file.</returns>
    public abstract int Read(ReadOnlySpan<byte> bytes);

    /// <summary>By the first bytes, whatever the sender says; null where it is none of ours.</summary>
    public static MediaFormat? Of(ReadOnlySpan<byte> head) => head switch
    {
        [0xFF, 0xD8, 0xFF, ..] => new Jpeg(),
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => new Png(),
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', ..] => new Pdf(),
        _ => null,
    };

    /// <summary>ITU T.81, annex B: segments with their lengths, coded data between them, from SOI to EOI.</summary>
    private sealed class Jpeg : MediaFormat
    {
        private enum At
        {
            Mark,
            Code,
            LengthHigh,
            LengthLow,
            Segment,
            Coded,
            CodedMark,
            End,
        }

        private At _at;
        private int _code;
        private int _left;
        private bool _framed;
        private bool _scanned;

        public override string MimeType => "image/jpeg";
        public override string Extension => ".jpg";
        public override bool IsWhole => _at == At.End && _framed && _scanned;

        public override int Read(ReadOnlySpan<byte> bytes)
        {
            for (var i = 0; i < bytes.Length; i++)
            {
                if (_at == At.End || IsSpoilt)
                    return i;
                if (_at == At.Segment)
                {
                    var skipped = Math.Min(_left, bytes.Length - i);
                    _left -= skipped;
                    i += skipped - 1;
                    if (_left == 0)
                        _at = _code == 0xDA ? At.Coded : At.Mark;
                }
                else if (_at == At.Coded)
                {
                    var mark = bytes[i..].IndexOf((byte)0xFF);
                    if (mark < 0)
                        return bytes.Length;
                    i += mark;
                    _at = At.CodedMark;
                }
                else
                {
                    Step(bytes[i]);
                }
            }

            return bytes.Length;
        }

        private void Step(byte one)
        {
            switch (_at)
            {
                case At.Mark:
                    IsSpoilt = one != 0xFF;
                    _at = At.Code;
                    break;
                case At.Code when one != 0xFF:
                    Marked(one);
                    break;
                case At.CodedMark when one is 0 or (>= 0xD0 and <= 0xD7):
                    _at = At.Coded;
                    break;
                case At.CodedMark when one != 0xFF:
                    Marked(one);
                    break;
                case At.LengthHigh:
                    (_left, _at) = (one << 8, At.LengthLow);
                    break;
                case At.LengthLow:
                    _left = (_left | one) - 2;
                    IsSpoilt = _left < 0;
                    _at = _left > 0 ? At.Segment : _code == 0xDA ? At.Coded : At.Mark;
                    break;
            }
        }

        private void Marked(byte code)
        {
            _code = code;
            _framed |= code is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
            _scanned |= code == 0xDA;
            // Start of image, TEM and restarts stand alone; an end before any picture is none.
            IsSpoilt = code == 0 || (code == 0xD9 && !(_framed && _scanned));
            _at = code == 0xD9 ? At.End : code is 0xD8 or 0x01 or (>= 0xD0 and <= 0xD7) ? At.Mark : At.LengthHigh;
        }
    }

    /// <summary>ISO 15948: chunks of length, type, data and check sum, from IHDR to IEND.</summary>
    private sealed class Png : MediaFormat
    {
        private const int Signature = 8;
        private readonly byte[] _head = new byte[8];
        private int _filled = -Signature;
        private long _left;
        private uint _type;
        private bool _first = true;
        private bool _pixels;

        private static readonly uint Header = BinaryPrimitives.ReadUInt32BigEndian("IHDR"u8);
        private static readonly uint Pixels = BinaryPrimitives.ReadUInt32BigEndian("IDAT"u8);
        private static readonly uint End = BinaryPrimitives.ReadUInt32BigEndian("IEND"u8);

        public override string MimeType => "image/png";
        public override string Extension => ".png";
        public override bool IsWhole => _type == End && _left == 0 && _pixels && _filled == 0;

        public override int Read(ReadOnlySpan<byte> bytes)
        {
            for (var i = 0; i < bytes.Length;)
            {
                if (IsWhole || IsSpoilt)
                    return i;
                if (_left > 0)
                {
                    var skipped = (int)Math.Min(_left, bytes.Length - i);
                    _left -= skipped;
                    i += skipped;
                    continue;
                }

                if (_filled >= 0)
                    _head[_filled] = bytes[i];
                i++;
                if (++_filled == _head.Length)
                    Chunk();
            }

            return bytes.Length;
        }

        private void Chunk()
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(_head);
            _type = BinaryPrimitives.ReadUInt32BigEndian(_head.AsSpan(4));
            IsSpoilt = length > int.MaxValue || (_first && _type != Header) || !Encoding.ASCII.GetString(_head, 4, 4).All(char.IsAsciiLetter);
            _pixels |= _type == Pixels;
            _first = false;
            // The check sum belongs to the chunk.
            (_left, _filled) = (length + 4L, 0);
        }
    }

    /// <summary>ISO 32000: the last line says where the file ends.</summary>
    private sealed class Pdf : MediaFormat
    {
        private const int TailLength = 1024;
        private readonly byte[] _tail = new byte[TailLength];
        private int _filled;

        public override string MimeType => "application/pdf";
        public override string Extension => ".pdf";
        public override bool IsWhole => _tail.AsSpan(0, _filled).IndexOf("%%EOF"u8) >= 0;

        public override int Read(ReadOnlySpan<byte> bytes)
        {
            var last = bytes.Length > TailLength ? bytes[^TailLength..] : bytes;
            var kept = Math.Min(_filled, TailLength - last.Length);
            _tail.AsSpan(_filled - kept, kept).CopyTo(_tail);
            last.CopyTo(_tail.AsSpan(kept));
            _filled = kept + last.Length;
            return bytes.Length;
        }
    }
}
