using System.Collections.Concurrent;
using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.FanOut.Pacing;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.FanOut;

/// <summary>A shard at work: what its messages have in common.</summary>
/// <param name="Contents">What is said, by language.</param>
public sealed record ShardRun(
    Announcement Announcement, Shard Shard, IReadOnlyDictionary<string, TemplateContent> Contents)
{
    /// <summary>The group's people by address, and since when they are known so.</summary>
    internal (IReadOnlyDictionary<string, Standing> ByAddress, DateTimeOffset At) People { get; private set; }

    /// <summary>What failed sends say about people; recorded when the shard is through.</summary>
    public ConcurrentBag<Finding> Findings { get; } = [];

    /// <summary>What of it is ready to leave; null where its channel has no rate.</summary>
    internal ReadyMessages? Ready { get; set; }

    private IReadOnlyDictionary<string, TemplateContent> Digests { get; init; } = Contents;

    public TemplateContent ContentOf(Delivery delivery) => (delivery.Digest ? Digests : Contents)[delivery.Language];

    /// <param name="digest">Of whom it is the last message of the day.</param>
    public static ShardRun Of(Announcement announcement, Shard shard, Template template, Template digest) => new(
        announcement,
        shard,
        announcement.Values.ToDictionary(
            language => language.Key,
            language => new TemplateContent(
                template, language.Key, [.. language.Value.Select(value => value ?? shard.Place.In(language.Key))])
            {
                Payloads = template.Payloads(announcement.Id),
            }))
    {
        Digests = announcement.Values.ToDictionary(
            language => language.Key,
            language => new TemplateContent(
                digest,
                language.Key,
                [shard.Place.In(language.Key), announcement.Latest?.In(language.Key) ?? "", announcement.Reference])),
    };

    public void Know(IReadOnlyList<Member> members, DateTimeOffset at)
    {
        var byAddress = new Dictionary<string, Standing>(members.Count);
        foreach (var member in members)
            byAddress.TryAdd(member.Address, Standing.Of(member));
        People = (byAddress, at);
    }
}

/// <summary>
/// What of a person can still keep a message from leaving. The members themselves are let go: all shards under way would
/// hold thousands of them, for so long that every collection had to look at them.
/// </summary>
internal readonly record struct Standing(Topics Consent, bool IsShared, string? Quiet, DateTimeOffset? UnreachableUntil)
{
    public static Standing Of(Member member) => new(member.Consent, member.Shared, member.Quiet, member.UnreachableUntil);
}

/// <summary>Through what a message goes: a channel, the number it had, and the adapter.</summary>
public sealed record Via(WhatsApp.Channels.Channel Channel, string Sender, IMessageProvider Provider)
{
    /// <summary>As a ledger page names it.</summary>
    public string Name => $"{Channel.Id} {Provider.Name} {Sender}";
}
