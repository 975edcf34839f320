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
    public (IReadOnlyDictionary<string, Member> ByAddress, DateTimeOffset At) Members { get; private set; }

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
        var byAddress = new Dictionary<string, Member>(members.Count);
        foreach (var member in members)
            byAddress.TryAdd(member.Address, member);
        Members = (byAddress, at);
    }
}

/// <summary>Through what a message goes: a channel, the number it had, and the adapter.</summary>
public sealed record Via(WhatsApp.Channels.Channel Channel, string Sender, IMessageProvider Provider)
{
    /// <summary>As a ledger page names it.</summary>
    public string Name => $"{Channel.Id} {Provider.Name} {Sender}";
}
