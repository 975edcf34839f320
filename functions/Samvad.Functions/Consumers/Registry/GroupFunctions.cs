using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;

namespace Samvad.Consumers;

/// <summary>What a caller says about a group; area is urban or rural.</summary>
internal sealed record GroupBody(string? Office, string? Name, string? Area, string? Lineman);

/// <summary>A group as a caller sees it.</summary>
internal sealed record GroupView(string Id, string Office, string Name, string Area, string? Lineman, int Members)
{
    public static GroupView Of(Group group) =>
        new(group.Id, group.Office, group.Name, group.Urban ? "urban" : "rural", group.Lineman, group.Members);
}

/// <summary>GET, PUT, DELETE /api/groups/{id}; GET /api/groups?office=, which includes the offices below.</summary>
public sealed class GroupFunctions(
    Offices offices, Groups groups, MemberPages members, Seating seating, OfficeScopes scopes)
{
    [Function("ListGroups")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "groups")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var office = request.Query["office"].ToString();
        var scope = await scopes.OfAsync(request, cancellationToken);
        if (office.Length == 0)
        {
            return Results.Ok((await groups.AllAsync(cancellationToken))
                .Where(group => scope.Contains(group.Office)).Select(GroupView.Of));
        }

        if (!scope.Contains(office))
            return OfficeScope.Beyond(office);
        var subtree = (await offices.ReadTreeAsync(cancellationToken)).Subtree(office);
        return subtree.Count == 0
            ? Problem.NotFound("There is no office with this code.")
            : Results.Ok((await groups.InOfficesAsync(subtree, cancellationToken)).Select(GroupView.Of));
    }

    [Function("GetGroup")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "groups/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        await groups.FindAsync(id, cancellationToken) is { } group
            && (await scopes.OfAsync(request, cancellationToken)).Contains(group.Office)
            ? Results.Ok(GroupView.Of(group))
            : Problem.NotFound("There is no group with this id.");

    [Function("PutGroup")]
    public async Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "groups/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReadAsync<GroupBody>(request, cancellationToken);
        if (body is null)
            return problem!;
        offices.Forget();
        var tree = await offices.ReadTreeAsync(cancellationToken);
        var check = new FieldCheck();
        var group = Rules.Group(
            check,
            field => field switch
            {
                "id" => id,
                "office" => body.Office,
                "name" => body.Name,
                "area" => body.Area,
                _ => body.Lineman,
            },
            tree.Find);
        if (check.Faults.Count > 0)
            return Problem.Invalid("The group was not written.", check.Faults);
        var scope = await scopes.OfAsync(request, cancellationToken);
        var before = await groups.FindAsync(id, cancellationToken);
        if (!scope.Contains(group.Office) || (before is not null && !scope.Contains(before.Office)))
            return OfficeScope.Beyond("The group");
        AuditNote.Of(request).At(group.Office, before?.Office)
            .Changed(before is null ? null : GroupView.Of(before), GroupView.Of(group));
        await groups.WriteAsync([group], cancellationToken);
        return Results.Ok(GroupView.Of((await groups.FindAsync(id, cancellationToken))!));
    }

    /// <summary>Its members lose their seats in it; the people stay.</summary>
    [Function("DeleteGroup")]
    public async Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "groups/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (await groups.FindAsync(id, cancellationToken) is not { } group
            || !(await scopes.OfAsync(request, cancellationToken)).Contains(group.Office))
            return Problem.NotFound("There is no group with this id.");
        AuditNote.Of(request).At(group.Office).Changed(GroupView.Of(group), null);
        var all = await members.ReadAsync(id, cancellationToken);
        await seating.UnseatAsync(id, all.Select(member => member.Id), cancellationToken);
        await groups.DeleteAsync(id, cancellationToken);
        return Results.NoContent();
    }
}
