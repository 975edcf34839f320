using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Consumers;

namespace Samvad.Access;

/// <summary>What an Admin asks for.</summary>
/// <param name="Name">Of the machine: `oms`.</param>
/// <param name="Endpoints">Names of functions as in docs/access.md.</param>
/// <param name="Office">Below which it may see and tell; none is everywhere.</param>
/// <param name="ExpiresAt">After which it opens nothing; none is until it is revoked.</param>
internal sealed record KeyBody(string? Name, IReadOnlyList<string?>? Endpoints, string? Office, string? ExpiresAt);

/// <summary>`GET` and `POST /api/keys`, `DELETE /api/keys/{id}`: the keys of machines.</summary>
public sealed class KeyFunctions(ApiKeys keys, Offices offices, TimeProvider time)
{
    [Function(nameof(ListKeys))]
    public async Task<IResult> ListKeys(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "keys")] HttpRequest request,
        CancellationToken cancellationToken) => Results.Ok(new { keys = await keys.ListAsync(cancellationToken) });

    /// <summary>The value is in this answer and nowhere else.</summary>
    [Function(nameof(MakeKey))]
    public async Task<IResult> MakeKey(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "keys")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReadAsync<KeyBody>(request, cancellationToken);
        if (body is null)
            return problem!;
        var check = new FieldCheck();
        var name = check.Id("name", body.Name);
        var endpoints = Endpoints(body.Endpoints ?? [], check);
        var office = check.OptionalId("office", body.Office);
        if (office is not null && (await offices.ReadTreeAsync(cancellationToken)).Find(office) is null)
            check.Add("office", office, "unknown", "The code of an office that exists.");
        var expiresAt = check.Date("expiresAt", body.ExpiresAt);
        if (expiresAt <= time.GetUtcNow())
            check.Add("expiresAt", body.ExpiresAt, "range", "Later than now.");
        if (check.Faults.Count > 0)
            return Problem.Invalid("No key was made.", check.Faults);
        var (key, value) = await keys.MakeAsync(
            name, endpoints, office, expiresAt, Caller.Of(request).Id, cancellationToken);
        AuditNote.Of(request).About($"keys/{key.Id}").At(office).Changed(null, key);
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return Results.Created($"/api/keys/{key.Id}", new { key, value });
    }

    [Function(nameof(RevokeKey))]
    public async Task<IResult> RevokeKey(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "keys/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(id, "n", out _) || await keys.RevokeAsync(id, cancellationToken) is not { } key)
            return Problem.NotFound("There is no key with this id.");
        AuditNote.Of(request).At(key.Office).Changed(key with { RevokedAt = null }, key);
        return Results.NoContent();
    }

    private static IReadOnlyList<string> Endpoints(IReadOnlyList<string?> asked, FieldCheck check)
    {
        if (asked.Count == 0)
            check.Add("endpoints", null, "required", "At least one name of an endpoint, as GET /api/me lists them.");
        for (var i = 0; i < asked.Count; i++)
        {
            if (EndpointTable.Find(asked[i] ?? "") is not { Grantable: true })
                check.Add($"endpoints[{i}]", asked[i], "unknown", "The name of an endpoint that keys can be made for.");
        }

        return [.. asked.OfType<string>().Distinct()];
    }
}
