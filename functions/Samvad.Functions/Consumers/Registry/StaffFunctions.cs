using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;

namespace Samvad.Consumers;

/// <summary>A member of staff as a caller sees them: the phone is masked.</summary>
/// <param name="Id">Names them where a ticket is assigned, without showing the phone.</param>
internal sealed record StaffView(
    string Id, string? Phone, string Name, string Role, string Office, string? Group, string Language)
{
    public static StaffView Of(StaffMember member) => new(
        member.Id, Addresses.Mask(member.Address), member.Name, member.Role.ToString().ToLowerInvariant(),
        member.Office, member.Group, member.Language);
}

/// <summary>GET /api/staff?office=, which includes the offices below; DELETE /api/staff/{address}. They come by import.</summary>
public sealed class StaffFunctions(Staff staff, Offices offices, OfficeScopes scopes)
{
    [Function("ListStaff")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var scope = await scopes.OfAsync(request, cancellationToken);
        var all = (await staff.ReadAsync(cancellationToken)).All.Where(member => scope.Contains(member.Office))
            .OrderBy(member => member.Office, StringComparer.Ordinal).ThenBy(member => member.Group, StringComparer.Ordinal);
        var office = request.Query["office"].ToString();
        if (office.Length == 0)
            return Results.Ok(all.Select(StaffView.Of));
        if (!scope.Contains(office))
            return OfficeScope.Beyond(office);
        var subtree = (await offices.ReadTreeAsync(cancellationToken)).Subtree(office);
        return subtree.Count == 0
            ? Problem.NotFound("There is no office with this code.")
            : Results.Ok(all.Where(member => subtree.Contains(member.Office)).Select(StaffView.Of));
    }

    /// <summary>Somebody who left; tickets that are theirs stay so until they are assigned anew.</summary>
    [Function("DeleteStaff")]
    public async Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "staff/{address}")] HttpRequest request,
        string address,
        CancellationToken cancellationToken)
    {
        var scope = await scopes.OfAsync(request, cancellationToken);
        var known = Addresses.Parse(address);
        staff.Forget();
        var roles = known is null ? [] : (await staff.ReadAsync(cancellationToken)).RolesOf(known).ToList();
        if (roles.Count == 0 || !scope.Touches(roles.Select(role => role.Office)))
            return Problem.NotFound("No member of staff has this address.");
        if (!scope.Covers([.. roles.Select(role => role.Office)]))
            return OfficeScope.Beyond("What they do");
        AuditNote.Of(request).At(roles.Select(role => role.Office)).Changed(roles.Select(role => new { role.Role, role.Office, role.Group }), null);
        await staff.DeleteAsync(known!, cancellationToken);
        return Results.NoContent();
    }
}
