using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Timeout;

namespace Samvad.WhatsApp.CloudApi;

/// <summary>
/// What people sent, in two calls: the id gives an address that lives for minutes, the address gives the bytes
/// (developers.facebook.com/docs/whatsapp/cloud-api/reference/media).
/// </summary>
public sealed partial class CloudApiMedia(
    IHttpClientFactory clients, IOptions<CloudApiOptions> options, ILogger<CloudApiMedia> logger)
{
    /// <summary>Where Meta keeps media. The access token is shown to nobody else, whatever an answer says.</summary>
    private static readonly string[] Hosts = [".fbsbx.com", ".facebook.com", ".whatsapp.net"];

    /// <inheritdoc cref="IMessageProvider.OpenMediaAsync"/>
    public async Task<IncomingMedia?> OpenAsync(string mediaId, CancellationToken cancellationToken)
    {
        try
        {
            return await AddressOfAsync(mediaId, cancellationToken) is var (address, length)
                ? await OpenAsync(address, length, cancellationToken)
                : null;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested
            && failure is ExecutionRejectedException or OperationCanceledException or HttpRequestException)
        {
            throw new IOException("The Cloud API does not hand out the media just now.", failure);
        }
    }

    private async Task<(Uri Address, long? Length)?> AddressOfAsync(string mediaId, CancellationToken cancellationToken)
    {
        using var response = await clients.CreateClient(CloudApiProvider.ProviderName)
            .GetAsync(Uri.EscapeDataString(mediaId), cancellationToken);
        if (IsGone(response))
            return null;
        using var answer = Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        if (!Uri.TryCreate(answer?.RootElement.Text("url"), UriKind.Absolute, out var address))
            throw new IOException("The Cloud API answered without the media's address.");
        if (!IsMetas(address))
        {
            LogForeign(address.Host);
            return null;
        }

        return (address, (long?)answer!.RootElement.Number("file_size"));
    }

    private async Task<IncomingMedia?> OpenAsync(Uri address, long? length, CancellationToken cancellationToken)
    {
        var response = await clients.CreateClient(CloudApiProvider.ProviderName)
            .GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        try
        {
            if (IsGone(response))
                return null;
            var content = await response.Content.ReadAsStreamAsync(cancellationToken);
            var opened = new IncomingMedia(content, response.Content.Headers.ContentLength ?? length) { Connection = response };
            response = null;
            return opened;
        }
        finally
        {
            response?.Dispose();
        }
    }

    /// <exception cref="IOException">The answer is neither the media nor that there is none.</exception>
    private static bool IsGone(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.Gone
        || (response.IsSuccessStatusCode ? false : throw new IOException($"The Cloud API answered {(int)response.StatusCode}."));

    private bool IsMetas(Uri address)
    {
        var own = options.Value.BaseAddress;
        return (address.Scheme == own.Scheme && address.Authority == own.Authority)
            || (address.Scheme == Uri.UriSchemeHttps
                && Hosts.Any(host => address.Host.EndsWith(host, StringComparison.OrdinalIgnoreCase)));
    }

    private static JsonDocument? Parse(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(EventIds.MediaElsewhere, LogLevel.Warning,
        "The Cloud API named {Host} as the place of a media file; nothing is fetched from there")]
    private partial void LogForeign(string host);
}
