using Samvad.Consumers;

namespace Samvad.WhatsApp.Channels;

/// <summary>
/// Which channel serves a group: one that names the group's office, else one that names the office above, and so on;
/// else one that names none. Of several the group keeps the same one, and each gets groups by its rate.
/// </summary>
public sealed class ChannelMap(ChannelStore channels, Offices offices)
{
    /// <returns>Null where no active channel serves the office.</returns>
    public async ValueTask<Channel?> ForAsync(string office, string group, CancellationToken cancellationToken)
    {
        var active = (await channels.AllAsync(cancellationToken)).Where(channel => channel.State == ChannelState.Active).ToList();
        if (active.Count == 0)
            return null;
        if (active.Exists(channel => channel.Offices.Count > 0))
        {
            var tree = await offices.ReadTreeAsync(cancellationToken);
            for (var at = tree.Find(office); at is not null; at = at.Parent is { } parent ? tree.Find(parent) : null)
            {
                if (Best(active.Where(channel => channel.Offices.Contains(at.Code)), group) is { } serving)
                    return serving;
            }
        }

        return Best(active.Where(channel => channel.Offices.Count == 0), group);
    }

    /// <summary>Weighted rendezvous hashing: a channel that comes or goes moves no group between the others.</summary>
    private static Channel? Best(IEnumerable<Channel> candidates, string group) => candidates.MaxBy(channel =>
    {
        var bits = BitConverter.ToUInt32(NameBasedGuid.Of(channel.Id, group).ToByteArray());
        var weight = channel.MessagesPerSecond > 0 ? channel.MessagesPerSecond : 10_000;
        return -weight / Math.Log((bits + 1.0) / (uint.MaxValue + 2.0));
    });
}
