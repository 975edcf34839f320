using System.Collections.Concurrent;
using Samvad.LocalHost;
using Samvad.LocalHost.Broker;

namespace Samvad.Tests.LocalHost.Broker;

public sealed class SharedDirectoryTests
{
    [Fact]
    public async Task Clients_that_open_an_empty_directory_at_once_all_work()
    {
        var directory = Directory.CreateTempSubdirectory("samvad-broker-").FullName;
        var opened = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() =>
        {
            var lease = HostLease.Acquire(directory, "host");
            return (Lease: lease, Client: new LocalServiceBusClient(directory, lease, [BrokerRig.Plain], TimeProvider.System));
        })));
        await Task.WhenAll(opened.Select(one => one.Client.CreateSender("plain").SendMessageAsync(new("a"))));

        Assert.Equal(6, (await opened[0].Client.CountAsync())[0].Active);
        foreach (var (lease, client) in opened)
        {
            await client.DisposeAsync();
            lease.Dispose();
        }

        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Two_processes_share_the_sessions_and_complete_every_message_once_and_in_order()
    {
        await using var rig = new BrokerRig();
        var other = rig.Open(out _);
        foreach (var i in Enumerable.Range(0, 10))
            await rig.SendAsync("sessions", [.. Enumerable.Range(0, 40).Select(s => BrokerRig.InSession($"s{s}", $"{i}"))]);
        var done = new ConcurrentDictionary<string, ConcurrentQueue<string>>();

        await Task.WhenAll(new[] { rig.Client, other, rig.Client, other }.Select(async client =>
        {
            while (done.Values.Sum(queue => queue.Count) < 400)
            {
                using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
                try
                {
                    await using var session = await client.AcceptNextSessionAsync("sessions", cancellationToken: soon.Token);
                    while (await BrokerRig.TakeAsync(session) is { } message)
                    {
                        done.GetOrAdd(session.SessionId, _ => new()).Enqueue(message.Body.ToString());
                        await session.CompleteMessageAsync(message);
                    }
                }
                catch (OperationCanceledException)
                {
                    // Nothing was free; the count decides whether to look again.
                }
            }
        }));

        Assert.All(done.Values, bodies => Assert.Equal("0123456789", string.Concat(bodies)));
        Assert.Equal(40, done.Count);
    }

    [Fact]
    public void The_queues_of_the_deployment_are_read_with_their_durations()
    {
        var queues = QueueDefinitions.Read(Path.Combine(AppContext.BaseDirectory, "queues.json"));
        var urgent = queues.Single(queue => queue.Name == "shards-urgent");
        Assert.True(urgent is { RequiresSession: true, MaxDeliveryCount: 20, RequiresDuplicateDetection: true });
        Assert.Equal(TimeSpan.FromMinutes(1), urgent.LockDuration);
        Assert.Equal(TimeSpan.FromDays(14), urgent.DefaultMessageTimeToLive);
    }
}
