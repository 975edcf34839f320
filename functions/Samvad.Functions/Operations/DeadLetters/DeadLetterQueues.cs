using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Azure.Messaging.ServiceBus;

namespace Samvad.Operations;

/// <summary>The dead letters of every queue, and the way back into it.</summary>
public sealed class DeadLetterQueues(ServiceBusClient client)
{
    /// <summary>Letters in memory at once.</summary>
    private const int PeekedAtOnce = 50;

    /// <summary>Letters that are locked in passing and given back.</summary>
    private const int MostPassed = 1000;
    private readonly ConcurrentDictionary<string, ServiceBusReceiver> _letters = new();
    private readonly ConcurrentDictionary<string, ServiceBusSender> _ways = new();

    internal ServiceBusReceiver Letters(string queue) => _letters.GetOrAdd(
        queue, name => client.CreateReceiver(name, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter }));

    internal ServiceBusSender WayBack(string queue) => _ways.GetOrAdd(queue, client.CreateSender);

    /// <summary>Removes letters for good, as far as they are in reach: a queue gives out no chosen ones.</summary>
    /// <returns>How many were removed.</returns>
    public async Task<int> RemoveAsync(
        string queue, Func<ServiceBusReceivedMessage, bool> isUnwanted, CancellationToken cancellationToken)
    {
        var (receiver, removed) = (Letters(queue), 0);
        var passed = new List<ServiceBusReceivedMessage>();
        var wait = TimeSpan.FromMilliseconds(500);
        if (await receiver.PeekMessageAsync(0, cancellationToken) is null)
            return 0;
        try
        {
            while (passed.Count < MostPassed
                && await receiver.ReceiveMessagesAsync(PeekedAtOnce, wait, cancellationToken) is { Count: > 0 } letters)
            {
                foreach (var letter in letters)
                {
                    if (!isUnwanted(letter))
                    {
                        passed.Add(letter);
                        continue;
                    }

                    await receiver.CompleteMessageAsync(letter, CancellationToken.None);
                    removed++;
                }
            }
        }
        finally
        {
            foreach (var letter in passed)
                await receiver.AbandonMessageAsync(letter, cancellationToken: CancellationToken.None);
        }

        return removed;
    }

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
