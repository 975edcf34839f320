using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;

namespace Samvad.Operations;

/// <summary>`GET /api/alerts?open=true`: what needs an operator; `open=false`: the latest 200 that are over.</summary>
public sealed class AlertFunctions(Alerts alerts, AlertScope scope)
{
    private const int Top = 200;

    [Function(nameof(ListAlerts))]
    public async Task<IResult> ListAlerts(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "alerts")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var open = true;
        if (request.Query["open"] is [{ } text] && !bool.TryParse(text, out open))
            return Problem.Invalid("The query has errors.", new Fault(null, "open", text, "true-or-false", "true or false"));
        var all = await alerts.ListAsync(open, Top, cancellationToken);
        return Results.Ok(new { alerts = await scope.SeenAsync(request, all, cancellationToken) });
    }
}
