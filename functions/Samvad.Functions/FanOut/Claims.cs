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

    /// <returns>Those of the addresses that another group tells.</returns>
    public async Task<IReadOnlySet<string>> ClaimAsync(
        string announcement, string group, IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        var elsewhere = new HashSet<string>();
        foreach (var chunk in addresses.Chunk(100))
        {
            try
            {
                await tables.Claims.SubmitTransactionAsync(
                    chunk.Select(address => new TableTransactionAction(
                        TableTransactionActionType.Add, Claim(announcement, address, group))),
                    cancellationToken);
            }
            catch (RequestFailedException exists) when (exists.Status == 409)
            {
                foreach (var address in chunk)
                {
                    if (await OwnerAsync(announcement, address, group, cancellationToken) != group)
                        elsewhere.Add(address);
                }
            }
        }

        return elsewhere;
    }

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
