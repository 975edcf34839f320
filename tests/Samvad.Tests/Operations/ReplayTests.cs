using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Samvad.Operations;
using Samvad.Storage;

namespace Samvad.Tests.Operations;

public sealed class ReplayTests(AzuriteFixture azurite)
{
    private const string Malformed = DeadLetterTable.Malformed;

    [Fact]
    public async Task One_is_replayed_as_it_was_and_without_its_failures()
    {
        await using var app = await WithLettersAsync(3, Malformed);
        var letter = (await Letters.ReadAsync(app))[1];
        Assert.Equal(1, await app.Get<Replay>().OneAsync(LetterId.Parse(letter.Id)!.Value, default));
        var queued = Assert.Single(await Letters.QueuedAsync(app, QueueNames.OutageEvents));
        Assert.Equal(("s", "{1"), (queued.SessionId, queued.Body.ToString()));
        Assert.Null(queued.DeadLetterReason);
        Assert.Empty(queued.ApplicationProperties.Keys.Intersect(FailureProperties.All));
        Assert.Equal(2, (await Letters.ReadAsync(app)).Count);
        // Those that were passed over are free.
        Assert.Equal(2, await app.Get<Replay>().AllAsync(Letters.All, default));
    }

    [Fact]
    public async Task By_filter_only_what_matches_is_replayed()
    {
        await using var app = await WithLettersAsync(3, Malformed);
        await Letters.PutAsideAsync(app, QueueNames.OutageEvents, "s", new("{x"), DeadLetterTable.StoreFailed);
        await Letters.PutAsideAsync(app, QueueNames.Imports, "s", new("{y"), Malformed);
        Assert.Equal(3, await app.Get<Replay>().AllAsync(new(QueueNames.OutageEvents, Malformed), default));
        Assert.Equal(
            [(QueueNames.OutageEvents, DeadLetterTable.StoreFailed), (QueueNames.Imports, Malformed)],
            (await Letters.ReadAsync(app)).Select(letter => (letter.Queue, letter.Code)));
        Assert.Equal(2, await app.Get<Replay>().AllAsync(Letters.All, default));
        Assert.Empty(await Letters.ReadAsync(app));
    }

    [Fact]
    public async Task At_most_twenty_start_in_a_second_over_several_calls_at_once()
    {
        await using var app = await WithLettersAsync(30, Malformed);
        for (var i = 0; i < 30; i++)
            await Letters.PutAsideAsync(app, QueueNames.Imports, "s", new($"{{{i}"), Malformed);
        string[] queues = [QueueNames.OutageEvents, QueueNames.Imports];
        await Task.WhenAll(queues.Select(queue => app.Another<Replay>().AllAsync(new(queue, null), default)));
        var queued = await Task.WhenAll(queues.Select(queue => Letters.QueuedAsync(app, queue)));
        var starts = queued.SelectMany(messages => messages).Select(message => message.ScheduledEnqueueTime).Order().ToArray();
        Assert.Equal(60, starts.Length);
        for (var i = 20; i < starts.Length; i++)
            Assert.True(starts[i] - starts[i - 20] >= TimeSpan.FromMilliseconds(999), $"Too close at {i}.");
        Assert.True(starts[^1] - starts[0] < TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task A_letter_that_falls_back_during_the_call_waits_for_the_next()
    {
        await using var app = await WithLettersAsync(1, Malformed);
        var began = app.Time.GetUtcNow();
        app.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await app.Get<Replay>().AllAsync(Letters.All, default));
        await Letters.PutAsideNextAsync(app, QueueNames.OutageEvents, "s", Malformed);
        var letter = Assert.Single(await Letters.ReadAsync(app));
        Assert.True(letter.LastFailedAt > began);
        Assert.Equal(0, await ReplayBegunAtAsync(app, began));
        Assert.Equal(1, await app.Get<Replay>().AllAsync(Letters.All, default));
    }

    [Fact]
    public async Task A_crash_between_copy_and_completion_leaves_both_and_the_next_replay_copies_nothing()
    {
        await using var app = await WithLettersAsync(2, Malformed);
        var broken = new Replay(
            new DeadLetterQueues(new NeverCompletes(app.Broker)), app.Get<ReplayTurns>(), app.Time,
            NullLogger<Replay>.Instance);
        await Assert.ThrowsAsync<IOException>(() => broken.AllAsync(Letters.All, default));
        Assert.Equal(2, (await Letters.ReadAsync(app)).Count);
        Assert.Equal(2, (await Letters.QueuedAsync(app, QueueNames.OutageEvents)).Count);

        Assert.Equal(2, await app.Get<Replay>().AllAsync(Letters.All, default));
        Assert.Empty(await Letters.ReadAsync(app));
        Assert.Equal(["{0", "{1"], (await Letters.QueuedAsync(app, QueueNames.OutageEvents)).Select(message => message.Body.ToString()));
    }

    private static Task<int> ReplayBegunAtAsync(App app, DateTimeOffset began) => new Replay(
        app.Get<DeadLetterQueues>(), app.Get<ReplayTurns>(), new FakeTimeProvider(began),
        NullLogger<Replay>.Instance).AllAsync(Letters.All, default);

    private async Task<App> WithLettersAsync(int count, string code)
    {
        var app = App.Create(azurite);
        for (var i = 0; i < count; i++)
            await Letters.PutAsideAsync(app, QueueNames.OutageEvents, "s", new($"{{{i}"), code);
        return app;
    }

    /// <summary>Breaks off where a letter is to be completed; its locks are given back as when they run out.</summary>
    private sealed class NeverCompletes(ServiceBusClient broker) : ServiceBusClient
    {
        public override ServiceBusSender CreateSender(string queueOrTopicName) => broker.CreateSender(queueOrTopicName);

        public override ServiceBusReceiver CreateReceiver(string queueName, ServiceBusReceiverOptions options) =>
            new Receiver(broker.CreateReceiver(queueName, options));

        private sealed class Receiver(ServiceBusReceiver inner) : ServiceBusReceiver
        {
            public override Task<ServiceBusReceivedMessage?> PeekMessageAsync(
                long? fromSequenceNumber = null, CancellationToken cancellationToken = default) =>
                inner.PeekMessageAsync(fromSequenceNumber, cancellationToken);

            public override Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
                int maxMessages, TimeSpan? maxWaitTime = null, CancellationToken cancellationToken = default) =>
                inner.ReceiveMessagesAsync(maxMessages, maxWaitTime, cancellationToken);

            public override async Task CompleteMessageAsync(
                ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
            {
                await inner.AbandonMessageAsync(message, cancellationToken: cancellationToken);
                throw new IOException("Killed.");
            }
        }
    }
}
