using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Consumers;

namespace Samvad.Dialogue;

/// <summary>`DELETE /api/people/{address}`: the person, all seats, and all that was said; also of somebody who only wrote.</summary>
public sealed class ErasePerson(People people, Seating seating, ConversationStore conversations, PersonErasure erasure)
{
    [Function("DeletePerson")]
    public async Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "people/{address}")] HttpRequest request,
        string address,
        CancellationToken cancellationToken)
    {
        if (Addresses.Parse(address) is not { } known
            || (await people.FindAsync(known, cancellationToken) is null
                && (await conversations.FindAsync(known, cancellationToken)).ETag is null))
            return Problem.NotFound("There is no person with this address.");
        // The conversation goes last but the person, so that a repetition after a kill finds one of them.
        await erasure.EraseAsync(known, cancellationToken);
        await seating.EraseAsync(known, cancellationToken);
        return Results.NoContent();
    }
}
