using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Samvad.Intake.Polling;
using Samvad.Operations;
using Samvad.Storage;

namespace Samvad.Tests.Intake.Polling;

public sealed class FeedPollTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private App _app = null!;
    private FeedServer _server = null!;
    private FeedOptions _feed = null!;

    [Fact]
    public async Task Only_what_changed_goes_on_the_queue_and_an_unchanged_document_is_not_sent_again()
    {
        _server.Offer(Odin(("m-1", "confirmed"), ("m-2", "predicted")), "\"1\"");
        Assert.Equal(["m-1", "m-2"], await PollAsync());
        Assert.Empty(await PollAsync());
        Assert.Equal([null, "\"1\""], _server.Asked.Select(asked => asked.IfNoneMatch));
        _server.Offer(Odin(("m-1", "restored"), ("m-2", "predicted")), "\"2\"");
        Assert.Equal(["m-1"], await PollAsync());
        Assert.Equal(3, (await StateAsync()).Taken);
    }

    [Fact]
    public async Task Events_that_are_wrong_are_shown_and_the_others_taken()
    {
        _server.Offer(Odin(("m-1", "confirmed"), ("m-2", "on fire")), "\"1\"");
        Assert.Equal(["m-1"], await PollAsync());
        var state = await StateAsync();
        Assert.Equal(1, state.Rejected);
        Assert.Equal("outage[1].outageKind", Assert.Single(state.Errors).Field);
        Assert.Null(state.LastError);
    }

    [Fact]
    public async Task A_feed_that_fails_is_asked_ever_more_rarely_and_raises_an_alert_that_ends_with_it()
    {
        _server.Fail(500);
        foreach (var minutes in (int[])[1, 2, 4, 8, 15, 15])
        {
            await PollAsync();
            Assert.Equal(TimeSpan.FromMinutes(minutes).TotalSeconds, (await WaitAsync()).TotalSeconds, tolerance: 1);
        }

        Assert.Contains("500", Assert.Single(await AlertsAsync()).Text);
        _server.Offer(Odin(("m-1", "confirmed")), "\"1\"");
        Assert.Equal(["m-1"], await PollAsync());
        Assert.Empty(await AlertsAsync());
    }

    [Fact]
    public async Task A_server_that_asks_to_wait_is_left_alone_so_long()
    {
        _server.Fail(429, "600");
        await PollAsync();
        Assert.Equal(600, (await WaitAsync()).TotalSeconds, tolerance: 1);
        Assert.False(await Poll().RunAsync(_feed, default));
        Assert.Single(_server.Asked);
    }

    [Theory]
    [InlineData("<html/>", "text/html", "content-type")]
    [InlineData("{", "application/json", "json")]
    [InlineData("<a>", "text/xml", "xml")]
    public async Task A_document_that_cannot_be_read_is_a_failure_and_is_asked_for_again(string document, string type, string reason)
    {
        _server.Offer(document, "\"1\"", type);
        Assert.Empty(await PollAsync());
        var state = await StateAsync();
        Assert.Contains(reason, state.LastError);
        Assert.Null(state.ETag);
    }

    [Fact]
    public async Task A_document_that_is_too_large_is_not_read_to_its_end()
    {
        _feed.MaxBytes = 100;
        _server.Answer = context => context.Response.WriteAsync(new string(' ', 1_000_000));
        await PollAsync();
        Assert.Contains("MaxBytes", (await StateAsync()).LastError);
    }

    [Fact]
    public async Task Credentials_are_sent_and_never_shown()
    {
        (_feed.Username, _feed.Password) = ("samvad", "geheim");
        _server.Fail(401);
        await PollAsync();
        Assert.Equal("Basic c2FtdmFkOmdlaGVpbQ==", Assert.Single(_server.Asked).Authorization);
        var state = await StateAsync();
        Assert.Contains("Password", state.LastError);
        Assert.DoesNotContain("geheim", state.LastError);
    }

    [Fact]
    public async Task Two_instances_never_poll_one_feed_at_once_and_the_lease_of_a_killed_one_ends()
    {
        var store = _app.Get<FeedStore>();
        var leases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => store.LeaseAsync("x", TimeSpan.FromMinutes(1), default)));
        Assert.Single(leases, lease => lease is not null);
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(await store.LeaseAsync("x", TimeSpan.FromMinutes(1), default));
    }

    [Fact]
    public async Task A_feed_that_never_answers_does_not_hold_the_others_up()
    {
        await using var silent = await FeedServer.StartAsync();
        silent.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        _server.Offer(Odin(("m-1", "confirmed")), "\"1\"");
        var options = new FeedsOptions { PollTimeout = TimeSpan.FromSeconds(1) };
        options.Feeds.Add(silent.Feed("silent"));
        options.Feeds.Add(_feed);
        await new PollOutageFeeds(Poll(options), Options.Create(options)).Run(null!, default);
        Assert.Equal(["m-1"], await TakeAsync());
        Assert.Contains("No answer", (await _app.Get<FeedStore>().FindAsync("silent", default)).LastError);
    }

    [Fact]
    public void Settings_that_cannot_work_are_all_named_with_their_keys()
    {
        var options = new FeedsOptions();
        options.Feeds.Add(new FeedOptions { Name = "a b", Url = new Uri("ftp://x/"), Interval = TimeSpan.Zero });
        options.Feeds.Add(new FeedOptions { Name = "ok", Url = new Uri("http://oms.example/"), Token = "t" });
        Assert.Equal(
            ["Intake:Feeds:0:Name", "Intake:Feeds:0:Url", "Intake:Feeds:0:Interval", "Intake:Feeds:1:Url"],
            new FeedsOptionsRules().Validate(null, options).Failures!.Select(failure => failure.Split(' ')[0]));
    }

    public async ValueTask InitializeAsync()
    {
        _app = App.Create(azurite);
        _server = await FeedServer.StartAsync();
        _feed = _server.Feed("oms");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _app.DisposeAsync();
    }

    private FeedPoll Poll(FeedsOptions? options = null) => new(
        _app.Get<FeedStore>(), _app.Get<FeedClient>(), _app.Get<Samvad.Intake.Formats.OutageFormats>(), _app.Get<Samvad.Intake.CapChains>(),
        _app.Get<Samvad.Intake.OutageQueue>(), _app.Get<Alerts>(), Options.Create(options ?? new FeedsOptions()), _app.Time,
        Microsoft.Extensions.Logging.Abstractions.NullLogger<FeedPoll>.Instance);

    /// <summary>Polls when the feed is due; what went on the queue.</summary>
    private async Task<IReadOnlyList<string>> PollAsync()
    {
        if ((await StateAsync()).DueAt is { } due && due > _app.Time.GetUtcNow())
            _app.Time.Advance(due - _app.Time.GetUtcNow());
        Assert.True(await Poll().RunAsync(_feed, default));
        return await TakeAsync();
    }

    private async Task<IReadOnlyList<string>> TakeAsync()
    {
        var ids = new List<string>();
        while (true)
        {
            using var wait = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            try
            {
                await using var session = await _app.Broker.AcceptNextSessionAsync(QueueNames.OutageEvents, cancellationToken: wait.Token);
                while (await session.ReceiveMessageAsync(TimeSpan.FromMilliseconds(1)) is { } message)
                {
                    ids.Add(message.SessionId!.Split('~')[1]);
                    await session.CompleteMessageAsync(message);
                }
            }
            catch (OperationCanceledException)
            {
                return [.. ids.Order()];
            }
        }
    }

    private Task<FeedState> StateAsync() => _app.Get<FeedStore>().FindAsync("oms", default);

    private async Task<TimeSpan> WaitAsync() => await StateAsync() is var state ? (state.DueAt - state.LastPoll)!.Value : default;

    private Task<IReadOnlyList<Alert>> AlertsAsync() => _app.Get<Alerts>().ListAsync(open: true, 10, default);

    private static string Odin(params (string Id, string Kind)[] outages) => $$"""{"outage":[{{string.Join(",", outages.Select(outage => $$"""
        {"mRID":"{{outage.Id}}","outageKind":"{{outage.Kind}}","communityDescriptor":"S","reportedStartTime":"2026-11-23T09:00:00Z"}
        """))}}]}""";
}
