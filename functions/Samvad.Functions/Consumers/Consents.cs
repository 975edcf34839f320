namespace Samvad.Consumers;

/// <summary>
/// Which of two marks about a topic counts: the newer one, and of the same moment the refusal. The order in which
/// marks arrive, and arriving twice, make no difference; so a person's newer withdrawal survives every import.
/// </summary>
public static class Consents
{
    /// <summary>What a person said is kept this often, the latest.</summary>
    public const int HistoryKept = 20;

    /// <summary>How far a provider's clock may be ahead of ours.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    public static readonly IReadOnlyList<Topics> Each = [Topics.Outage, Topics.Planned, Topics.Safety, Topics.Service];

    /// <returns><paramref name="known"/> itself where nothing changes.</returns>
    public static IReadOnlyList<ConsentMark> Merge(
        IReadOnlyList<ConsentMark> known, IReadOnlyList<ConsentMark> incoming)
    {
        var wins = false;
        foreach (var mark in incoming)
        {
            foreach (var topic in Each)
                wins |= (mark.Topics & topic) != 0 && Beats(mark, Find(known, topic));
        }

        return !wins ? known : Compact(Each.Select(topic => (topic, incoming.Aggregate(
            Find(known, topic),
            (best, mark) => (mark.Topics & topic) != 0 && Beats(mark, best) ? mark : best))));
    }

    /// <summary>The marks with each topic of <paramref name="said"/> replaced, whatever their times.</summary>
    public static IReadOnlyList<ConsentMark> Replace(
        IReadOnlyList<ConsentMark> known, IReadOnlyList<ConsentMark> said) =>
        Compact(Each.Select(topic => (topic, Find(said, topic) ?? Find(known, topic))));

    /// <summary>
    /// The person as they are after saying something themselves: it counts from now on, whatever an import of older
    /// date says, and is kept with what was said before. Saying the same again changes nothing.
    /// </summary>
    public static Person Say(Person person, IReadOnlyList<ConsentMark> said)
    {
        var before = person.History ?? [.. person.Consents.OrderBy(mark => mark.At)];
        var news = said.Where(mark => !before.Contains(mark)).ToList();
        return news.Count == 0 ? person : person with
        {
            Consents = Replace(person.Consents, news),
            History = [.. before.Concat(news).TakeLast(HistoryKept)],
        };
    }

    /// <summary>
    /// As <see cref="Say"/>, for what may reach us late or again: of a topic on which something newer is known, it
    /// changes nothing. A mark from the future, which only a slip can have made, is no newer.
    /// </summary>
    public static Person Hear(Person person, ConsentMark said, DateTimeOffset now)
    {
        var topics = Each
            .Where(topic => (said.Topics & topic) != 0)
            .Where(topic => Find(person.Consents, topic) is not { } known || known.At > now + Skew || Beats(said, known))
            .Aggregate(Topics.None, (all, topic) => all | topic);
        return topics == Topics.None ? person : Say(person, [said with { Topics = topics }]);
    }

    public static ConsentMark? Find(IReadOnlyList<ConsentMark> marks, Topics topic)
    {
        foreach (var mark in marks)
        {
            if ((mark.Topics & topic) != 0)
                return mark;
        }

        return null;
    }

    private static bool Beats(ConsentMark mark, ConsentMark? known) =>
        known is null || mark.At > known.At || (mark.At == known.At && known.Given && !mark.Given);

    private static List<ConsentMark> Compact(IEnumerable<(Topics Topic, ConsentMark? Mark)> marks) => marks
        .Where(pair => pair.Mark is not null)
        .GroupBy(pair => pair.Mark! with { Topics = Topics.None }, pair => pair.Topic)
        .Select(same => same.Key with { Topics = same.Aggregate(Topics.None, (all, topic) => all | topic) })
        .ToList();
}
