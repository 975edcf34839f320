using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace Samvad.Benchmarks;

/// <summary>
/// A browser with the page open, as far as the host notices it: the same requests, compressed and conditional, each two
/// seconds, and none while one is under way.
/// </summary>
internal sealed partial class PageViewer(Uri host, string key) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.Brotli })
    {
        BaseAddress = host,
        DefaultRequestHeaders = { { "x-functions-key", key } },
    };

    private readonly Dictionary<string, string> _tags = [];

    /// <summary>Milliseconds that each answer took.</summary>
    public List<double> Answers { get; } = [];

    /// <summary>The page, its files side by side, who looks, and what is there to see.</summary>
    public async Task<TimeSpan> FirstViewAsync()
    {
        var clock = Stopwatch.StartNew();
        var page = await _http.GetStringAsync("/api/page/");
        await Task.WhenAll(Link().Matches(page).Select(link => _http.GetByteArrayAsync("/api/page/" + link.Groups[1].Value)));
        await _http.GetStringAsync("/api/me");
        await Task.WhenAll(AskAsync("/api/now"), AskAsync("/api/offices"));
        return clock.Elapsed;
    }

    public async Task WatchAsync(Func<string?> announcement, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.WhenAll(
                    AskAsync("/api/now"),
                    announcement() is { } id ? AskAsync($"/api/announcements/{id}/live") : Task.CompletedTask);
                await Task.Delay(Interval, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The round is over.
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task AskAsync(string path)
    {
        var clock = Stopwatch.StartNew();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (_tags.GetValueOrDefault(path) is { } tag)
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        using var answer = await _http.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
        if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.NotModified))
            throw new InvalidOperationException($"{path} answered {(int)answer.StatusCode}.");
        if (answer.Headers.ETag is { } fresh)
            _tags[path] = fresh.ToString();
        Answers.Add(clock.Elapsed.TotalMilliseconds);
    }

    [GeneratedRegex("""(?:href|src)="\./([^"]+)""")]
    private static partial Regex Link();
}
