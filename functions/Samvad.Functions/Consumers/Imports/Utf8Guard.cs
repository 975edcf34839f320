using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Samvad.Consumers;

/// <summary>The file cannot be read on from a line.</summary>
internal sealed class ImportFileException(long line, string reason) : Exception($"Line {line}: {reason}")
{
    public long Line { get; } = line;
}

/// <summary>
/// Lets UTF-8 through and ends before the first line with a byte that is not; then <see cref="Fault"/> names the line.
/// </summary>
internal sealed class Utf8Guard(Stream inner, long firstLine) : Stream
{
    public const string Remedy = "the bytes are not UTF-8. Save the file as \"CSV UTF-8\" and import it again.";
    private readonly byte[] _pending = new byte[4];
    private int _pendingLength;
    private long _line = firstLine;

    /// <summary>Why the stream ended early; null where it did not.</summary>
    public ImportFileException? Fault { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }


    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Fault is not null)
            return 0;
        var read = await inner.ReadAsync(buffer, cancellationToken);
        return Passed(buffer.Span, read);
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        return Fault is not null ? 0 : Passed(buffer.AsSpan(offset, count), inner.Read(buffer, offset, count));
    }

    private int Passed(Span<byte> buffer, int read)
    {
        if (read == 0)
        {
            if (_pendingLength > 0)
                Fault = new ImportFileException(_line, "the file ends within a character; it is truncated.");
            return 0;
        }

        var bytes = buffer[..read];
        var bad = FirstBad(bytes);
        var good = bad < 0 ? bytes : bytes[..(bytes[..bad].LastIndexOf((byte)'\n') + 1)];
        if (bad >= 0)
            Fault = new ImportFileException(_line + bytes[..bad].Count((byte)'\n'), Remedy);
        _line += good.Count((byte)'\n');
        return good.Length;
    }

    /// <summary>The index of the first byte that is not UTF-8, or -1; an unfinished last character waits for the next
    /// bytes.</summary>
    private int FirstBad(ReadOnlySpan<byte> bytes)
    {
        var start = 0;
        while (_pendingLength > 0 && start < bytes.Length)
        {
            _pending[_pendingLength++] = bytes[start++];
            var status = Rune.DecodeFromUtf8(_pending.AsSpan(0, _pendingLength), out _, out _);
            if (status == OperationStatus.Done)
                _pendingLength = 0;
            else if (status != OperationStatus.NeedMoreData)
                return start - 1;
        }

        var rest = bytes[start..];
        var tail = Unfinished(rest);
        if (Utf8.IsValid(rest[..^tail]))
        {
            rest[^tail..].CopyTo(_pending.AsSpan(_pendingLength));
            _pendingLength += tail;
            return -1;
        }

        var at = 0;
        while (Rune.DecodeFromUtf8(rest[at..], out _, out var length) == OperationStatus.Done)
            at += length;
        return start + at;
    }

    private static int Unfinished(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var lead = bytes[^back];
            if ((lead & 0xC0) == 0x80)
                continue;
            var length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
            return length > back && Rune.DecodeFromUtf8(bytes[^back..], out _, out _) == OperationStatus.NeedMoreData
                ? back : 0;
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
