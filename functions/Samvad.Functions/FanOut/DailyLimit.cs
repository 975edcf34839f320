using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Samvad.Storage;
using Samvad.WhatsApp.Channels;

namespace Samvad.FanOut;

/// <summary>What a channel may still do in the moving day.</summary>
/// <param name="Used">Unique people written to in the last 24 hours.</param>
/// <param name="MoreAt">When the first of them leaves the window.</param>
public readonly record struct Headroom(int Used, DateTimeOffset? MoreAt);

/// <summary>
/// WhatsApp lets a number write to so many different people in a moving 24 hours. Whom a channel with such a limit
/// writes to is noted before, a row per page of the ledger, together with a conditional write of the channel's count:
/// so instances never go over it together. Channels without a limit are not counted.
/// </summary>
public sealed class DailyLimit(SamvadTables tables, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(24);
    private const string Count = "count";
    private const string People = "People";
    private readonly ConcurrentDictionary<string, Recipients> _known = new();

    /// <summary>Admits as many of the people as the limit allows, those first who are in the window already.</summary>
    /// <param name="shard">Names what they are written to for; the same again is admitted again.</param>
    /// <returns>Whom the channel may write to, and when more may be.</returns>
    public async Task<(IReadOnlySet<string> Admitted, DateTimeOffset? MoreAt)> AdmitAsync(
        Channel channel, string shard, IReadOnlyList<string> addresses, CancellationToken cancellationToken)
    {
        var recipients = _known.GetOrAdd(channel.Id, _ => new Recipients());
        await recipients.Gate.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                var now = time.GetUtcNow();
                await RefreshAsync(channel.Id, recipients, now, cancellationToken);
                var admitted = recipients.Fit(addresses, channel.DailyLimit);
                if (admitted.Count == 0 || await NoteAsync(channel.Id, shard, recipients, admitted, now, cancellationToken))
                    return (admitted, admitted.Count < addresses.Count ? recipients.FirstLeaves(Window) : null);
            }
        }
        finally
        {
            recipients.Gate.Release();
        }
    }

    public async Task<Headroom> UsedAsync(Channel channel, CancellationToken cancellationToken)
    {
        if (channel.DailyLimit == 0)
            return default;
        var recipients = _known.GetOrAdd(channel.Id, _ => new Recipients());
        await recipients.Gate.WaitAsync(cancellationToken);
        try
        {
            await RefreshAsync(channel.Id, recipients, time.GetUtcNow(), cancellationToken);
            return new Headroom(recipients.Count, recipients.FirstLeaves(Window));
        }
        finally
        {
            recipients.Gate.Release();
        }
    }

    /// <summary>Reads what other instances noted since, and forgets what has left the window.</summary>
    private async Task RefreshAsync(
        string channel, Recipients recipients, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var count = await tables.Recipients.GetEntityIfExistsAsync<TableEntity>(
            channel, Count, cancellationToken: cancellationToken);
        var from = Key(recipients.ReadUntil ?? now - Window);
        if (!recipients.IsAsOf(count.HasValue ? count.Value!.ETag : null))
        {
            await foreach (var row in tables.Recipients.QueryAsync<TableEntity>(
                row => row.PartitionKey == channel && row.RowKey.CompareTo(from) >= 0 && row.RowKey.CompareTo(Count) < 0,
                cancellationToken: cancellationToken))
            {
                recipients.Add(At(row.RowKey), Unpack(row.GetBinary(People)));
            }
        }

        recipients.Read(count.HasValue ? count.Value!.ETag : null, now);
        recipients.Forget(now - Window);
    }

    /// <returns>False where another instance noted people meanwhile.</returns>
    private async Task<bool> NoteAsync(
        string channel,
        string shard,
        Recipients recipients,
        HashSet<string> admitted,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var hashes = admitted.Select(Recipients.HashOf).ToArray();
        var count = new TableEntity(channel, Count) { ["At"] = now };
        var note = new TableEntity(channel, $"{Key(now)}~{shard}") { [People] = Pack(hashes) };
        try
        {
            var responses = await tables.Recipients.SubmitTransactionAsync(
                [
                    recipients.ETag is { } etag
                        ? new(TableTransactionActionType.UpdateReplace, count, etag)
                        : new(TableTransactionActionType.Add, count),
                    new(TableTransactionActionType.UpsertReplace, note),
                ],
                cancellationToken);
            recipients.Add(now, hashes);
            recipients.Read(responses.Value[0].Headers.ETag, now);
            return true;
        }
        catch (RequestFailedException conflict) when (conflict.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    /// <summary>Rows that have left the window long ago.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        var until = Key(time.GetUtcNow() - 2 * Window);
        await foreach (var row in tables.Recipients.QueryAsync<TableEntity>(
            row => row.RowKey.CompareTo(until) < 0, cancellationToken: cancellationToken))
        {
            await tables.Recipients.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
        }
    }

    private static string Key(DateTimeOffset at) => at.UtcTicks.ToString("D19");
    private static DateTimeOffset At(string key) => new(long.Parse(key.AsSpan(0, 19)), TimeSpan.Zero);
    private static byte[] Pack(ulong[] hashes) => System.Runtime.InteropServices.MemoryMarshal.AsBytes<ulong>(hashes).ToArray();

    private static ulong[] Unpack(byte[] bytes) =>
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(bytes).ToArray();
}
