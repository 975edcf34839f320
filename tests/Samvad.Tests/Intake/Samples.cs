using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Samvad.Intake;
using Samvad.Intake.Formats;
using Samvad.Outages;

namespace Samvad.Tests.Intake;

/// <summary>Documents of every format, and the reading of them as of the afternoon they were written.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = Ist("2026-06-12T15:30:00");

    public static DateTimeOffset Ist(string time) => DateTimeOffset.Parse(time + "+05:30", System.Globalization.CultureInfo.InvariantCulture);

    public static string Text(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", name));

    public static Batch Read(
        string document, string? type = null, string? source = "feed-1", DateTimeOffset? asOf = null,
        IHeaderDictionary? headers = null, IntakeOptions? options = null) =>
        Read(Encoding.UTF8.GetBytes(document), type, source, asOf, headers, options);

    public static Batch Read(
        byte[] document, string? type = null, string? source = "feed-1", DateTimeOffset? asOf = null,
        IHeaderDictionary? headers = null, IntakeOptions? options = null) =>
        new OutageFormats(Options.Create(options ?? new IntakeOptions()))
            .Read(new Content(document, type, headers), new Envelope(source, asOf, Now));

    /// <summary>The reports of a document in which nothing is wrong.</summary>
    public static IReadOnlyList<OutageReport> Reports(this Batch batch)
    {
        Assert.Empty(batch.Faults.All);
        return [.. batch.Taken.Select(taken => taken.Report)];
    }

    /// <summary>As text, so that what differs is seen.</summary>
    public static string Told(this OutageReport report) => System.Text.Json.JsonSerializer.Serialize(report, OutageJson.Default.OutageReport);
}
