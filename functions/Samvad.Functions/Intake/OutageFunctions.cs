using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Outages;

namespace Samvad.Intake;

/// <summary>The outage system's door: `POST /api/outages` and `GET /api/outages/{source}/{externalId}`.</summary>
public sealed class OutageFunctions(
    OutageIntake intake, OutageStore outages, OutageOptions options, OfficeScopes scopes, AffectedOffices affected)
{
    [Function(nameof(ReportOutages))]
    public Task<IResult> ReportOutages(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "outages")] HttpRequest request,
        CancellationToken cancellationToken) => intake.AcceptAsync(request, cancellationToken);

    [Function(nameof(ShowOutage))]
    public async Task<IResult> ShowOutage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "outages/{source}/{externalId}")] HttpRequest request,
        string source,
        string externalId,
        CancellationToken cancellationToken)
    {
        var outage = await outages.FindAsync(source, externalId, cancellationToken);
        var scope = await scopes.OfAsync(request, cancellationToken);
        if (outage is not null && !scope.IsEverywhere)
            outage = await affected.SeenAsync(outage, scope, cancellationToken);
        return outage is null
            ? Problem.NotFound("No report of this outage has been worked off. Just after it was accepted, ask again in a second.")
            : Results.Ok(outage.ToView(await outages.RevisionsAsync(source, externalId, cancellationToken), options));
    }
}
