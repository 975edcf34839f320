using CsvHelper;

namespace Samvad.Consumers;

/// <summary>One row as read.</summary>
/// <param name="Line">The line it begins on, counted from 1.</param>
/// <param name="Truncated">The file ends within this row.</param>
internal sealed record CsvRow(string[] Fields, long Line, bool Truncated);

/// <summary>Reads rows from any row border on, and knows the byte and the line to go on from.</summary>
internal sealed class CsvRows : IDisposable
{
    /// <summary>Bytes of one row; a quote that is never closed would swallow the rest of the file.</summary>
    public const int MaxRow = 64 * 1024;

    private readonly Utf8Guard _guard;
    private readonly CsvReader _reader;
    private readonly long _firstByte;
    private readonly long _firstLine;
    private readonly long _bytes;
    private readonly int _columns;

    /// <param name="file">Begins at <paramref name="offset"/>, which is on <paramref name="line"/>.</param>
    /// <param name="bytes">The length of the whole file.</param>
    public CsvRows(Stream file, long offset, long line, long bytes, int columns)
    {
        (Offset, Line, _firstByte, _firstLine, _bytes, _columns) = (offset, line, offset, line, bytes, columns);
        _guard = new Utf8Guard(file, line);
        _reader = CsvReader.Create(_guard, new CsvReaderOptions
        {
            Separator = ',',
            HasHeader = false,
            TrackLineNumbers = true,
            IncludeValuesInExceptions = false,
            PoolStrings = true,
            BufferSize = MaxRow,
            MaxRecordSize = MaxRow,
        });
    }

    /// <summary>The byte behind the last row, before its line break; read on from there, it passes as a blank
    /// line.</summary>
    public long Offset { get; private set; }

    /// <summary>The line that <see cref="Offset"/> is on.</summary>
    public long Line { get; private set; }

    /// <returns>The next row that is not blank, or null at the end.</returns>
    /// <exception cref="ImportFileException">The file cannot be read on.</exception>
    public async Task<CsvRow?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await _reader.ReadAsync(cancellationToken))
                return Row();
            return _guard.Fault is { } fault ? throw fault : null;
        }
        catch (CsvFormatException)
        {
            throw new ImportFileException(
                Line, $"a row from here on is longer than {MaxRow} bytes; probably a quote is opened and never closed.");
        }
    }

    public void Dispose() => _reader.Dispose();

    private CsvRow Row()
    {
        var raw = _reader.RawRecord;
        var line = _firstLine + _reader.LineNumber - 1;
        Offset = _firstByte + _reader.ByteOffset + raw.Length;
        Line = line + raw.Count((byte)'\n');
        var fields = new string[_reader.FieldCount];
        for (var at = 0; at < fields.Length; at++)
            fields[at] = _reader.GetString(at);
        var last = _reader.GetRawSpan(fields.Length - 1);
        var unclosed = last is [(byte)'"', ..] && last.Count((byte)'"') % 2 == 1;
        return new(fields, line, Offset == _bytes && (unclosed || fields.Length < _columns));
    }
}
