using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Samvad.FanOut;
using Samvad.LocalHost.Triggers;
using Samvad.Operations;
using Samvad.Storage;

namespace Samvad.Tests.Operations;

/// <summary>Dead letters in tests.</summary>
internal static class Letters
{
    public static readonly LetterFilter All = new(null, null);

    /// <summary>Puts a message aside as settlement does when it fails for good.</summary>
    public static async Task PutAsideAsync(App app, string queue, string session, BinaryData body, string code)
    {
        await app.Broker.CreateSender(queue).SendMessageAsync(new ServiceBusMessage(body) { SessionId = session });
        await PutAsideNextAsync(app, queue, session, code);
    }

    public static async Task PutAsideNextAsync(App app, string queue, string session, string code)
    {
        await using var receiver = await app.Broker.AcceptSessionAsync(queue, session);
        var message = (await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(5)))!;
        await app.Get<Settlement>().FailAsync(
            queue, message, new ReceiverMessageActions(receiver), new PoisonException(code, "Asked 9823012345."), default);
    }

    public static async Task<IReadOnlyList<DeadLetter>> ReadAsync(App app) =>
        (await app.Get<DeadLetterList>().ReadAsync(All, 1000, null, default)).Letters;

    public static async Task<IReadOnlyList<ServiceBusReceivedMessage>> QueuedAsync(App app, string queue) =>
        await app.Broker.CreateReceiver(queue).PeekMessagesAsync(1000);

    /// <summary>Works off the group's next urgent shard as the function does.</summary>
    /// <returns>The delivery count that it had.</returns>
    public static async Task<int> DeliverNextAsync(App app, string group)
    {
        await using var session = await app.Broker.AcceptSessionAsync(QueueNames.ShardsUrgent, group);
        var message = (await session.ReceiveMessageAsync(TimeSpan.FromSeconds(5)))!;
        var work = app.Get<DeliverShards>().DeliverUrgentShard(message, new ReceiverMessageActions(session), default);
        while (!work.IsCompleted)
        {
            app.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.WhenAny(work, Task.Delay(2));
        }

        await work;
        return message.DeliveryCount;
    }

    public static Task WatchAsync(App app) => app.Get<WatchDeadLetters>().Run(new TimerInfo(), default);
}
