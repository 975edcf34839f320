using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace Samvad.Intake.Polling;

/// <summary>`GET /api/feeds`: how the polled feeds stand.</summary>
public sealed class FeedFunctions(FeedStore store, IOptions<FeedsOptions> options)
{
    [Function(nameof(ListFeeds))]
    public async Task<IResult> ListFeeds(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "feeds")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var feeds = await Task.WhenAll(options.Value.Feeds.Select(feed => ShowAsync(feed, cancellationToken)));
        return Results.Ok(new { feeds });
    }

    private async Task<object> ShowAsync(FeedOptions feed, CancellationToken cancellationToken)
    {
        var state = await store.FindAsync(feed.Name, cancellationToken);
        return new
        {
            feed.Name,
            Source = feed.SourceOrName,
            state.LastPoll,
            state.LastSuccess,
            state.LastError,
            state.Failures,
            NextDue = state.DueAt,
            state.Taken,
            state.Rejected,
            state.Errors,
            Outages = state.Seen.Count,
        };
    }
}
