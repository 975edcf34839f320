using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Consumers;

namespace Samvad.Privacy;

/// <summary>
/// GET /api/people/{address}/export: everything known of one person; DELETE /api/people/{address}: erases it;
/// GET /api/people/{address}/consent-proof: what somebody had agreed to who was erased.
/// </summary>
public sealed class PrivacyFunctions(PersonTraces traces, PersonErasure erasure, ConsentProofs proofs)
{
    private const string Unknown = "Nothing is known of anybody with this address.";

    [Function(nameof(ExportPerson))]
    public async Task<IResult> ExportPerson(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "people/{address}/export")] HttpRequest request,
        string address,
        CancellationToken cancellationToken)
    {
        if (Addresses.Parse(address) is not { } known)
            return Problem.NotFound(Unknown);
        var export = await traces.ExportAsync(known, cancellationToken);
        return export is { Person: null, LastWritten: null, Tickets.Count: 0, TicketsFollowed.Count: 0, Staff.Count: 0, ErasedBefore: null }
            ? Problem.NotFound(Unknown)
            : Results.Json(export, PersonExportJson.Default.PersonExport);
    }

    [Function("DeletePerson")]
    public async Task<IResult> DeletePerson(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "people/{address}")] HttpRequest request,
        string address,
        CancellationToken cancellationToken)
    {
        if (Addresses.Parse(address) is not { } known)
            return Problem.NotFound(Unknown);
        var erased = await erasure.EraseAsync(known, cancellationToken);
        return erased.Obstacle is { } obstacle ? Problem.Conflict(obstacle)
            : erased.Found ? Results.NoContent() : Problem.NotFound(Unknown);
    }

    [Function(nameof(GetConsentProof))]
    public async Task<IResult> GetConsentProof(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "people/{address}/consent-proof")] HttpRequest request,
        string address,
        CancellationToken cancellationToken) =>
        Addresses.Parse(address) is { } known && await proofs.FindAsync(known, cancellationToken) is { } proof
            ? Results.Json(proof, PersonExportJson.Default.ConsentProof)
            : Problem.NotFound("Nobody with this address was erased.");
}
