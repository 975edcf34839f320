using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Consumers;
using Samvad.Storage;

namespace Samvad.Operations;

/// <summary>`GET /api/dead-letters?queue=&amp;code=&amp;top=&amp;continuation=`: what was put aside, why, and what to do.</summary>
public sealed class DeadLetterFunctions(DeadLetterList letters, LetterScope scope)
{
    private const int MaxTop = 200;

    [Function(nameof(ListDeadLetters))]
    public async Task<IResult> ListDeadLetters(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "dead-letters")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var check = new FieldCheck();
        var queue = request.Query["queue"].FirstOrDefault();
        if (queue is not null)
            check.OneOf("queue", queue, [.. QueueNames.All]);
        var top = 50;
        if (request.Query["top"].FirstOrDefault() is { } text
            && (!int.TryParse(text, CultureInfo.InvariantCulture, out top) || top is < 1 or > MaxTop))
            check.Add("top", text, "range", $"A whole number from 1 to {MaxTop}.");
        var continuation = request.Query["continuation"].FirstOrDefault();
        var from = LetterId.Parse(continuation);
        if (continuation is not null && (from is null || (queue ?? from.Value.Queue) != from.Value.Queue))
            check.Add("continuation", continuation, "page", "As the page before gave it.");
        if (check.Faults.Count > 0)
            return Problem.Invalid("The query has errors.", check.Faults);
        var filter = new LetterFilter(queue, request.Query["code"].FirstOrDefault());
        var (page, next) = await letters.ReadAsync(filter, top, from, cancellationToken);
        page = await scope.SeenAsync(request, page, cancellationToken);
        return Results.Ok(new { deadLetters = page, continuation = next?.ToString() });
    }
}
