using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace Samvad.Intake.Polling;

/// <summary>Polls the feeds whose time has come, side by side; the interval is each feed's own.</summary>
public sealed class PollOutageFeeds(FeedPoll poll, IOptions<FeedsOptions> options)
{
    [Function(nameof(PollOutageFeeds))]
    public Task Run([TimerTrigger("*/5 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        Task.WhenAll(options.Value.Feeds.Select(feed => poll.RunAsync(feed, cancellationToken)));
}
