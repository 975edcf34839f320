using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Samvad.Consumers;

namespace Samvad.Access;

/// <summary>`GET /api/me`: who calls, and what they may.</summary>
public sealed class MeFunctions(Offices offices, IOptions<AccessOptions> options)
{
    [Function(nameof(ShowMe))]
    public async Task<IResult> ShowMe(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "me")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request);
        var tree = await offices.ReadTreeAsync(cancellationToken);
        return Results.Ok(new
        {
            caller.Id,
            caller.Name,
            caller.Kind,
            Roles = caller.Roles.Order().Select(role => role.ToString()),
            caller.Office,
            OfficeNames = caller.Office is { } office ? tree.Find(office)?.Name : null,
            caller.AdditionalOffices,
            Endpoints = EndpointTable.All.Where(endpoint => May(caller, endpoint)).Select(endpoint => endpoint.Function),
            SignOut = caller.Kind == CallerKind.Person ? options.Value.SignOutUrl : null,
        });
    }

    private static bool May(Caller caller, Endpoint endpoint) =>
        endpoint.Proof != Proof.Role
        || ((caller.Grants?.Contains(endpoint.Function) ?? caller.Roles.Overlaps(endpoint.Roles))
            && (endpoint.Reach != Reach.Whole || caller.IsEverywhere));
}
