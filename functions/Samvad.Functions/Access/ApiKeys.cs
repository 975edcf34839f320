using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.Access;

/// <summary>The key of one machine, without the key itself.</summary>
/// <param name="Endpoints">The functions that it opens.</param>
/// <param name="Office">Below which it sees and tells; null is everywhere.</param>
/// <param name="CreatedBy">Id of the person who made it.</param>
public sealed record ApiKey(
    string Id,
    string Name,
    IReadOnlyList<string> Endpoints,
    string? Office,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt);

/// <summary>
/// The keys of machines. Only the SHA-256 of a key is kept: it holds 256 random bits, so nothing slower is needed. All
/// are in memory, at most five seconds old; so a revoked one opens nothing anywhere five seconds later.
/// </summary>
public sealed class ApiKeys(SamvadTables tables, TimeProvider time)
{
    private const string Partition = "key";
    private const string Prefix = "samvad_";
    private const string Hash = "Hash";
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(5);
    private Kept<FrozenDictionary<string, ApiKey>>? _byHash;

    /// <returns>Null where the key is not known, revoked, or past its time.</returns>
    public async ValueTask<ApiKey?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var byHash = await (_byHash ??= new(LoadAsync, Age, time)).GetAsync(cancellationToken);
        return byHash.GetValueOrDefault(HashOf(key)) is { RevokedAt: null } known
            && !(known.ExpiresAt <= time.GetUtcNow()) ? known : null;
    }

    /// <summary>All, also those that open nothing any more; the newest first.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken)
    {
        var keys = new List<ApiKey>();
        await foreach (var row in RowsAsync(cancellationToken))
            keys.Add(Read(row));
        return [.. keys.OrderByDescending(key => key.Id, StringComparer.Ordinal)];
    }

    /// <returns>The key as kept, and its value, which nobody can read again.</returns>
    public async Task<(ApiKey Key, string Value)> MakeAsync(
        string name, IReadOnlyList<string> endpoints, string? office, DateTimeOffset? expiresAt, string by,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var value = Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))
            .Replace('+', '-').Replace('/', '_').TrimEnd('=');
        var key = new ApiKey(
            Guid.CreateVersion7(now).ToString("n"), name, endpoints, office, now, by, expiresAt, null);
        var row = Row(key);
        row[Hash] = HashOf(value);
        await tables.Keys.AddEntityAsync(row, cancellationToken);
        _byHash = null;
        return (key, value);
    }

    /// <returns>The key as it is now; null where there is none of this id.</returns>
    public async Task<ApiKey?> RevokeAsync(string id, CancellationToken cancellationToken)
    {
        var found = await tables.Keys.GetEntityIfExistsAsync<TableEntity>(Partition, id, cancellationToken: cancellationToken);
        if (!found.HasValue)
            return null;
        var key = Read(found.Value!);
        if (key.RevokedAt is null)
        {
            key = key with { RevokedAt = time.GetUtcNow() };
            await tables.Keys.UpdateEntityAsync(
                new TableEntity(Partition, id) { [nameof(ApiKey.RevokedAt)] = key.RevokedAt, [Hash] = "" },
                ETag.All, TableUpdateMode.Merge, cancellationToken);
        }

        _byHash = null;
        return key;
    }

    internal static string HashOf(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private async Task<FrozenDictionary<string, ApiKey>> LoadAsync()
    {
        var byHash = new Dictionary<string, ApiKey>();
        await foreach (var row in RowsAsync(default))
        {
            if (row.GetString(Hash) is { Length: > 0 } hash)
                byHash[hash] = Read(row);
        }

        return byHash.ToFrozenDictionary();
    }

    private AsyncPageable<TableEntity> RowsAsync(CancellationToken cancellationToken) =>
        tables.Keys.QueryAsync<TableEntity>(row => row.PartitionKey == Partition, cancellationToken: cancellationToken);

    private static ApiKey Read(TableEntity row) => new(
        row.RowKey,
        row.GetString(nameof(ApiKey.Name)),
        row.GetString(nameof(ApiKey.Endpoints)).Split(',', StringSplitOptions.RemoveEmptyEntries),
        row.GetString(nameof(ApiKey.Office)),
        row.GetDateTimeOffset(nameof(ApiKey.CreatedAt)) ?? default,
        row.GetString(nameof(ApiKey.CreatedBy)),
        row.GetDateTimeOffset(nameof(ApiKey.ExpiresAt)),
        row.GetDateTimeOffset(nameof(ApiKey.RevokedAt)));

    private static TableEntity Row(ApiKey key) => new(Partition, key.Id)
    {
        [nameof(ApiKey.Name)] = key.Name,
        [nameof(ApiKey.Endpoints)] = string.Join(',', key.Endpoints),
        [nameof(ApiKey.Office)] = key.Office,
        [nameof(ApiKey.CreatedAt)] = key.CreatedAt,
        [nameof(ApiKey.CreatedBy)] = key.CreatedBy,
        [nameof(ApiKey.ExpiresAt)] = key.ExpiresAt,
    };
}
