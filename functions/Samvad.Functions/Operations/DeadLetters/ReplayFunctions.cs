using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Consumers;

namespace Samvad.Operations;

/// <summary>
/// `POST /api/dead-letters/{id}/replay` and `POST /api/dead-letters/replay`: back into their queues, no faster than
/// <see cref="OperationsOptions.ReplayPerSecond"/>. A replayed message is worked on as one that came the first time.
/// </summary>
public sealed class ReplayFunctions(Replay replay, DeadLetterList letters, LetterScope scope)
{
    /// <summary>What remains is counted so far; the answer says no more than that there are so many.</summary>
    private const int RemainingCounted = 10_000;

    [Function(nameof(ReplayDeadLetter))]
    public async Task<IResult> ReplayDeadLetter(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dead-letters/{id}/replay")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (LetterId.Parse(id) is not { } letter || await letters.FindAsync(letter, cancellationToken) is not { } found
            || (await scope.SeenAsync(request, [found], cancellationToken)).Count == 0)
            return Problem.NotFound("There is no dead letter with this id; perhaps it was replayed already.");
        AuditNote.Of(request).At(await scope.OfficesAsync(found.What, cancellationToken)).Changed(found, null);
        return await AnswerAsync(
            await replay.OneAsync(letter, cancellationToken), new LetterFilter(letter.Queue, null), cancellationToken);
    }

    [Function(nameof(ReplayDeadLetters))]
    public async Task<IResult> ReplayDeadLetters(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "dead-letters/replay")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReadAsync<ReplayBody>(request, cancellationToken);
        if (body is null)
            return problem!;
        var check = new FieldCheck();
        if (body.Read(check) is not { } filter)
            return Problem.Invalid("Nothing was replayed.", check.Faults);
        if (await letters.CountAsync(filter, 1, cancellationToken) == 0)
            return Problem.NotFound("No dead letter matches. GET /api/dead-letters shows those that there are.");
        AuditNote.Of(request).Changed(filter, null);
        return await AnswerAsync(await replay.AllAsync(filter, cancellationToken), filter, cancellationToken);
    }

    private async Task<IResult> AnswerAsync(int replayed, LetterFilter filter, CancellationToken cancellationToken) => replayed == 0
        ? Problem.Conflict(
            "Another replay is at work on them, or they lie behind too many others. Repeat it in a minute, or replay the others first.")
        : Results.Ok(new { replayed, remaining = await letters.CountAsync(filter, RemainingCounted, cancellationToken) });
}
