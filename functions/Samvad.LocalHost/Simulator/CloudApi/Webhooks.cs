using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Samvad.LocalHost.Simulator.CloudApi;

/// <summary>
/// Posts signed notifications to the hosts, as Meta does: what is not answered with 200 is posted again, ever later, to
/// another host where there is one. What waits when the process ends is lost.
/// </summary>
/// <param name="hosts">Where the webhooks are just now.</param>
internal sealed class Webhooks(
    Func<IReadOnlyList<Uri>> hosts, TimeProvider time, ILogger<Webhooks> logger) : BackgroundService
{
    public const string Path = "/api/webhooks/whatsapp";
    private const int Parallelism = 8;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes(CloudApiNumber.AppSecret);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly Channel<Notification> _outbox = Channel.CreateUnbounded<Notification>();
    private int _pending;
    private long _generation;

    /// <summary>Events that no host has taken yet.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>Rises with each clearing.</summary>
    public long Generation => Interlocked.Read(ref _generation);

    /// <param name="generation">Of when the events were taken from what waits: what was cleared since is not posted.</param>
    public void Post(ReadOnlyMemory<byte> body, int events, long generation)
    {
        Interlocked.Add(ref _pending, events);
        _outbox.Writer.TryWrite(new Notification(body, events, generation));
    }

    /// <summary>Drops what waits.</summary>
    public void Clear() => Interlocked.Increment(ref _generation);

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Parallelism).Select(_ => WorkAsync(stoppingToken)));

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        await foreach (var notification in _outbox.Reader.ReadAllAsync(cancellationToken))
        {
            await DeliverAsync(notification, cancellationToken);
            Interlocked.Add(ref _pending, -notification.Events);
        }
    }

    private async Task DeliverAsync(Notification notification, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        for (var attempt = 0; notification.Generation == Generation; attempt++)
        {
            var known = hosts();
            if (known.Count > 0 && await TryAsync(known[attempt % known.Count], notification, cancellationToken))
                return;
            if (known.Count > 0 && (attempt + 1) % known.Count != 0)
                continue;
            await Task.Delay(pause, time, cancellationToken);
            pause = pause < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<bool> TryAsync(Uri host, Notification notification, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(notification.Body);
        content.Headers.ContentType = new("application/json");
        content.Headers.Add("X-Hub-Signature-256", Signature(notification.Body.Span));
        try
        {
            using var response = await _http.PostAsync(new Uri(host, Path), content, cancellationToken);
            if (response.StatusCode is HttpStatusCode.OK)
                return true;
            logger.LogWarning(
                "The webhook answered {Status}; {Count} events are posted again", (int)response.StatusCode, notification.Events);
        }
        catch (Exception e) when (
            e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning(
                "The webhook did not answer ({Reason}); {Count} events are posted again", e.Message, notification.Events);
        }

        return false;
    }

    private static string Signature(ReadOnlySpan<byte> body) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Secret, body));

    private sealed record Notification(ReadOnlyMemory<byte> Body, int Events, long Generation);
}
