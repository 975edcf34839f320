using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Samvad.WhatsApp.CloudApi;

/// <summary>
/// WhatsApp through Meta's Cloud API. It knows no repeatability: a message sent again is a second message, so
/// nothing is sent again here, and an answer that leaves the outcome open is told as such.
/// </summary>
public sealed partial class CloudApiProvider(
    IHttpClientFactory clients, CloudApiMedia media, ILogger<CloudApiProvider> logger) : IMessageProvider
{
    public const string ProviderName = "cloud";
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public string Name => ProviderName;

    public bool DropsRepeats => false;

    public async Task<SendOutcome> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(CloudApiMessage.Write(message));
        content.Headers.ContentType = Json;
        try
        {
            using var response = await clients.CreateClient(ProviderName)
                .PostAsync($"{message.Sender}/messages", content, cancellationToken);
            var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var outcome = CloudApiAnswer.Read(response, answer, out var trace);
            if (outcome.Code is { } code)
                LogRefused(code, trace);
            return outcome;
        }
        catch (BrokenCircuitException)
        {
            // Nothing left this machine.
            return SendOutcome.Failed(FailureTable.HttpServerError, CloudApiServices.Pause);
        }
        catch (HttpRequestException failure) when (NeverConnected(failure))
        {
            return SendOutcome.Failed(FailureTable.HttpServerError);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested
            && failure is TimeoutRejectedException or OperationCanceledException or HttpRequestException or IOException)
        {
            return SendOutcome.Failed(FailureTable.NoAnswer);
        }
    }

    public Task<IncomingMedia?> OpenMediaAsync(string mediaId, CancellationToken cancellationToken) =>
        media.OpenAsync(mediaId, cancellationToken);

    private static bool NeverConnected(HttpRequestException failure) => failure.HttpRequestError
        is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    [LoggerMessage(EventIds.CloudApiRefused, LogLevel.Debug,
        "The Cloud API answered {Code}; Meta's trace id is {TraceId}")]
    private partial void LogRefused(string code, string? traceId);
}
