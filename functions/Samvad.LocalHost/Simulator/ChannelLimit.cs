namespace Samvad.LocalHost.Simulator;

/// <summary>
/// No more than the rate in any second: a ring of the instants of the last messages. Not for several threads at
/// once.
/// </summary>
internal sealed class ChannelLimit
{
    private long[] _ring = [];
    private int _next;
    private int _count;

    /// <summary>0 when the message may pass; else the time in milliseconds until one may.</summary>
    public long Take(int rate, long nowMs)
    {
        if (rate <= 0)
            return 0;
        if (_ring.Length != rate)
            Resize(rate);
        if (_count == rate && nowMs - _ring[_next] is var age && age < 1000)
            return 1000 - age;
        _ring[_next] = nowMs;
        _next = (_next + 1) % rate;
        _count = Math.Min(_count + 1, rate);
        return 0;
    }

    private void Resize(int rate)
    {
        var kept = Enumerable.Range(0, _count)
            .Select(i => _ring[(_next - _count + i + _ring.Length) % _ring.Length])
            .TakeLast(rate)
            .ToArray();
        _ring = new long[rate];
        kept.CopyTo(_ring, 0);
        _count = kept.Length;
        _next = _count % rate;
    }
}
