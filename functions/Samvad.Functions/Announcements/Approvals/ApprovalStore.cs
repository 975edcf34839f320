using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.Announcements.Approvals;

/// <summary>The requests in their table.</summary>
public sealed class ApprovalStore(SamvadTables tables)
{
    private const string Partition = "approval";
    private const string Done = "Done";

    /// <returns>False where there is one of that id.</returns>
    public async Task<bool> AddAsync(Approval approval, CancellationToken cancellationToken)
    {
        try
        {
            await tables.Approvals.AddEntityAsync(Row(approval), cancellationToken);
            return true;
        }
        catch (RequestFailedException exists) when (exists.Status == 409)
        {
            return false;
        }
    }

    public async Task<Approval?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var row = await tables.Approvals.GetEntityIfExistsAsync<TableEntity>(Partition, id, cancellationToken: cancellationToken);
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <summary>All of a state, or all; the newest first.</summary>
    public async Task<IReadOnlyList<Approval>> ListAsync(ApprovalState? state, CancellationToken cancellationToken)
    {
        var filter = state is { } asked
            ? TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and State eq {asked.ToString()}")
            : TableClient.CreateQueryFilter($"PartitionKey eq {Partition}");
        return await ReadAsync(filter, cancellationToken);
    }

    /// <summary>Those on which the app has something to do: open ones, and granted ones of which nothing came yet.</summary>
    public Task<IReadOnlyList<Approval>> UndoneAsync(CancellationToken cancellationToken) =>
        ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and Done eq {false}"), cancellationToken);

    /// <summary>Changes a request; the change gets it as it is now and returns null to leave it.</summary>
    /// <returns>The request as it is then, and whether it was changed; null where there is none.</returns>
    public async Task<(Approval Approval, bool Changed)?> ChangeAsync(
        string id, Func<Approval, Approval?> change, CancellationToken cancellationToken)
    {
        while (await FindAsync(id, cancellationToken) is { } before)
        {
            if (change(before) is not { } after)
                return (before, false);
            try
            {
                await tables.Approvals.UpdateEntityAsync(Row(after), before.ETag, TableUpdateMode.Replace, cancellationToken);
                return (after, true);
            }
            catch (RequestFailedException conflict) when (conflict.Status == 412)
            {
                // Somebody else decided meanwhile: look at that.
            }
        }

        return null;
    }

    private async Task<IReadOnlyList<Approval>> ReadAsync(string filter, CancellationToken cancellationToken)
    {
        var found = new List<Approval>();
        await foreach (var row in tables.Approvals.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            found.Add(Read(row));
        return [.. found.OrderByDescending(approval => approval.AskedAt)];
    }

    private static Approval Read(TableEntity row) => row.Unpack(ApprovalJson.Default.Approval)! with { ETag = row.ETag };

    private static TableEntity Row(Approval approval)
    {
        var row = new TableEntity(Partition, approval.Id)
        {
            [nameof(Approval.State)] = approval.State.ToString(),
            [Done] = !approval.IsOpen && !(approval.IsGranted && approval.Made is null),
        };
        row.Pack(approval, ApprovalJson.Default.Approval);
        return row;
    }
}
