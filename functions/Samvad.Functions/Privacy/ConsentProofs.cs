using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using Samvad.Consumers;
using Samvad.Storage;

namespace Samvad.Privacy;

/// <summary>What somebody had agreed to and said before they were erased.</summary>
public sealed record ConsentProof(DateTimeOffset ErasedAt, IReadOnlyList<ConsentMark> Marks);

/// <summary>
/// Proof that consent was given, kept for the law after a person is erased: found by who names the number, but no number
/// can be read from it. The hash is slow (PBKDF2) and salted by installation, so that trying all numbers takes decades.
/// </summary>
public sealed class ConsentProofs(SamvadTables tables)
{
    private const int Iterations = 100_000;
    private const string SaltKey = "salt";
    private byte[]? _salt;

    internal async Task KeepAsync(string address, ConsentProof proof, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(address, cancellationToken);
        var row = new TableEntity(key, key);
        row.Pack(proof, ConsentProofJson.Default.ConsentProof);
        await tables.ConsentProofs.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    /// <returns>Null where nobody with this address was erased.</returns>
    public async Task<ConsentProof?> FindAsync(string address, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(address, cancellationToken);
        var row = await tables.ConsentProofs.GetEntityIfExistsAsync<TableEntity>(key, key, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value!.Unpack(ConsentProofJson.Default.ConsentProof) : null;
    }

    private async Task<string> KeyAsync(string address, CancellationToken cancellationToken) => Convert.ToHexStringLower(
        Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(address), _salt ??= await SaltAsync(cancellationToken), Iterations, HashAlgorithmName.SHA256, 32));

    private async Task<byte[]> SaltAsync(CancellationToken cancellationToken)
    {
        try
        {
            await tables.ConsentProofs.AddEntityAsync(
                new TableEntity(SaltKey, SaltKey) { ["Salt"] = RandomNumberGenerator.GetBytes(32) }, cancellationToken);
        }
        catch (RequestFailedException exists) when (exists.Status == 409)
        {
            // Made at the first erasure.
        }

        var row = await tables.ConsentProofs.GetEntityAsync<TableEntity>(SaltKey, SaltKey, cancellationToken: cancellationToken);
        return row.Value.GetBinary("Salt");
    }
}

[JsonSerializable(typeof(ConsentProof))]
internal sealed partial class ConsentProofJson : JsonSerializerContext;
