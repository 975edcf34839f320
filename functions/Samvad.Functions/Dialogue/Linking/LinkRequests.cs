using Azure;
using Azure.Data.Tables;
using Samvad.Storage;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>How far a request to be linked is.</summary>
public enum LinkState
{
    Asked,
    Given,
    Refused,
}

/// <summary>Somebody wants the messages of a connection that is registered to another.</summary>
/// <param name="Id">Follows from both: the same request again is the same one.</param>
/// <param name="Language">What the asker wrote in.</param>
/// <param name="Owner">The address of the registered person, who decides.</param>
public sealed record LinkRequest(
    string Id, string Asker, string Owner, string Group, string Member, string ConsumerNumber, string Language, DateTimeOffset At,
    LinkState State)
{
    internal ETag? ETag { get; init; }
}

/// <summary>The requests in their table.</summary>
public sealed class LinkRequests(SamvadTables tables)
{
    private const int AtOnce = 500;

    public static string IdOf(string asker, string consumerNumber) =>
        NameBasedGuid.Of("link-" + consumerNumber, asker).ToString("n")[..16];

    public async Task<LinkRequest?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var row = await tables.LinkRequests.GetEntityIfExistsAsync<TableEntity>(id, id, cancellationToken: cancellationToken);
        return row is { HasValue: true, Value: { } found } ? Read(found) : null;
    }

    /// <summary>Writes it, over what was there as it was read.</summary>
    /// <exception cref="RequestFailedException">409 or 412: somebody else wrote it meanwhile.</exception>
    public Task SaveAsync(LinkRequest request, CancellationToken cancellationToken)
    {
        var row = new TableEntity(request.Id, request.Id)
        {
            [nameof(LinkRequest.Asker)] = request.Asker,
            [nameof(LinkRequest.Owner)] = request.Owner,
            [nameof(LinkRequest.Group)] = request.Group,
            [nameof(LinkRequest.Member)] = request.Member,
            [nameof(LinkRequest.ConsumerNumber)] = request.ConsumerNumber,
            [nameof(LinkRequest.Language)] = request.Language,
            [nameof(LinkRequest.At)] = request.At,
            [nameof(LinkRequest.State)] = request.State.ToString(),
        };
        return request.ETag is { } tag
            ? tables.LinkRequests.UpdateEntityAsync(row, tag, TableUpdateMode.Replace, cancellationToken)
            : tables.LinkRequests.AddEntityAsync(row, cancellationToken);
    }

    /// <summary>
    /// What a person asked, and what was asked of them, the oldest first. The table is looked through, so it is for rare use.
    /// </summary>
    public async Task<IReadOnlyList<LinkRequest>> OfAsync(string address, CancellationToken cancellationToken)
    {
        var found = new List<LinkRequest>();
        await foreach (var row in tables.LinkRequests.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"Asker eq {address} or Owner eq {address}"), AtOnce, cancellationToken: cancellationToken))
        {
            found.Add(Read(row));
        }

        return [.. found.OrderBy(request => request.At).ThenBy(request => request.Id, StringComparer.Ordinal)];
    }

    /// <summary>Removes what a person asked, and what was asked of them.</summary>
    public async Task EraseAsync(string address, CancellationToken cancellationToken) => await tables.LinkRequests.DeleteAllAsync(
        tables.LinkRequests.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"Asker eq {address} or Owner eq {address}"),
            select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken),
        cancellationToken);

    /// <summary>Forgets requests that were made before then.</summary>
    public Task<int> CleanAsync(DateTimeOffset before, CancellationToken cancellationToken) => tables.LinkRequests.DeleteAllAsync(
        tables.LinkRequests.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"At lt {before}"), select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken),
        cancellationToken);

    private static LinkRequest Read(TableEntity row) => new(
        row.RowKey,
        row.GetString(nameof(LinkRequest.Asker)),
        row.GetString(nameof(LinkRequest.Owner)),
        row.GetString(nameof(LinkRequest.Group)),
        row.GetString(nameof(LinkRequest.Member)),
        row.GetString(nameof(LinkRequest.ConsumerNumber)),
        row.GetString(nameof(LinkRequest.Language)),
        row.GetDateTimeOffset(nameof(LinkRequest.At)) ?? default,
        Enum.Parse<LinkState>(row.GetString(nameof(LinkRequest.State))))
    {
        ETag = row.ETag,
    };
}
