using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Samvad.Intake;
using Samvad.Storage;
using Samvad.Telemetry;
using Samvad.Tracking;

namespace Samvad.WhatsApp.CloudApi;

/// <summary>
/// Takes Meta's notifications in: whose they are, whether they can be read, onto the queue, and only then the answer.
/// What is not answered with 200 Meta sends again.
/// </summary>
public sealed partial class WebhookIntake(
    [FromKeyedServices(QueueNames.ProviderEvents)] ServiceBusSender queue,
    IOptions<CloudApiOptions> options,
    ILogger<WebhookIntake> logger)
{
    /// <summary>Meta's largest notification.</summary>
    public const int MaxBytes = 3 * 1024 * 1024;

    private readonly CloudApiOptions _options = options.Value;

    /// <summary>Meta asks once, when the webhook is entered there.</summary>
    public IResult Confirm(IQueryCollection query)
    {
        if (!_options.HasWebhook)
            return None();
        return query["hub.mode"] == "subscribe"
            && WebhookSignature.Same(query["hub.verify_token"], _options.VerifyToken)
            ? Results.Text(query["hub.challenge"].ToString(), "text/plain")
            : Refused(StatusCodes.Status403Forbidden, "the verify token is another one");
    }

    public async Task<IResult> AcceptAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!_options.HasWebhook)
            return None();
        if (await WholeBody.ReadAsync(request, MaxBytes, cancellationToken) is not { } body)
            return Refused(StatusCodes.Status413PayloadTooLarge, "the body is larger than 3 MB");
        if (!WebhookSignature.Matches(request.Headers[WebhookSignature.Header], body.Span, _options.AppSecret))
            return Refused(StatusCodes.Status401Unauthorized, "the signature is missing or forged");
        try
        {
            using var notification = JsonDocument.Parse(body);
            var events = CloudApiEvents.Read(notification).Count;
            await queue.SendAllAsync(NotificationParts.Of(notification, body).Select(ToMessage), cancellationToken);
            LogAccepted(events);
            return Results.Ok();
        }
        catch (JsonException malformed)
        {
            return Refused(StatusCodes.Status400BadRequest, malformed.Message);
        }
    }

    private static ServiceBusMessage ToMessage(ReadOnlyMemory<byte> part) => new ServiceBusMessage(part)
    {
        ContentType = "application/json",
        ApplicationProperties = { [ProviderEventBatch.Provider] = CloudApiProvider.ProviderName },
    }.Traced();

    private static IResult None() => Problem.NotFound(
        $"There is no webhook without {CloudApiOptions.Section}:AppSecret and {CloudApiOptions.Section}:VerifyToken.");

    private IResult Refused(int status, string reason)
    {
        LogRefused(status, reason);
        return Results.Problem(statusCode: status, detail: $"The call is refused: {reason}.");
    }

    [LoggerMessage(EventIds.WebhookAccepted, LogLevel.Debug, "A notification of the Cloud API brought {Count} events")]
    private partial void LogAccepted(int count);

    [LoggerMessage(EventIds.WebhookRefused, LogLevel.Warning,
        "A call of the webhook is refused with {Status}: {Reason}")]
    private partial void LogRefused(int status, string reason);
}
