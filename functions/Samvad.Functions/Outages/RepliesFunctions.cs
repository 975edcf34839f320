using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;

namespace Samvad.Outages;

/// <summary>`GET /api/outages/{source}/{externalId}/replies`: whether people say that their power is back.</summary>
public sealed class RepliesFunctions(Replies replies, OfficeScopes scopes, AffectedOffices affected)
{
    [Function(nameof(ShowReplies))]
    public async Task<IResult> ShowReplies(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "outages/{source}/{externalId}/replies")] HttpRequest request,
        string source,
        string externalId,
        CancellationToken cancellationToken)
    {
        var transformers = await replies.OfAsync($"{source}~{externalId}", cancellationToken);
        var scope = await scopes.OfAsync(request, cancellationToken);
        if (!scope.IsEverywhere)
            transformers = await WithinAsync(transformers, scope, cancellationToken);
        return Results.Ok(new
        {
            Yes = transformers.Sum(transformer => transformer.Yes),
            No = transformers.Sum(transformer => transformer.No),
            Transformers = transformers.OrderByDescending(transformer => transformer.No),
        });
    }

    private async Task<IReadOnlyList<TransformerReplies>> WithinAsync(
        IReadOnlyList<TransformerReplies> all, OfficeScope scope, CancellationToken cancellationToken)
    {
        var within = new List<TransformerReplies>();
        foreach (var one in all)
        {
            if (scope.Touches(await affected.OfAsync(Affected.Nothing with { Transformers = [one.Transformer] }, cancellationToken)))
                within.Add(one);
        }

        return within;
    }
}
