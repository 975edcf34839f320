using System.Text;
using CsCheck;
using Samvad.Consumers;

namespace Samvad.Tests.Consumers;

public sealed class CsvRowsTests
{
    private static readonly Gen<string> Field = Gen.OneOf(
        Gen.String[Any.Of('a', 'अ', 'ट', ' ', '5'), 0, 6],
        Any.Of("\"a,b\"", "\"line\nbreak\"", "\"cr\r\nlf\"", "\"say \"\"hi\"\"\"", "5\" pipe", "😀"));

    private static readonly Gen<string> File = Gen.Select(
        Gen.Select(Field, Field, (one, other) => $"x{one},{other}")
            .Array[1, 12], Any.Of("\n", "\r\n", "\n\n"), Gen.Bool,
        (rows, border, ended) => string.Join(border, rows) + (ended ? border : ""));

    [Fact]
    public void Reading_on_from_after_any_row_gives_the_same_rows_and_lines() => File.Sample(text =>
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var whole = Read(bytes, 0, 2);
        Assert.NotEmpty(whole);
        for (var after = 0; after < whole.Count; after++)
        {
            var rest = Read(bytes, whole[after].Offset, whole[after].Line);
            Assert.Equal(
                whole.Skip(after + 1).Select(row => (row.Row.Line, string.Join('|', row.Row.Fields))),
                rest.Select(row => (row.Row.Line, string.Join('|', row.Row.Fields))));
        }
    });

    [Fact]
    public void A_stray_quote_harms_only_its_own_row()
    {
        var rows = Read(Encoding.UTF8.GetBytes("a,5\" pipe,c\nd,e,f\n"), 0, 1);
        Assert.Equal(["a|5\" pipe|c", "d|e|f"], rows.Select(row => string.Join('|', row.Row.Fields)));
    }

    [Fact]
    public void The_guard_passes_what_is_UTF_8_and_names_the_line_of_what_is_not() => Gen.Select(
        Any.Of("a", "\n", "ं", "अ", "😀", "é").Array[0, 40], Gen.Int[0, 60], Gen.Int[1, 7]).Sample((letters, at, step) =>
    {
        var good = Encoding.UTF8.GetBytes(string.Concat(letters));
        using var pure = new Utf8Guard(new Dripping(good, step), 1);
        Assert.Equal(good, Drain(pure));
        Assert.Null(pure.Fault);

        at = Math.Min(at, good.Length);
        byte[] bad = [.. good[..at], 0xFF, .. good[at..]];
        using var broken = new Utf8Guard(new Dripping(bad, step), 1);
        var passed = Drain(broken);
        Assert.Equal(1 + good[..at].Count(letter => letter == '\n'), broken.Fault!.Line);
        Assert.True(good.AsSpan().StartsWith(passed));
    });

    private static byte[] Drain(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static List<(CsvRow Row, long Offset, long Line)> Read(byte[] file, long offset, long line)
    {
        using var rows =
            new CsvRows(new MemoryStream(file, (int)offset, file.Length - (int)offset), offset, line, file.Length, 2);
        var read = new List<(CsvRow, long, long)>();
        while (rows.ReadAsync(default).GetAwaiter().GetResult() is { } row)
            read.Add((row, rows.Offset, rows.Line));
        return read;
    }

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class Dripping(byte[] bytes, int step) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, Math.Min(step, count));
    }
}

file static class Any
{
    public static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);
}
