using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Consumers;

namespace Samvad.Announcements.Audiences;

/// <summary>What a caller says about a saved audience.</summary>
internal sealed record SavedAudienceBody(string? Name, AudienceBody? Audience);

/// <summary>`GET /api/audiences`, `GET/PUT/DELETE /api/audiences/{id}`. How many they are tells a dry run.</summary>
public sealed class AudienceFunctions(AudienceStore store, Selections selections, AnnouncementScope scope, MadeWithin reach, TimeProvider time)
{
    private const int LongestName = 100;

    [Function(nameof(ListAudiences))]
    public async Task<IResult> ListAudiences(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "audiences")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var views = new List<object>();
        foreach (var audience in await store.AllAsync(cancellationToken))
        {
            if (await reach.SeesAsync(Caller.Of(request), audience.Within, cancellationToken))
                views.Add(View(audience));
        }

        return Results.Ok(new { audiences = views });
    }

    [Function(nameof(ShowAudience))]
    public async Task<IResult> ShowAudience(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "audiences/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        await FindAsync(request, id, cancellationToken) is { } audience ? Results.Ok(View(audience)) : NotFound(id);

    [Function(nameof(PutAudience))]
    public async Task<IResult> PutAudience(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "audiences/{id}")] HttpRequest request,
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
        if (!await scope.RulesAsync(request, selection.Places, cancellationToken))
            return OfficeScope.Beyond("The audience");
        var known = await store.FindAsync(id, cancellationToken);
        if (known is not null && !await reach.SeesAsync(caller, known.Within, cancellationToken))
            return Problem.Conflict($"There is an audience '{id}' of another office. Choose another id.");
        var audience = new SavedAudience(
            id, name, selection, MadeWithin.Of(caller), new Hand(caller.Id, caller.Name), time.GetUtcNow());
        AuditNote.Of(request).At(audience.Within ?? []).Changed(known is null ? null : View(known), View(audience));
        await store.WriteAsync(audience, cancellationToken);
        return Results.Ok(View(audience));
    }

    [Function(nameof(DeleteAudience))]
    public async Task<IResult> DeleteAudience(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "audiences/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(request, id, cancellationToken) is not { } audience)
            return NotFound(id);
        AuditNote.Of(request).At(audience.Within ?? []).Changed(View(audience), null);
        await store.DeleteAsync(id, cancellationToken);
        return Results.NoContent();
    }

    private async Task<SavedAudience?> FindAsync(HttpRequest request, string id, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is { } audience
        && await reach.SeesAsync(Caller.Of(request), audience.Within, cancellationToken)
            ? audience
            : null;

    private static IResult NotFound(string id) => Problem.NotFound($"There is no audience '{Addresses.Mask(id)}'.");

    private static object View(SavedAudience audience) => new
    {
        audience.Id,
        audience.Name,
        Audience = AudienceBody.Of(audience.Selection),
        Offices = audience.Within,
        ChangedBy = audience.ChangedBy.Name,
        audience.ChangedAt,
    };
}
