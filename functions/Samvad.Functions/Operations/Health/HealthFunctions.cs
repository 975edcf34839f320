using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Samvad.Operations;

/// <summary>
/// For probes, which have no key. `live`: the process answers. `ready`: it can do its work, else 503 and what is missing.
/// </summary>
public sealed class HealthFunctions(Health health)
{
    private static readonly string Version = typeof(HealthFunctions).Assembly.GetName().Version?.ToString(3) ?? "";

    [Function(nameof(GetLive))]
    public IResult GetLive(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/live")] HttpRequest request) =>
        Results.Json(new { status = "live", version = Version });

    [Function(nameof(GetReady))]
    public async Task<IResult> GetReady(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/ready")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var checks = await health.CheckAsync(cancellationToken);
        var ready = checks.All(check => check.Ready);
        return Results.Json(
            new { status = ready ? "ready" : "not-ready", checks },
            statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
