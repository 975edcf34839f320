using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;

namespace Samvad.Consumers;

/// <summary>What a caller says about a seat and, like a row of a file, about the person on it.</summary>
internal sealed record MemberBody(
    string? Name,
    string? Phone,
    string? Language,
    string? Category,
    string? ConsumerNumber,
    string? Feeder,
    string? Transformer,
    bool ConsentOutage,
    bool ConsentPlanned,
    bool ConsentSafety,
    bool ConsentService,
    string? ConsentSource,
    string? ConsentDate);

/// <summary>A page of members; phones masked but on the member's own endpoint.</summary>
internal sealed record MembersView(IReadOnlyList<Member> Members, string? Continuation);

/// <summary>GET, PUT, DELETE /api/groups/{id}/members/{member}; GET /api/groups/{id}/members?continuation=.</summary>
public sealed class MemberFunctions(
    Groups groups, MemberPages members, Seating seating, OfficeScopes scopes)
{
    private const int PageSize = 100;

    [Function("ListMembers")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "groups/{id}/members")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (await GroupAsync(request, id, cancellationToken) is null)
            return Problem.NotFound("There is no group with this id.");
        var after = request.Query["continuation"].ToString();
        var page = (await members.ReadAsync(id, cancellationToken))
            .Where(member => string.CompareOrdinal(member.Id, after) > 0)
            .Take(PageSize + 1)
            .Select(member => member with { Address = Addresses.Mask(member.Address)! })
            .ToList();
        return Results.Ok(new MembersView(
            page.Take(PageSize).ToList(), page.Count > PageSize ? page[PageSize - 1].Id : null));
    }

    [Function("GetMember")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "groups/{id}/members/{member}")] HttpRequest request,
        string id,
        string member,
        CancellationToken cancellationToken) =>
        await GroupAsync(request, id, cancellationToken) is not null
            && (await members.ReadAsync(id, cancellationToken)).FirstOrDefault(seat => seat.Id == member) is { } found
            ? Results.Ok(found)
            : Problem.NotFound("There is no member with this id in this group.");

    [Function("PutMember")]
    public async Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "groups/{id}/members/{member}")] HttpRequest request,
        string id,
        string member,
        CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReadAsync<MemberBody>(request, cancellationToken);
        if (body is null)
            return problem!;
        if (await GroupAsync(request, id, cancellationToken) is not { } group)
            return Problem.NotFound("There is no group with this id.");
        var check = new FieldCheck();
        var row = Rules.Seat(check, field => Field(field, id, member, body), _ => true);
        if (check.Faults.Count > 0)
            return Problem.Invalid("The member was not written.", RequestBody.InCamelCase(check.Faults));
        var before = (await members.ReadAsync(id, cancellationToken)).FirstOrDefault(seat => seat.Id == member);
        AuditNote.Of(request).At(group.Office).Changed(
            before is null ? null : View(before),
            new { row.Category, row.ConsumerNumber, row.Feeder, row.Transformer });
        await seating.SeatAsync([row], cancellationToken);
        return await GetAsync(request, id, member, cancellationToken);
    }

    /// <summary>The person stays, with consent and other seats.</summary>
    [Function("DeleteMember")]
    public async Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "groups/{id}/members/{member}")]
        HttpRequest request,
        string id,
        string member,
        CancellationToken cancellationToken)
    {
        if (await GroupAsync(request, id, cancellationToken) is not { } group
            || (await members.ReadAsync(id, cancellationToken)).FirstOrDefault(seat => seat.Id == member) is not { } before)
            return Problem.NotFound("There is no member with this id in this group.");
        AuditNote.Of(request).At(group.Office).Changed(View(before), null);
        await seating.UnseatAsync(id, [member], cancellationToken);
        return Results.NoContent();
    }

    private async Task<Group?> GroupAsync(HttpRequest request, string id, CancellationToken cancellationToken) =>
        await groups.FindAsync(id, cancellationToken) is { } group
            && (await scopes.OfAsync(request, cancellationToken)).Contains(group.Office) ? group : null;

    // Neither name nor phone: who it was can be looked up by the id while it is known.
    private static object View(Member seat) => new { seat.Category, seat.ConsumerNumber, seat.Feeder, seat.Transformer };

    private static string? Field(string field, string group, string member, MemberBody body) => field switch
    {
        "group" => group,
        "member" => member,
        "name" => body.Name,
        "phone" => body.Phone,
        "language" => body.Language,
        "category" => body.Category,
        "consumer_number" => body.ConsumerNumber,
        "feeder" => body.Feeder,
        "transformer" => body.Transformer,
        "consent_outage" => YesNo(body.ConsentOutage),
        "consent_planned" => YesNo(body.ConsentPlanned),
        "consent_safety" => YesNo(body.ConsentSafety),
        "consent_service" => YesNo(body.ConsentService),
        "consent_source" => body.ConsentSource,
        _ => body.ConsentDate,
    };

    private static string YesNo(bool given) => given ? "yes" : "no";
}
