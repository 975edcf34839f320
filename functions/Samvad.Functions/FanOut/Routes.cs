using Samvad.Announcements;
using Samvad.Tracking;
using Samvad.WhatsApp;
using Samvad.WhatsApp.Channels;

namespace Samvad.FanOut;

/// <summary>Which way messages go: today's channel of a group, or the one that a page was handed to before.</summary>
public sealed class Routes(ChannelMap map, ChannelStore channels, IEnumerable<IMessageProvider> providers)
{
    private readonly Dictionary<string, IMessageProvider> _providers = providers.ToDictionary(provider => provider.Name);

    /// <summary>A page begun on a channel that drains ends there.</summary>
    /// <returns>Null where no channel serves the group.</returns>
    public async ValueTask<Via?> ForAsync(ShardRun run, LedgerPage page, CancellationToken cancellationToken)
    {
        if (page.Senders is [.., var last] && await OfAsync(last, cancellationToken) is
            { Channel.State: ChannelState.Draining } begun && begun.Sender == begun.Channel.Sender)
        {
            return begun;
        }

        return await ChannelAsync(run.Shard, cancellationToken) is { } channel
            && _providers.TryGetValue(channel.Provider, out var provider)
            ? new Via(channel, channel.Sender, provider)
            : null;
    }

    /// <summary>The group's channel of today; null where none serves it.</summary>
    public ValueTask<Channel?> ChannelAsync(Shard shard, CancellationToken cancellationToken) =>
        map.ForAsync(shard.Office, shard.Group, cancellationToken);

    /// <summary>The way that a page names, at the rate and in the state that the channel has today.</summary>
    /// <returns>Null where it cannot be gone any more.</returns>
    public async ValueTask<Via?> OfAsync(string name, CancellationToken cancellationToken) =>
        name.Split(' ') is [var id, var provider, var sender]
            && _providers.TryGetValue(provider, out var known)
            && await channels.FindAsync(id, cancellationToken) is { } channel
            ? new Via(channel, sender, known)
            : null;

    /// <summary>Whether its provider drops repeats, so that what it was handed may be handed to it again.</summary>
    public bool DropsRepeats(string name) =>
        name.Split(' ') is [_, var provider, _] && _providers.TryGetValue(provider, out var known) && known.DropsRepeats;

    public async ValueTask<bool> IsStoppedAsync(Via via, CancellationToken cancellationToken) =>
        (await channels.FindAsync(via.Channel.Id, cancellationToken))?.State is null or ChannelState.Stopped;
}
