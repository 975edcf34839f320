using Azure.Messaging.ServiceBus;
using Microsoft.Data.Sqlite;
using Samvad.LocalHost;
using Samvad.LocalHost.Broker;

namespace Samvad.Tests.LocalHost.Broker;

/// <summary>A copy of the files at any instant is what a killed process leaves behind.</summary>
public sealed class BrokerCrashTests : IAsyncDisposable
{
    private const int PerCall = 7;
    private readonly BrokerRig _rig = new();

    [Fact]
    public async Task Whatever_the_instant_of_a_crash_what_was_acknowledged_is_there_and_nothing_is_there_in_part()
    {
        var random = new Random(20261123);
        using var stop = new CancellationTokenSource();
        var acknowledged = 0;
        var writing = Task.Run(async () =>
        {
            for (var call = 0; !stop.IsCancellationRequested; call++)
            {
                await _rig.SendAsync("plain", [.. Enumerable.Range(0, PerCall).Select(_ => Message(call))]);
                Volatile.Write(ref acknowledged, call + 1);
                await Task.Delay(call % 3);
            }
        });
        for (var crash = 0; crash < 8; crash++)
        {
            await Task.Delay(random.Next(5, 60));
            await CheckAsync(crash, () => Volatile.Read(ref acknowledged));
        }

        await stop.CancelAsync();
        await writing;
    }

    public async ValueTask DisposeAsync() => await _rig.DisposeAsync();

    // The body tells its call and is long enough to span pages.
    private static ServiceBusMessage Message(int call) =>
        new(new string((char)('a' + (call % 26)), 10_000)) { MessageId = $"{call}" };

    private async Task CheckAsync(int crash, Func<int> acknowledged)
    {
        var copy = Path.Combine(_rig.Directory, $"crash-{crash}");
        Directory.CreateDirectory(copy);
        var (atLeast, atMost) = Copy(copy, acknowledged);
        using var lease = HostLease.Acquire(copy, "host");
        await using var client = new LocalServiceBusClient(copy, lease, [BrokerRig.Plain, BrokerRig.Sessions], _rig.Time);
        var receiver = client.CreateReceiver("plain", new() { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });
        var perCall = new Dictionary<int, int>();
        while (await receiver.ReceiveMessagesAsync(200, TimeSpan.Zero) is { Count: > 0 } messages)
            foreach (var message in messages)
            {
                var call = int.Parse(message.MessageId!);
                perCall[call] = perCall.GetValueOrDefault(call) + 1;
                Assert.Equal(Message(call).Body.ToString(), message.Body.ToString());
            }

        Assert.Equal(Enumerable.Range(0, perCall.Count), perCall.Keys.Order());
        Assert.All(perCall.Values, count => Assert.Equal(PerCall, count));
        Assert.InRange(perCall.Count, atLeast, atMost);
    }

    // An open read keeps the log from starting anew between the two copies, as it cannot within one instant.
    private (int AtLeast, int AtMost) Copy(string to, Func<int> acknowledged)
    {
        var from = Path.Combine(_rig.Directory, "broker.db");
        using var reading = new SqliteConnection($"Data Source={from};Pooling=False");
        reading.Open();
        BrokerDatabase.Run(reading, "BEGIN");
        using var command = reading.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM messages";
        command.ExecuteScalar();
        var atLeast = acknowledged();
        foreach (var file in new[] { "broker.db", "broker.db-wal" })
        {
            using var source = new FileStream(
                Path.Combine(_rig.Directory, file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var target = File.Create(Path.Combine(to, file));
            source.CopyTo(target);
        }

        return (atLeast, acknowledged() + 1);
    }
}
