using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Samvad.Intake.Formats;

namespace Samvad.Intake.Polling;

/// <summary>What a feed answered.</summary>
/// <param name="Document">Null where nothing changed.</param>
internal sealed record FeedAnswer(Content? Document, string? ETag, DateTimeOffset? LastModified);

/// <summary>A poll that failed, in a sentence with the remedy; never with the credentials.</summary>
internal sealed class FeedException(string message, TimeSpan? retryAfter = null) : Exception(message)
{
    public TimeSpan? RetryAfter => retryAfter;
}

/// <summary>Asks a feed for what is new.</summary>
public sealed class FeedClient(IHttpClientFactory clients, TimeProvider time)
{
    internal const string Name = "feeds";

    /// <exception cref="FeedException">It did not answer with a document.</exception>
    internal async Task<FeedAnswer> GetAsync(FeedOptions feed, FeedState state, CancellationToken cancellationToken)
    {
        using var request = Request(feed, state);
        using var response = await clients.CreateClient(Name)
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotModified)
            return new FeedAnswer(null, state.ETag, state.LastModified);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new FeedException(Sentence(response), RetryAfter(response));
        if (response.Content.Headers.ContentLength > feed.MaxBytes)
            throw TooLarge(feed);
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var body = await WholeBody.ReadAsync(stream, 0, feed.MaxBytes, cancellationToken) ?? throw TooLarge(feed);
        return new FeedAnswer(
            new Content(body, feed.Format ?? response.Content.Headers.ContentType?.ToString()),
            response.Headers.ETag?.ToString(),
            response.Content.Headers.LastModified);
    }

    private static HttpRequestMessage Request(FeedOptions feed, FeedState state)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, feed.Url);
        if (state.ETag is { } etag)
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        request.Headers.IfModifiedSince = state.LastModified;
        if (feed.Password is { } password)
        {
            var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{feed.Username}:{password}"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", pair);
        }

        if (feed.Token is { } token)
        {
            var isBearer = feed.TokenHeader.Equals("Authorization", StringComparison.OrdinalIgnoreCase) && !token.Contains(' ');
            request.Headers.TryAddWithoutValidation(feed.TokenHeader, isBearer ? "Bearer " + token : token);
        }

        return request;
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };

    private static string Sentence(HttpResponseMessage response) => (int)response.StatusCode switch
    {
        401 or 403 => $"The server answered {(int)response.StatusCode}: check the feed's Username and Password, or Token.",
        404 or 410 => $"The server answered {(int)response.StatusCode}: check the feed's Url.",
        >= 300 and < 400 => $"The server sends elsewhere ({(int)response.StatusCode}): set the feed's Url to where it leads.",
        429 => "The server asks for fewer polls (429): set a longer Interval.",
        var code => $"The server answered {code}: ask whoever runs it.",
    };

    private static FeedException TooLarge(FeedOptions feed) => new(
        $"The document has more than {feed.MaxBytes} bytes: set the feed's MaxBytes, or a Url that asks for less.");
}
