using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Samvad.Outages;

/// <summary>`GET /api/outages/{source}/{externalId}/replies`: whether people say that their power is back.</summary>
public sealed class RepliesFunctions(Replies replies)
{
    [Function(nameof(ShowReplies))]
    public async Task<IResult> ShowReplies(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "outages/{source}/{externalId}/replies")] HttpRequest request,
        string source,
        string externalId,
        CancellationToken cancellationToken)
    {
        var transformers = await replies.OfAsync($"{source}~{externalId}", cancellationToken);
        return Results.Ok(new
        {
            Yes = transformers.Sum(transformer => transformer.Yes),
            No = transformers.Sum(transformer => transformer.No),
            Transformers = transformers.OrderByDescending(transformer => transformer.No),
        });
    }
}
