using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using Samvad.Consumers;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.FanOut;

/// <summary>
/// WhatsApp's limit of one message in 6 seconds to one person (error 131056). What this instance sent it remembers;
/// what another one sent to a group just before is brought in from the ledger (<see cref="Remember"/>).
/// </summary>
public sealed class PairLimit(IOptions<WhatsAppOptions> options, TimeProvider time)
{
    /// <summary>
    /// When each person was last sent to, in Unix milliseconds, in parts that are locked by themselves. At 8,000 messages
    /// a second 100,000 people are remembered, so it is numbers only, which the collector need not look at.
    /// </summary>
    private readonly Dictionary<ulong, long>[] _sent = [.. Enumerable.Range(0, 16).Select(_ => new Dictionary<ulong, long>())];
    private readonly long _interval = (long)options.Value.PairInterval.TotalMilliseconds;
    private long _sweepAt;

    /// <summary>Ends when a message to the person could leave.</summary>
    public async ValueTask WaitAsync(string address, CancellationToken cancellationToken)
    {
        while (LastTo(address) + _interval - Now is long wait and > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(wait), time, cancellationToken);
    }

    /// <summary>Counts a message as left; while it waited for its turn another one may have.</summary>
    /// <returns>False where another one did, so that this one may not.</returns>
    public bool TryLeave(string address)
    {
        if (_interval <= 0)
            return true;
        var now = Now;
        Sweep(now);
        var (key, part) = Find(address);
        lock (part)
        {
            ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(part, key, out var known);
            if (known && last + _interval > now)
                return false;
            last = now;
            return true;
        }
    }

    /// <summary>Those who may be written to at once before those who may not: who is first holds up who follows.</summary>
    public IReadOnlyList<Delivery> FreeFirst(IReadOnlyList<Delivery> deliveries)
    {
        if (_interval <= 0)
            return deliveries;
        var since = Now - _interval;
        var held = deliveries.Where(delivery => LastTo(delivery.Address) > since).ToList();
        return held.Count == 0 ? deliveries : [.. deliveries.Except(held), .. held];
    }

    /// <summary>How many of them may be written to at once.</summary>
    public int FreeOf(IReadOnlyList<Delivery> deliveries)
    {
        var since = Now - _interval;
        return deliveries.Count(delivery => LastTo(delivery.Address) is not { } last || last <= since);
    }

    /// <summary>Another instance may have sent to the person at that time (Unix milliseconds).</summary>
    public void Remember(string address, long at)
    {
        if (at + _interval <= Now)
            return;
        var (key, part) = Find(address);
        lock (part)
            part[key] = Math.Max(at, part.GetValueOrDefault(key));
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private long? LastTo(string address)
    {
        var (key, part) = Find(address);
        lock (part)
            return part.TryGetValue(key, out var last) ? last : null;
    }

    private (ulong Key, Dictionary<ulong, long> Part) Find(string address)
    {
        // A number is its own key; what is no number has the highest bit, which no number of 15 digits reaches.
        var key = Addresses.DigitsOf(address) ?? (Recipients.HashOf(address) | 1UL << 63);
        return (key, _sent[key % (ulong)_sent.Length]);
    }

    private void Sweep(long now)
    {
        var due = Volatile.Read(ref _sweepAt);
        if (now < due || Interlocked.CompareExchange(ref _sweepAt, now + _interval, due) != due)
            return;
        foreach (var part in _sent)
        {
            lock (part)
            {
                foreach (var (key, at) in part)
                {
                    if (at < now - _interval)
                        part.Remove(key);
                }
            }
        }
    }
}
