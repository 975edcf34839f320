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
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, string>> _known = new();

    /// <returns>Those of the addresses that another group tells.</returns>
    public async Task<IReadOnlySet<string>> ClaimAsync(
        string announcement, string group, IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        var known = Known(announcement);
        var elsewhere = new HashSet<string>();
        // A claim is never taken back, so one that this process has seen need not be asked for.
        foreach (var chunk in addresses.Where(address => !known.ContainsKey(address)).Chunk(100))
        {
            try
            {
                await AddAsync(announcement, group, chunk, cancellationToken);
                foreach (var address in chunk)
                    known[address] = group;
            }
            catch (RequestFailedException exists) when (exists.Status == 409)
            {
                foreach (var address in chunk)
                    known[address] = await OwnerAsync(announcement, address, group, cancellationToken);
            }
        }

        foreach (var address in addresses)
        {
            if (known[address] != group)
                elsewhere.Add(address);
        }

        return elsewhere;
    }

    /// <summary>Who told a person that is to be forgotten.</summary>
    public async Task ForgetAsync(string announcement, string address, CancellationToken cancellationToken)
    {
        await tables.Claims.DeleteEntityAsync(announcement, address, ETag.All, cancellationToken);
        if (_known.TryGetValue(announcement, out var known))
            known.TryRemove(address, out _);
    }

    private ConcurrentDictionary<string, string> Known(string announcement)
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
