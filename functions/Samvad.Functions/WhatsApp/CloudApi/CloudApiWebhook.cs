using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Samvad.WhatsApp.CloudApi;

/// <summary>
/// Meta's door: `GET` and `POST /api/webhooks/whatsapp`. Meta has no key of ours; it shows the verify token once and
/// signs each call with the app's secret.
/// </summary>
public sealed class CloudApiWebhook(WebhookIntake intake)
{
    private const string Route = "webhooks/whatsapp";

    [Function(nameof(ConfirmWebhook))]
    public IResult ConfirmWebhook(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request) => intake.Confirm(request.Query);

    [Function(nameof(TakeNotification))]
    public Task<IResult> TakeNotification(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request,
        CancellationToken cancellationToken) => intake.AcceptAsync(request, cancellationToken);
}
