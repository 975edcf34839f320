using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Azure.Messaging.ServiceBus;

namespace Samvad.Operations;

/// <summary>The dead letters of every queue, and the way back into it.</summary>
public sealed class DeadLetterQueues(ServiceBusClient client)
{
    /// <summary>Letters in memory at once.</summary>
    private const int PeekedAtOnce = 50;
    private readonly ConcurrentDictionary<string, ServiceBusReceiver> _letters = new();
    private readonly ConcurrentDictionary<string, ServiceBusSender> _ways = new();

    internal ServiceBusReceiver Letters(string queue) => _letters.GetOrAdd(
        queue, name => client.CreateReceiver(name, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter }));

    internal ServiceBusSender WayBack(string queue) => _ways.GetOrAdd(queue, client.CreateSender);

    /// <summary>The letters from this number on, whether somebody is at work on them or not; none is touched.</summary>
    internal async IAsyncEnumerable<ServiceBusReceivedMessage> PeekAsync(
        string queue, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await Letters(queue).PeekMessagesAsync(PeekedAtOnce, from, cancellationToken) is { Count: > 0 } letters)
        {
            foreach (var letter in letters)
                yield return letter;
            from = letters[^1].SequenceNumber + 1;
        }
    }
}
