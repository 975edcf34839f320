using Samvad.Dialogue;

namespace Samvad.Tests.Dialogue;

public sealed class MediaFormatTests
{
    public static TheoryData<string, string> Formats => new()
    {
        { "jpeg", "image/jpeg" }, { "png", "image/png" }, { "pdf", "application/pdf" },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_whole_file_is_known_by_its_bytes_however_they_are_cut(string kind, string type)
    {
        var file = FileOf(kind);
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            var format = MediaFormat.Of(file)!;
            for (var at = 0; at < file.Length;)
            {
                var next = random.Next(1, 40);
                Assert.Equal(Math.Min(next, file.Length - at), format.Read(file.AsSpan(at, Math.Min(next, file.Length - at))));
                at += next;
            }

            Assert.Equal((type, true, false), (format.MimeType, format.IsWhole, format.IsSpoilt));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_that_ends_too_early_is_not_whole_wherever_it_ends(string kind, string type)
    {
        var file = FileOf(kind);
        // The line end behind the last word of a PDF may be missing.
        for (var length = MediaFormat.HeadLength; length < file.Length - (kind == "pdf" ? 1 : 0); length++)
        {
            var format = MediaFormat.Of(file.AsSpan(0, length))!;
            format.Read(file.AsSpan(0, length));
            Assert.False(format.IsWhole, $"{type}: {length} of {file.Length} bytes");
        }
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("png")]
    public void What_hangs_behind_a_picture_does_not_belong_to_it(string kind)
    {
        var file = FileOf(kind);
        var format = MediaFormat.Of(file)!;
        Assert.Equal(file.Length, format.Read([.. file, .. SomeFile.Program()]));
        Assert.True(format.IsWhole);
    }

    [Fact]
    public void Bytes_at_random_behind_a_known_beginning_are_never_taken_for_a_picture()
    {
        var random = new Random(7);
        for (var round = 0; round < 2_000; round++)
        {
            byte[] file = [.. round % 2 == 0 ? SomeFile.Jpeg()[..4] : SomeFile.Png()[..8], .. Bytes(random, 2_000)];
            var format = MediaFormat.Of(file)!;
            format.Read(file);
            Assert.False(format.IsWhole);
        }
    }

    [Fact]
    public void Programs_archives_and_texts_are_none_of_ours()
    {
        Assert.Null(MediaFormat.Of(SomeFile.Program()));
        Assert.Null(MediaFormat.Of("PK\u0003\u0004zip"u8));
        Assert.Null(MediaFormat.Of("<html>"u8));
        Assert.Null(MediaFormat.Of("#!/bin/sh"u8));
        Assert.Null(MediaFormat.Of([]));
        Assert.Null(MediaFormat.Of([0xFF, 0xD8]));
    }

    private static byte[] FileOf(string kind) => kind switch
    {
        "jpeg" => SomeFile.Jpeg(),
        "png" => SomeFile.Png(),
        _ => SomeFile.Pdf(),
    };

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
