using System.Collections.Concurrent;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Samvad.Tests.Telemetry;

/// <summary>A span as it came over the wire.</summary>
internal sealed record Span(string Trace, string Id, string Parent, string Name);

/// <summary>
/// An OpenTelemetry collector (OTLP over HTTP, protobuf) that keeps what it is sent. It reads as much of the messages as
/// the tests ask for; the numbers of fields are those of opentelemetry-proto 1.x.
/// </summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Collector(WebApplication app) => _app = app;

    public ConcurrentQueue<(string Signal, byte[] Body)> Received { get; } = new();

    public string Address => _app.Urls.First();

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var collector = new Collector(builder.Build());
        collector._app.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            collector.Received.Enqueue((signal, body.ToArray()));
        });
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>Everything that came, as text: strings lie in the messages as they are.</summary>
    public string Text(string signal) => string.Join(
        '\n', Received.Where(one => one.Signal == signal).Select(one => Encoding.UTF8.GetString(one.Body)));

    public IReadOnlyList<Span> Spans() =>
        [.. Bodies("traces").SelectMany(body => Parts(body, 1)).SelectMany(resource => Parts(resource, 2))
            .SelectMany(scope => Parts(scope, 2)).Select(span => new Span(
                Hex(span, 1), Hex(span, 2), Hex(span, 4), Encoding.UTF8.GetString(Parts(span, 5).Single())))];

    /// <summary>The newest sum of a counter over all its tags; 0 where it never came.</summary>
    public long Sum(string metric) => Bodies("metrics").Select(body => Points(body, metric, 7).Sum(point =>
        Numbers(point).Where(field => field.Field == 6).Sum(field => field.Value))).DefaultIfEmpty().Max();

    /// <summary>The newest count of a histogram over all its tags.</summary>
    public long Count(string metric) => Bodies("metrics").Select(body => Points(body, metric, 9).Sum(point =>
        Numbers(point).Where(field => field.Field == 4).Sum(field => field.Value))).DefaultIfEmpty().Max();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static IEnumerable<byte[]> Points(byte[] body, string metric, int kind) => Parts(body, 1)
        .SelectMany(resource => Parts(resource, 2)).SelectMany(scope => Parts(scope, 2))
        .Where(one => Encoding.UTF8.GetString(Parts(one, 1).Single()) == metric)
        .SelectMany(one => Parts(one, kind)).SelectMany(data => Parts(data, 1));

    private IEnumerable<byte[]> Bodies(string signal) => Received.Where(one => one.Signal == signal).Select(one => one.Body);

    private static string Hex(byte[] message, int field) => Convert.ToHexString(Parts(message, field).FirstOrDefault() ?? []);

    private static IReadOnlyList<byte[]> Parts(byte[] message, int field) =>
        [.. Fields(message).Where(one => one.Field == field && one.Bytes is not null).Select(one => one.Bytes!)];

    private static IEnumerable<(int Field, long Value)> Numbers(byte[] message) =>
        Fields(message).Where(one => one.Bytes is null).Select(one => (one.Field, one.Value));

    private static List<(int Field, long Value, byte[]? Bytes)> Fields(byte[] message)
    {
        var fields = new List<(int, long, byte[]?)>();
        var input = new CodedInputStream(message);
        while (input.ReadTag() is not 0 and var tag)
        {
            var field = WireFormat.GetTagFieldNumber(tag);
            fields.Add(WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => (field, input.ReadInt64(), null),
                WireFormat.WireType.Fixed64 => (field, (long)input.ReadFixed64(), null),
                WireFormat.WireType.Fixed32 => (field, input.ReadFixed32(), null),
                _ => (field, 0, input.ReadBytes().ToByteArray()),
            });
        }

        return fields;
    }
}
