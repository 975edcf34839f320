using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Samvad.Consumers;

/// <summary>A member of staff as a caller sees them: the phone is masked.</summary>
internal sealed record StaffView(string? Phone, string Name, string Role, string Office, string? Group, string Language)
{
    public static StaffView Of(StaffMember member) => new(
        Addresses.Mask(member.Address), member.Name, member.Role.ToString().ToLowerInvariant(),
        member.Office, member.Group, member.Language);
}

/// <summary>GET /api/staff?office=, which includes the offices below; DELETE /api/staff/{address}. They come by import.</summary>
public sealed class StaffFunctions(Staff staff, Offices offices)
{
    [Function("ListStaff")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "staff")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var all = (await staff.ReadAsync(cancellationToken)).All
            .OrderBy(member => member.Office, StringComparer.Ordinal).ThenBy(member => member.Group, StringComparer.Ordinal);
        var office = request.Query["office"].ToString();
        if (office.Length == 0)
            return Results.Ok(all.Select(StaffView.Of));
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
        CancellationToken cancellationToken) =>
        Addresses.Parse(address) is { } known && await staff.DeleteAsync(known, cancellationToken)
            ? Results.NoContent()
            : Problem.NotFound("No member of staff has this address.");
}
