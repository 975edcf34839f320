using System.Text;
using CsvHelper;

namespace Samvad.Consumers;

/// <summary>What the first bytes of a file tell: its kind, its columns, and where its rows begin.</summary>
internal sealed record ImportHead(ImportKind Kind, IReadOnlyList<string> Columns, long Offset, long Line)
{
    /// <summary>A header row must end within so many bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    private const string Utf8Remedy = "Save the file as \"CSV UTF-8\".";

    /// <param name="first">The first <see cref="MaxBytes"/> of the file, or all of it.</param>
    public static (ImportHead? Head, IReadOnlyList<Fault> Faults) Read(ReadOnlySpan<byte> first, ImportKind? kind)
    {
        if (first.IsEmpty)
            return One("body", "empty", "Send the CSV file as the body of the request.");
        if (first is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] || first[..Math.Min(first.Length, 256)].Contains((byte)0))
            return One("body", "encoding", "The file is UTF-16 or binary. " + Utf8Remedy);
        var bom = first is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
        var ends = first[bom..].IndexOfAny((byte)'\n', (byte)'\r');
        if (ends < 0 && first.Length >= MaxBytes)
            return One("header", "header", $"The first row must be the header, of at most {MaxBytes} bytes.");
        var length =
            ends < 0 ? first.Length - bom : ends + (first[(bom + ends)..] is [(byte)'\r', (byte)'\n', ..] ? 2 : 1);
        string text;
        try
        {
            text = new UTF8Encoding(false, true).GetString(first.Slice(bom, length));
        }
        catch (DecoderFallbackException)
        {
            return One("header", "encoding", "The bytes are not UTF-8. " + Utf8Remedy);
        }

        var columns = Parse(text);
        if ((kind ?? ImportColumns.Guess(columns)) is not { } known)
            return One("header", "unknown-kind",
                "Name the columns of an offices, groups, members or staff file in the first row, or say ?kind=.");
        var faults = ImportColumns.Check(known, columns);
        return faults.Count > 0 ? (null, faults) : (new(known, columns, bom + length, 2), []);
    }

    private static List<string> Parse(string header)
    {
        using var reader = CsvReader.FromText(header, new CsvReaderOptions { Separator = ',' });
        return reader.Headers.Select(name => name.Trim()).ToList();
    }

    private static (ImportHead?, IReadOnlyList<Fault>) One(string field, string rule, string remedy) =>
        (null, [new Fault(1, field, null, rule, remedy)]);
}
