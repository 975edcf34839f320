using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Samvad.Intake.Formats;
using Samvad.Operations;
using Samvad.Outages;

namespace Samvad.Intake.Polling;

/// <summary>
/// One poll of one feed: what its document says anew of an outage goes on the queue; events that are wrong are left out and
/// shown. What the document says no more is not taken for restored.
/// </summary>
public sealed partial class FeedPoll(
    FeedStore store, FeedClient client, OutageFormats formats, CapChains chains, OutageQueue queue, Alerts alerts,
    IOptions<FeedsOptions> options, TimeProvider time, ILogger<FeedPoll> logger)
{
    private const string AlertKind = "feed-failing";
    private const int ErrorsKept = 20;

    /// <summary>What a poll may take besides its answer: reading, the queue, the store.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <returns>Whether it was this instance's turn.</returns>
    public async Task<bool> RunAsync(FeedOptions feed, CancellationToken cancellationToken)
    {
        var timeout = options.Value.PollTimeout;
        if (await store.LeaseAsync(feed.Name, timeout + Margin, cancellationToken) is not { } lease)
            return false;
        FeedState state;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(timeout);
            state = await PollAsync(feed, lease.State, limit.Token);
            state = state with { LastSuccess = time.GetUtcNow(), DueAt = time.GetUtcNow() + feed.Interval, LastError = null, Failures = 0 };
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            state = Failed(feed, lease.State, fault);
            LogFailed(feed.Name, state.Failures, state.LastError!);
        }

        await store.SaveAsync(feed.Name, lease, state with { LastPoll = time.GetUtcNow() }, cancellationToken);
        if (state.Failures == 0 && lease.State.Failures > 0)
            await alerts.ClearAsync(AlertKind, feed.Name, cancellationToken);
        if (state.Failures >= options.Value.AlertAfterFailures)
            await alerts.RaiseAsync(AlertKind, feed.Name, $"{state.Failures} polls failed in a row. {state.LastError}", cancellationToken);
        return true;
    }

    private async Task<FeedState> PollAsync(FeedOptions feed, FeedState state, CancellationToken cancellationToken)
    {
        var answer = await client.GetAsync(feed, state, cancellationToken);
        if (answer.Document is not { } document)
            return state;
        var now = time.GetUtcNow();
        var asOf = answer.LastModified < now ? answer.LastModified : null;
        var batch = formats.Read(document, new Envelope(feed.SourceOrName, asOf, now));
        if (batch.Faults.All.FirstOrDefault(fault => fault.Index is null) is { } whole)
            throw new FeedException($"The document cannot be read ({whole.Rule}): {whole.Remedy}");
        var taken = await chains.FollowAsync(batch.Taken, keep: true, cancellationToken);
        var seen = taken.GroupBy(one => one.Report.Key)
            .ToDictionary(outage => outage.Key, outage => string.Join(' ', outage.Select(HashOf)));
        var changed = taken
            .Where(one => state.Seen.GetValueOrDefault(one.Report.Key)?.Split(' ').Contains(HashOf(one)) is not true)
            .Select(one => OutageQueue.Pack(one, $"poll:{feed.Name}", batch.Faults)).OfType<Azure.Messaging.ServiceBus.ServiceBusMessage>().ToList();
        await queue.SendAsync(changed, cancellationToken);
        return state with
        {
            ETag = answer.ETag,
            LastModified = answer.LastModified,
            Seen = seen,
            Taken = state.Taken + changed.Count,
            Rejected = batch.Faults.All.Select(fault => fault.Index).Distinct().Count(),
            Errors = [.. batch.Faults.All.Take(ErrorsKept)],
        };
    }

    private FeedState Failed(FeedOptions feed, FeedState state, Exception fault)
    {
        var failures = state.Failures + 1;
        var wait = feed.Interval * Math.Pow(2, Math.Min(failures - 1, 20));
        if (wait > options.Value.LongestBackOff)
            wait = options.Value.LongestBackOff;
        if (fault is FeedException { RetryAfter: { } asked } && asked > wait)
            wait = asked < TimeSpan.FromDays(1) ? asked : TimeSpan.FromDays(1);
        var sentence = fault switch
        {
            FeedException known => known.Message,
            OperationCanceledException => $"No answer within {options.Value.PollTimeout.TotalSeconds} s: look whether the server is up.",
            HttpRequestException unreachable => $"The server cannot be reached ({unreachable.HttpRequestError}): check the feed's Url and the way there.",
            _ => $"{fault.GetType().Name} on our side; it is tried again.",
        };
        return state with { Failures = failures, LastError = sentence, DueAt = time.GetUtcNow() + wait };
    }

    /// <summary>Of all that the report says; not of when it came, nor of a revision that follows from that.</summary>
    private static string HashOf(Taken taken)
    {
        var said = taken.Report with { ReceivedAt = default, Revision = taken.IsDated ? 0 : taken.Report.Revision };
        return Convert.ToHexStringLower(
            SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(said, OutageJson.Default.OutageReport)).AsSpan(0, 8));
    }

    [LoggerMessage(EventIds.FeedFailed, LogLevel.Warning, "Feed {Feed}: poll failed {Failures} times in a row. {Reason}")]
    private partial void LogFailed(string feed, int failures, string reason);
}
