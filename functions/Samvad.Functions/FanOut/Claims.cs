using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.FanOut;

/// <summary>
/// Who tells a person that sits in several groups: the group that claims the person first. Only such people are
/// claimed, so a shard pays one transaction for them all.
/// </summary>
public sealed class Claims(SamvadTables tables)
{
    private const string Group = "Group";

    /// <summary>Announcements whose claims are remembered; in a storm more are under way, and the store is asked.</summary>
    private const int Remembered = 16;
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, TaskCompletionSource<string>>> _known = new();

    /// <returns>Those of the addresses that another group tells.</returns>
    public async Task<IReadOnlySet<string>> ClaimAsync(
        string announcement, string group, IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        var known = Known(announcement);
        var mine = new Dictionary<string, TaskCompletionSource<string>>();
        var owners = new Dictionary<string, Task<string>>(addresses.Count);
        // A claim is never taken back, so it is asked for once in a process; groups that run at once wait for the first.
        foreach (var address in addresses)
        {
            var fresh = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            var owner = known.GetOrAdd(address, fresh);
            if (ReferenceEquals(owner, fresh))
                mine[address] = fresh;
            owners[address] = owner.Task;
        }

        await AskAsync(announcement, group, known, mine, cancellationToken);
        var elsewhere = new HashSet<string>();
        foreach (var (address, owner) in owners)
        {
            if (await OwnerAsync(announcement, address, group, owner, cancellationToken) != group)
                elsewhere.Add(address);
        }

        return elsewhere;
    }

    /// <summary>Settles whose they are. Where that fails nobody knows, and who asks next starts anew.</summary>
    private async Task AskAsync(
        string announcement,
        string group,
        ConcurrentDictionary<string, TaskCompletionSource<string>> known,
        Dictionary<string, TaskCompletionSource<string>> asked,
        CancellationToken cancellationToken)
    {
        try
        {
            foreach (var chunk in asked.Chunk(100))
            {
                try
                {
                    await AddAsync(announcement, group, [.. chunk.Select(one => one.Key)], cancellationToken);
                    foreach (var (_, owner) in chunk)
                        owner.SetResult(group);
                }
                catch (RequestFailedException exists) when (exists.Status == 409)
                {
                    foreach (var (address, owner) in chunk)
                        owner.SetResult(await OwnerAsync(announcement, address, group, cancellationToken));
                }
            }
        }
        finally
        {
            foreach (var (address, owner) in asked)
            {
                if (owner.TrySetCanceled(CancellationToken.None))
                    known.TryRemove(KeyValuePair.Create(address, owner));
            }
        }
    }

    /// <summary>The answer of who asked first; where that one could not ask, the store's.</summary>
    private async ValueTask<string> OwnerAsync(
        string announcement, string address, string group, Task<string> asked, CancellationToken cancellationToken)
    {
        try
        {
            return await asked.WaitAsync(cancellationToken);
        }
        catch (TaskCanceledException) when (asked.IsCanceled)
        {
            return await OwnerAsync(announcement, address, group, cancellationToken);
        }
    }

    /// <summary>Who told a person that is to be forgotten.</summary>
    public async Task ForgetAsync(string announcement, string address, CancellationToken cancellationToken)
    {
        await tables.Claims.DeleteEntityAsync(announcement, address, ETag.All, cancellationToken);
        if (_known.TryGetValue(announcement, out var known))
            known.TryRemove(address, out _);
    }

    private ConcurrentDictionary<string, TaskCompletionSource<string>> Known(string announcement)
    {
        if (_known.Count > Remembered && !_known.ContainsKey(announcement))
            _known.TryRemove(_known.Keys.Min(StringComparer.Ordinal)!, out _);
        return _known.GetOrAdd(announcement, _ => new());
    }

    private Task AddAsync(string announcement, string group, string[] addresses, CancellationToken cancellationToken) =>
        addresses is [var only]
            ? tables.Claims.AddEntityAsync(Claim(announcement, only, group), cancellationToken)
            : tables.Claims.SubmitTransactionAsync(
                addresses.Select(address => new TableTransactionAction(
                    TableTransactionActionType.Add, Claim(announcement, address, group))),
                cancellationToken);

    private async Task<string> OwnerAsync(string announcement, string address, string group, CancellationToken cancellationToken)
    {
        while (true)
        {
            var claim = await tables.Claims.GetEntityIfExistsAsync<TableEntity>(
                announcement, address, cancellationToken: cancellationToken);
            if (claim.HasValue)
                return claim.Value!.GetString(Group);
            try
            {
                await tables.Claims.AddEntityAsync(Claim(announcement, address, group), cancellationToken);
                return group;
            }
            catch (RequestFailedException exists) when (exists.Status == 409)
            {
                // Claimed in between: read whose it is.
            }
        }
    }

    private static TableEntity Claim(string announcement, string address, string group) =>
        new(announcement, address) { [Group] = group };
}
