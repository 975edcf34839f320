namespace Samvad.LocalHost.Broker;

/// <summary>
/// Tells whether the holder of a lock lives. An owner is `lease#client`; liveness is that of the lease. Asking the file
/// system is spared for 50 ms; the dead stay dead, since lease ids are never used twice.
/// </summary>
internal sealed class LockOwners(HostLease lease)
{
    private static int s_clients;
    private readonly Dictionary<string, long> _askAgainAt = [];
    private readonly HashSet<string> _dead = [];

    /// <summary>How the locks of this client are signed.</summary>
    public string Self { get; } = $"{lease.Id}#{Environment.ProcessId}.{Interlocked.Increment(ref s_clients)}";

    /// <summary>Called by the writer loop only, hence without a lock.</summary>
    public bool IsAlive(string owner)
    {
        if (owner == Self)
            return true;
        var id = owner[..owner.IndexOf('#')];
        if (_dead.Contains(id))
            return false;
        if (_askAgainAt.TryGetValue(id, out var at) && Environment.TickCount64 < at)
            return true;
        if (HostLease.IsAlive(lease.Directory, id))
        {
            _askAgainAt[id] = Environment.TickCount64 + 50;
            return true;
        }

        _askAgainAt.Remove(id);
        _dead.Add(id);
        return false;
    }
}
