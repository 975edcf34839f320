using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Azure;

namespace Samvad.FanOut;

/// <summary>
/// Whom a channel wrote to in the moving day, by a hash of the address: at Meta's largest limited tier, 100,000 people,
/// about 3 MB. Guarded by <see cref="Gate"/>.
/// </summary>
internal sealed class Recipients
{
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(10);
    private readonly Dictionary<ulong, DateTimeOffset> _last = [];
    private DateTimeOffset _sweptUntil;

    public SemaphoreSlim Gate { get; } = new(1);
    public ETag? ETag { get; private set; }
    public DateTimeOffset? ReadUntil { get; private set; }
    public int Count => _last.Count;

    public bool IsAsOf(ETag? etag) => ReadUntil is not null && ETag == etag;

    public void Read(ETag? etag, DateTimeOffset until)
    {
        ETag = etag;
        // Another instance's clock may be behind; what is read twice is counted once.
        ReadUntil = until - TimeSpan.FromMinutes(1);
    }

    public void Add(DateTimeOffset at, IEnumerable<ulong> hashes)
    {
        foreach (var hash in hashes)
        {
            if (!_last.TryGetValue(hash, out var known) || known < at)
                _last[hash] = at;
        }
    }

    public void Forget(DateTimeOffset before)
    {
        if (before - _sweptUntil < Sweep)
            return;
        _sweptUntil = before;
        foreach (var (hash, at) in _last)
        {
            if (at <= before)
                _last.Remove(hash);
        }
    }

    /// <summary>Those of the people for whom there is room: who is in the window already takes none.</summary>
    public HashSet<string> Fit(IReadOnlyList<string> addresses, int limit)
    {
        var room = limit - _last.Count;
        var admitted = new HashSet<string>(addresses.Count);
        foreach (var address in addresses)
        {
            if (_last.ContainsKey(HashOf(address)) || room-- > 0)
                admitted.Add(address);
        }

        return admitted;
    }

    public DateTimeOffset? FirstLeaves(TimeSpan window) => _last.Count == 0 ? null : _last.Values.Min() + window;

    public static ulong HashOf(string address)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(address), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
