using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;

namespace Samvad.Consumers;

/// <summary>What a caller says about an office; the code is in the address.</summary>
internal sealed record OfficeBody(string? Level, string? Parent, Names? Name);

/// <summary>An office as a caller sees it.</summary>
internal sealed record OfficeView(string Code, string Level, string? Parent, Names Name)
{
    public static OfficeView Of(Office office) =>
        new(office.Code, office.Level.ToString().ToLowerInvariant(), office.Parent, office.Name);
}

/// <summary>GET, PUT, DELETE /api/offices/{code}; GET /api/offices.</summary>
public sealed class OfficeFunctions(Offices offices, Groups groups, OfficeScopes scopes)
{
    [Function("ListOffices")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "offices")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var scope = await scopes.OfAsync(request, cancellationToken);
        return Results.Ok((await offices.ReadTreeAsync(cancellationToken)).All
            .Where(office => scope.Contains(office.Code))
            .OrderBy(office => office.Level).ThenBy(office => office.Code, StringComparer.Ordinal)
                .Select(OfficeView.Of));
    }

    [Function("GetOffice")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "offices/{code}")] HttpRequest request,
        string code,
        CancellationToken cancellationToken) =>
        (await offices.ReadTreeAsync(cancellationToken)).Find(code) is { } office
            && (await scopes.OfAsync(request, cancellationToken)).Contains(code)
            ? Results.Ok(OfficeView.Of(office))
            : Problem.NotFound("There is no office with this code.");

    [Function("PutOffice")]
    public async Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "offices/{code}")] HttpRequest request,
        string code,
        CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReadAsync<OfficeBody>(request, cancellationToken);
        if (body is null)
            return problem!;
        offices.Forget();
        var tree = await offices.ReadTreeAsync(cancellationToken);
        var check = new FieldCheck();
        var office = Rules.Office(check, name => name switch
        {
            "code" => code,
            "level" => body.Level,
            "parent" => body.Parent,
            "name_mr" => body.Name?.Mr,
            "name_hi" => body.Name?.Hi,
            _ => body.Name?.En,
        });
        Rules.Parent(check, office, tree.Find);
        if (tree.All.Any(child => child.Parent == code && child.Level <= office.Level))
            check.Add("level", body.Level, "level", "An office is of a higher level than those below it.");
        if (check.Faults.Count > 0)
            return Problem.Invalid("The office was not written.", RequestBody.InCamelCase(check.Faults));
        AuditNote.Of(request).At(code).Changed(
            tree.Find(code) is { } before ? OfficeView.Of(before) : null, OfficeView.Of(office));
        await offices.WriteAsync([office], cancellationToken);
        return Results.Ok(OfficeView.Of(office));
    }

    [Function("DeleteOffice")]
    public async Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "offices/{code}")] HttpRequest request,
        string code,
        CancellationToken cancellationToken)
    {
        offices.Forget();
        var tree = await offices.ReadTreeAsync(cancellationToken);
        if (tree.Find(code) is not { } office)
            return Problem.NotFound("There is no office with this code.");
        var children = tree.Subtree(code).Count - 1;
        var owned = await groups.InOfficesAsync(new HashSet<string> { code }, cancellationToken);
        if (children > 0 || owned.Count > 0)
            return Problem.Conflict(
                $"Office {code} has {children} offices below it and {owned.Count} groups. Move or delete them first.");
        AuditNote.Of(request).At(code, office.Parent).Changed(OfficeView.Of(office), null);
        await offices.DeleteAsync(code, cancellationToken);
        return Results.NoContent();
    }
}
