namespace Samvad.Consumers;

/// <summary>
/// Which of two marks about a topic counts: the newer one, and of the same moment the refusal. The order in which
/// marks arrive, and arriving twice, make no difference; so a person's newer withdrawal survives every import.
/// </summary>
public static class Consents
{
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
