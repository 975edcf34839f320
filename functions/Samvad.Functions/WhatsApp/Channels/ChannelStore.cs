using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Samvad.Storage;

namespace Samvad.WhatsApp.Channels;

/// <summary>
/// The channels. The settings `WhatsApp:Channels` bring them in, and bring them in again where the settings were
/// changed; what an operator writes otherwise stays. Every instance reads them anew each second, so a stopped channel
/// is quiet everywhere at once.
/// </summary>
public sealed class ChannelStore(SamvadTables tables, IOptions<WhatsAppOptions> options, TimeProvider time)
{
    private const string Partition = "channel";
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);
    private Kept<IReadOnlyList<Channel>>? _kept;
    private bool _seeded;

    /// <summary>As of at most a second ago, ordered by id.</summary>
    public ValueTask<IReadOnlyList<Channel>> AllAsync(CancellationToken cancellationToken) =>
        (_kept ??= new Kept<IReadOnlyList<Channel>>(ReadAsync, Age, time)).GetAsync(cancellationToken);

    public async ValueTask<Channel?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await AllAsync(cancellationToken)).FirstOrDefault(channel => channel.Id == id);

    /// <summary>Makes or changes a channel; the change gets what is there now, and is repeated where somebody else wrote.</summary>
    public async Task<Channel> ChangeAsync(string id, Func<Channel?, Channel> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await tables.Channels.GetEntityIfExistsAsync<TableEntity>(
                Partition, id, cancellationToken: cancellationToken);
            var before = row.HasValue ? Read(row.Value!) : null;
            var after = change(before);
            if (ReferenceEquals(before, after))
                return after;
            try
            {
                await WriteAsync(after, before?.ETag, cancellationToken);
                _kept = null;
                return after;
            }
            catch (RequestFailedException conflict) when (conflict.Status is 404 or 409 or 412)
            {
                // Somebody else wrote it: look at that.
            }
        }
    }

    /// <summary>Stops the channel, unless it is stopped already.</summary>
    /// <returns>Whether this call stopped it.</returns>
    public async Task<bool> StopAsync(string id, string reason, CancellationToken cancellationToken)
    {
        var stopped = false;
        await ChangeAsync(
            id,
            before =>
            {
                stopped = before is { State: not ChannelState.Stopped };
                return stopped
                    ? before! with { State = ChannelState.Stopped, Reason = reason, StateAt = time.GetUtcNow() }
                    : before!;
            },
            cancellationToken);
        return stopped;
    }

    private async Task<IReadOnlyList<Channel>> ReadAsync()
    {
        if (!_seeded)
            await SeedAsync(CancellationToken.None);
        _seeded = true;
        var channels = new List<Channel>();
        await foreach (var row in tables.Channels.QueryAsync<TableEntity>(
            row => row.PartitionKey == Partition))
        {
            channels.Add(Read(row));
        }

        return [.. channels.OrderBy(channel => channel.Id, StringComparer.Ordinal)];
    }

    private async Task SeedAsync(CancellationToken cancellationToken)
    {
        foreach (var setting in options.Value.Channels)
        {
            var channel = setting.ToChannel();
            await ChangeAsync(
                channel.Id,
                before => before?.Seed == channel.Seed ? before! : channel with
                {
                    State = before?.State ?? ChannelState.Active,
                    Reason = before?.Reason,
                    StateAt = before?.StateAt,
                },
                cancellationToken);
        }
    }

    private Task WriteAsync(Channel channel, ETag? before, CancellationToken cancellationToken)
    {
        var entity = new TableEntity(Partition, channel.Id)
        {
            [nameof(Channel.Provider)] = channel.Provider,
            [nameof(Channel.Sender)] = channel.Sender,
            [nameof(Channel.MessagesPerSecond)] = channel.MessagesPerSecond,
            [nameof(Channel.DailyLimit)] = channel.DailyLimit,
            [nameof(Channel.Offices)] = string.Join(',', channel.Offices),
            [nameof(Channel.State)] = channel.State.ToString(),
            [nameof(Channel.Reason)] = channel.Reason,
            [nameof(Channel.StateAt)] = channel.StateAt,
            [nameof(Channel.Seed)] = channel.Seed,
        };
        return before is { } etag
            ? tables.Channels.UpdateEntityAsync(entity, etag, TableUpdateMode.Replace, cancellationToken)
            : tables.Channels.AddEntityAsync(entity, cancellationToken);
    }

    private static Channel Read(TableEntity row) => new(
        row.RowKey,
        row.GetString(nameof(Channel.Provider)),
        row.GetString(nameof(Channel.Sender)),
        Convert.ToDouble(row[nameof(Channel.MessagesPerSecond)], CultureInfo.InvariantCulture),
        row.GetInt32(nameof(Channel.DailyLimit)) ?? 0,
        row.GetString(nameof(Channel.Offices))?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [],
        Enum.Parse<ChannelState>(row.GetString(nameof(Channel.State))),
        row.GetString(nameof(Channel.Reason)),
        row.GetDateTimeOffset(nameof(Channel.StateAt)))
    {
        ETag = row.ETag,
        Seed = row.GetString(nameof(Channel.Seed)),
    };
}
