using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.FanOut;

/// <summary>
/// WhatsApp's limit of one message in 6 seconds to one person (error 131056). What this instance sent it remembers;
/// what another one sent to a group just before is brought in from the ledger (<see cref="Remember"/>).
/// </summary>
public sealed class PairLimit(IOptions<WhatsAppOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, long> _sent = new();
    private readonly TimeSpan _interval = options.Value.PairInterval;
    private long _sweepAt;

    /// <summary>Ends when a message to the person may leave, and counts it as left.</summary>
    public async ValueTask WaitAsync(string address, CancellationToken cancellationToken)
    {
        if (_interval <= TimeSpan.Zero)
            return;
        while (true)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            Sweep(now);
            if (!_sent.TryGetValue(address, out var last))
            {
                if (_sent.TryAdd(address, now))
                    return;
                continue;
            }

            var wait = last + (long)_interval.TotalMilliseconds - now;
            if (wait > 0)
                await Task.Delay(TimeSpan.FromMilliseconds(wait), time, cancellationToken);
            else if (_sent.TryUpdate(address, now, last))
                return;
        }
    }

    /// <summary>Those who may be written to at once before those who may not: who is first holds up who follows.</summary>
    public IReadOnlyList<Delivery> FreeFirst(IReadOnlyList<Delivery> deliveries)
    {
        if (_interval <= TimeSpan.Zero)
            return deliveries;
        var since = time.GetUtcNow().ToUnixTimeMilliseconds() - (long)_interval.TotalMilliseconds;
        var held = deliveries.Where(delivery => _sent.TryGetValue(delivery.Address, out var last) && last > since).ToList();
        return held.Count == 0 ? deliveries : [.. deliveries.Except(held), .. held];
    }

    /// <summary>Another instance may have sent to the person at that time (Unix milliseconds).</summary>
    public void Remember(string address, long at)
    {
        if (at + _interval.TotalMilliseconds > time.GetUtcNow().ToUnixTimeMilliseconds())
            _sent.AddOrUpdate(address, at, (_, known) => Math.Max(known, at));
    }

    /// <summary>At 1,000 messages a second some 12,000 people are remembered between two sweeps.</summary>
    private void Sweep(long now)
    {
        var due = Volatile.Read(ref _sweepAt);
        if (now < due || Interlocked.CompareExchange(ref _sweepAt, now + (long)_interval.TotalMilliseconds, due) != due)
            return;
        var old = now - (long)_interval.TotalMilliseconds;
        foreach (var (address, at) in _sent)
        {
            if (at < old)
                _sent.TryRemove(new KeyValuePair<string, long>(address, at));
        }
    }
}
