using Azure.Messaging.ServiceBus;
using CsCheck;

namespace Samvad.Tests.LocalHost.Broker;

public sealed class BrokerPropertyTests
{
    private enum Step { Send, Accept, Receive, Complete, Abandon, Close, Expire }

    [Fact]
    public void Any_interleaving_keeps_each_session_in_order_and_loses_and_doubles_nothing() =>
        Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 3], Gen.Int[0, 1]).Array[10, 60]
            .Sample(steps => RunAsync(steps).GetAwaiter().GetResult(), iter: 60, threads: 1);

    private static async Task<bool> RunAsync((Step Step, int Session, int Receiver)[] steps)
    {
        await using var rig = new BrokerRig();
        var clients = new[] { rig.Client, rig.Open(out _) };
        var run = new Run(rig, clients);
        foreach (var (step, session, receiver) in steps)
            await run.TakeAsync(step, session, receiver);
        await run.DrainAsync();
        return true;
    }

    private sealed class Run(BrokerRig rig, ServiceBusClient[] clients)
    {
        private readonly ServiceBusSessionReceiver?[] _held = new ServiceBusSessionReceiver?[2];
        private readonly Queue<ServiceBusReceivedMessage>[] _received = [new(), new()];
        private readonly Dictionary<string, Queue<int>> _expected = [];
        private int _sent;

        public async Task TakeAsync(Step step, int session, int at)
        {
            switch (step)
            {
                case Step.Send:
                    await rig.SendAsync("sessions", BrokerRig.InSession($"s{session}", $"{++_sent}"));
                    Expected($"s{session}").Enqueue(_sent);
                    break;
                case Step.Accept when _held[at] is null:
                    await AcceptAsync($"s{session}", at);
                    break;
                case Step.Receive when _held[at] is { } receiver:
                    await LosingAsync(at, async () => { Add(at, await BrokerRig.TakeAsync(receiver)); });
                    break;
                case Step.Complete when _received[at].TryPeek(out var first):
                    await LosingAsync(at, async () => await CompleteAsync(at, first));
                    break;
                case Step.Abandon when _received[at].Count == 1:
                    await LosingAsync(at, async () => await _held[at]!.AbandonMessageAsync(_received[at].Peek()));
                    _received[at].Clear();
                    break;
                case Step.Close when _held[at] is not null:
                    await DropAsync(at);
                    break;
                case Step.Expire:
                    rig.Time.Advance(TimeSpan.FromSeconds(40));
                    break;
                default:
                    break;
            }
        }

        // What failed too often is in the dead letters; with what was completed it makes up all that was sent.
        public async Task DrainAsync()
        {
            await DropAsync(0);
            await DropAsync(1);
            var dead = rig.Client.CreateReceiver("sessions", new() { SubQueue = SubQueue.DeadLetter });
            foreach (var name in _expected.Keys)
            {
                await using var session = await rig.Client.AcceptSessionAsync("sessions", name);
                var rest = (await session.ReceiveMessagesAsync(1000, TimeSpan.Zero)).Select(Number).ToArray();
                Assert.Equal(rest.Order(), rest);
                foreach (var message in await dead.ReceiveMessagesAsync(1000, TimeSpan.Zero))
                    Remove(Expected(message.SessionId!), Number(message));
                Assert.Equal(Expected(name), rest);
            }
        }

        private async Task AcceptAsync(string session, int at)
        {
            try
            {
                _held[at] = await clients[at].AcceptSessionAsync("sessions", session);
            }
            catch (ServiceBusException exception) when (exception.Reason == ServiceBusFailureReason.SessionCannotBeLocked)
            {
                Assert.Equal(session, _held[1 - at]?.SessionId);
            }
        }

        private async Task CompleteAsync(int at, ServiceBusReceivedMessage message)
        {
            await _held[at]!.CompleteMessageAsync(message);
            _received[at].Dequeue();
            Assert.True(Remove(Expected(message.SessionId!), Number(message)), "A message was completed twice.");
        }

        private void Add(int at, ServiceBusReceivedMessage? message)
        {
            if (message is null)
                return;
            if (_received[at].Count > 0)
                Assert.True(Number(_received[at].Last()) < Number(message), "A later message came first.");
            else
                Assert.True(Expected(message.SessionId!).TakeWhile(number => number < Number(message)).All(IsDead));
            _received[at].Enqueue(message);
        }

        // Only messages that are dead letters may be passed over.
        private bool IsDead(
            int number) => rig.Client.CreateReceiver("sessions", new() { SubQueue = SubQueue.DeadLetter })
            .PeekMessagesAsync(1000).GetAwaiter().GetResult().Any(message => Number(message) == number);

        private async Task LosingAsync(int at, Func<Task> call)
        {
            try
            {
                await call();
            }
            catch (ServiceBusException exception) when (exception.Reason == ServiceBusFailureReason.SessionLockLost)
            {
                await DropAsync(at);
            }
        }

        private async Task DropAsync(int at)
        {
            if (_held[at] is { } held)
                await held.CloseAsync();
            _held[at] = null;
            _received[at].Clear();
        }

        private Queue<int> Expected(string session) =>
            _expected.TryGetValue(session, out var queue) ? queue : _expected[session] = new();

        private bool Remove(Queue<int> queue, int number)
        {
            var rest = queue.Where(one => one != number).ToArray();
            var found = rest.Length < queue.Count;
            queue.Clear();
            foreach (var one in rest)
                queue.Enqueue(one);
            return found;
        }

        private static int Number(ServiceBusReceivedMessage message) => int.Parse(message.Body.ToString());
    }
}
