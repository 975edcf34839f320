using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Consumers;

namespace Samvad.Privacy;

/// <summary>
/// GET /api/people/{address}/export: everything known of one person; DELETE /api/people/{address}: erases it;
/// GET /api/people/{address}/consent-proof: what somebody had agreed to who was erased.
/// </summary>
public sealed class PrivacyFunctions(
    People people,
    PersonTraces traces,
    PersonErasure erasure,
    ConsentProofs proofs,
    OfficeScopes scopes,
    AffectedOffices affected)
{
    private const string Unknown = "Nothing is known of anybody with this address.";

    [Function(nameof(ExportPerson))]
    public async Task<IResult> ExportPerson(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "people/{address}/export")] HttpRequest request,
        string address,
        CancellationToken cancellationToken)
    {
        if (Addresses.Parse(address) is not { } known)
            return Problem.NotFound(Unknown);
        if (await RefuseAsync(request, await people.FindAsync(known, cancellationToken), "exporting", cancellationToken) is { } refused)
            return refused;
        var export = await traces.ExportAsync(known, cancellationToken);
        return export is
            {
                Person: null, LastWritten: null, LinkRequests.Count: 0, Subscriptions.Count: 0, Tickets.Count: 0,
                TicketsFollowed.Count: 0, Staff.Count: 0, ErasedBefore: null,
            }
            ? Problem.NotFound(Unknown)
            : Results.Json(export, PersonExportJson.Default.PersonExport);
    }

    [Function("DeletePerson")]
    public async Task<IResult> DeletePerson(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "people/{address}")] HttpRequest request,
        string address,
        CancellationToken cancellationToken)
    {
        if (Addresses.Parse(address) is not { } known)
            return Problem.NotFound(Unknown);
        var person = await people.FindAsync(known, cancellationToken);
        if (await RefuseAsync(request, person, "erasing", cancellationToken) is { } refused)
            return refused;
        AuditNote.Of(request).At(await OfficesAsync(person, cancellationToken)).Changed(new { seats = person?.Seats.Count }, null);
        var erased = await erasure.EraseAsync(known, cancellationToken);
        return erased.Obstacle is { } obstacle ? Problem.Conflict(obstacle)
            : erased.Found ? Results.NoContent() : Problem.NotFound(Unknown);
    }

    [Function(nameof(GetConsentProof))]
    public async Task<IResult> GetConsentProof(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "people/{address}/consent-proof")] HttpRequest request,
        string address,
        CancellationToken cancellationToken) =>
        Addresses.Parse(address) is { } known && await proofs.FindAsync(known, cancellationToken) is { } proof
            ? Results.Json(proof, PersonExportJson.Default.ConsentProof)
            : Problem.NotFound("Nobody with this address was erased.");

    /// <summary>Who belongs to offices reaches people who have seats there and nowhere else; strangers are for nobody's office.</summary>
    private async Task<IResult?> RefuseAsync(HttpRequest request, Person? person, string what, CancellationToken cancellationToken)
    {
        var scope = await scopes.OfAsync(request, cancellationToken);
        var own = await OfficesAsync(person, cancellationToken);
        return !scope.Touches(own) ? Problem.NotFound(Unknown)
            : scope.Covers(own) ? null
            : OfficeScope.Beyond($"The person has seats elsewhere too; {what} them");
    }

    private async Task<IReadOnlySet<string>> OfficesAsync(Person? person, CancellationToken cancellationToken)
    {
        if (person is null)
            return new HashSet<string>();
        var groups = await affected.OfGroupsAsync(cancellationToken);
        return person.Seats.Select(seat => groups.GetValueOrDefault(seat.Group)).OfType<string>().ToHashSet();
    }
}
