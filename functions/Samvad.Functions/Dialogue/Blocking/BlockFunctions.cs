using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Consumers;

namespace Samvad.Dialogue;

/// <summary>What `PUT /api/people/{address}/block` takes.</summary>
/// <param name="Until">A date or a time; without it for good.</param>
internal sealed record BlockBody(string? Reason, string? Until);

/// <summary>`PUT` and `DELETE /api/people/{address}/block`, `GET /api/blocked`. Anybody may be blocked, also who is no member.</summary>
public sealed class BlockFunctions(Blocks blocks, TimeProvider time)
{
    private const int LongestReason = 200;

    [Function(nameof(BlockPerson))]
    public async Task<IResult> BlockPerson(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "people/{address}/block")] HttpRequest request,
        string address,
        CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReadAsync<BlockBody>(request, cancellationToken);
        if (body is null)
            return problem!;
        var check = new FieldCheck();
        var known = check.Address("address", address);
        var reason = check.Text("reason", body.Reason, LongestReason);
        var until = check.Date("until", body.Until);
        if (until <= time.GetUtcNow())
            check.Add("until", body.Until, "future", "A time to come, or none for good.");
        if (check.Faults.Count > 0)
            return Problem.Invalid("Nobody was blocked.", check.Faults);
        AuditNote.Of(request).Changed(null, new { blocked = true, reason, until });
        return Results.Ok(View(await blocks.AddAsync(known, reason, until, cancellationToken)));
    }

    [Function(nameof(UnblockPerson))]
    public async Task<IResult> UnblockPerson(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "people/{address}/block")] HttpRequest request,
        string address,
        CancellationToken cancellationToken)
    {
        AuditNote.Of(request).Changed(new { blocked = true }, null);
        return Addresses.Parse(address) is { } known && await blocks.RemoveAsync(known, cancellationToken)
            ? Results.NoContent()
            : Problem.NotFound("Nobody with this address is blocked.");
    }

    [Function(nameof(ListBlocked))]
    public async Task<IResult> ListBlocked(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "blocked")] HttpRequest request,
        CancellationToken cancellationToken) =>
        Results.Ok(new { blocked = (await blocks.ListAsync(cancellationToken)).Select(View) });

    private static object View(Block block) => new
    {
        Address = Addresses.Mask(block.Address),
        Reason = Addresses.Mask(block.Reason),
        block.Since,
        block.Until,
    };
}
