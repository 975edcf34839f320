using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Consumers;

namespace Samvad.Announcements.Audiences;

/// <summary>What a caller says about a saved audience.</summary>
internal sealed record SavedAudienceBody(string? Name, AudienceBody? Audience);

/// <summary>`GET /api/audiences`, `GET/PUT/DELETE /api/audiences/{id}`. How many they are tells a dry run.</summary>
public sealed class AudienceFunctions(AudienceStore store, Selections selections, TimeProvider time)
{
    private const int LongestName = 100;

    [Function(nameof(ListAudiences))]
    public async Task<IResult> ListAudiences(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "audiences")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var views = new List<object>();
        foreach (var audience in await store.AllAsync(cancellationToken))
        {
            if (await selections.MayUseAsync(Caller.Of(request), audience, cancellationToken))
                views.Add(View(audience));
        }

        return Results.Ok(new { audiences = views });
    }

    [Function(nameof(ShowAudience))]
    public async Task<IResult> ShowAudience(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "audiences/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        await FindAsync(request, id, cancellationToken) is { } audience ? Results.Ok(View(audience)) : NotFound(id);

    [Function(nameof(PutAudience))]
    public async Task<IResult> PutAudience(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "audiences/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReadAsync<SavedAudienceBody>(request, cancellationToken);
        if (body is null)
            return problem!;
        var caller = Caller.Of(request);
        var check = new FieldCheck();
        check.Id("id", id);
        var name = check.Text("name", body.Name, LongestName);
        if (body.Audience?.Saved is not null)
            check.Add("audience.saved", body.Audience.Saved, "not-here", "Name offices, groups and traits instead.");
        var selection = await selections.ReadAsync("audience.", body.Audience, caller, check, cancellationToken);
        if (check.Faults.Count > 0)
            return Problem.Invalid("The audience was not written.", check.Faults);
        if (await store.FindAsync(id, cancellationToken) is { } known && !await selections.MayUseAsync(caller, known, cancellationToken))
            return Problem.Conflict($"There is an audience '{id}' of another office. Choose another id.");
        var audience = new SavedAudience(
            id, name, selection, caller.Office, new Hand(caller.Id, caller.Name), time.GetUtcNow());
        await store.WriteAsync(audience, cancellationToken);
        return Results.Ok(View(audience));
    }

    [Function(nameof(DeleteAudience))]
    public async Task<IResult> DeleteAudience(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "audiences/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(request, id, cancellationToken) is null)
            return NotFound(id);
        await store.DeleteAsync(id, cancellationToken);
        return Results.NoContent();
    }

    private async Task<SavedAudience?> FindAsync(HttpRequest request, string id, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is { } audience
        && await selections.MayUseAsync(Caller.Of(request), audience, cancellationToken)
            ? audience
            : null;

    private static IResult NotFound(string id) => Problem.NotFound($"There is no audience '{Addresses.Mask(id)}'.");

    private static object View(SavedAudience audience) => new
    {
        audience.Id,
        audience.Name,
        Audience = AudienceBody.Of(audience.Selection),
        audience.Office,
        ChangedBy = audience.ChangedBy.Name,
        audience.ChangedAt,
    };
}
