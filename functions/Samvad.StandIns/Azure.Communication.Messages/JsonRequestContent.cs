using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Azure.Core;

namespace Azure.Communication.Messages;

/// <summary>A JSON body in a pooled buffer, which goes back to the pool when the request is done with.</summary>
internal sealed class JsonRequestContent : RequestContent, IBufferWriter<byte>
{
    // Devanagari as it is, not as \u escapes: a third of the bytes to hash, send and parse.
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static Utf8JsonWriter? t_writer;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(2048);
    private int _length;

    public JsonRequestContent(NotificationContent content)
    {
        var writer = t_writer ?? new Utf8JsonWriter(this, WriterOptions);
        t_writer = null;
        writer.Reset(this);
        content.Write(writer);
        writer.Flush();
        writer.Reset(Stream.Null);
        t_writer = writer;
    }

    public ReadOnlyMemory<byte> Body => _buffer.AsMemory(0, _length);

    public void Advance(int count) => _length += count;
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = _length + Math.Max(sizeHint, 1);
        if (needed > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _buffer.Length * 2));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsMemory(_length);
    }

    public override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    public override void WriteTo(Stream stream, CancellationToken cancellation) => stream.Write(Body.Span);

    public override Task WriteToAsync(Stream stream, CancellationToken cancellation) =>
        stream.WriteAsync(Body, cancellation).AsTask();

    public override void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, []);
        _length = 0;
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
