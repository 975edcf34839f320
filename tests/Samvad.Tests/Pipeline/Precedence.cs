using System.Text.Json;

namespace Samvad.Tests.Pipeline;

/// <summary>
/// An outage's messages among those of a tip, as the provider's journal has them, from the first one of the outage to its
/// last. A person may have one message in six seconds (WhatsApp's pair limit), so who had a tip a moment before keeps
/// nobody waiting; any other whose message is still to come does, and each tip that leaves meanwhile is in the way.
/// </summary>
internal sealed class Precedence
{
    private const long PairMs = 6000;
    private readonly int _rate;
    private readonly int _outage;
    private readonly int _besides;
    private readonly int _inTheWay;

    /// <param name="posted">When the outage was reported, in Unix milliseconds.</param>
    /// <param name="rate">The channel's, in messages per second.</param>
    public Precedence(IReadOnlyList<JsonElement> outage, IReadOnlyList<JsonElement> tips, long posted, long refused, int rate)
    {
        var tipped = tips.ToLookup(PersonOf, TimeOf);
        var told = outage.Select(one => (At: TimeOf(one), Person: PersonOf(one))).OrderBy(one => one.At).ToList();
        var (first, most, last) = (told[0].At, told[told.Count * 3 / 4].At, told[^1].At);
        var waits = told.Select(one => (From: FreeFrom(tipped[one.Person], one.At), To: one.At)).ToList();
        var meanwhile = tips.Select(TimeOf).Where(at => at >= first && at <= last).ToList();
        _rate = rate;
        _outage = told.Count;
        _besides = meanwhile.Count;
        _inTheWay = meanwhile.Count(at => waits.Any(wait => wait.From <= at && at < wait.To));
        FirstAfter = first - posted;
        Pace = Pace.Of([.. told.Select(one => one.At).Concat(meanwhile).Where(at => at <= most).Order()], refused);
    }

    /// <summary>Of the messages that left while somebody of the outage waited, those of the outage.</summary>
    public double Share => (double)_outage / (_outage + _inTheWay);

    /// <summary>Milliseconds from the report to its first message.</summary>
    public long FirstAfter { get; }

    /// <summary>
    /// Of all that left until three quarters of the outage's messages had: the others may wait for the pair limit, and the
    /// channel for them.
    /// </summary>
    public Pace Pace { get; }

    public bool IsKept => Share >= 0.9 && FirstAfter <= 2000 && Pace.Mean >= _rate * 0.9;

    public override string ToString() => FormattableString.Invariant(
        $"first after {FirstAfter} ms, {Share:0.0%}: {_outage} of the outage, {_besides} besides, {_inTheWay} in the way; {Pace}");

    private static long FreeFrom(IEnumerable<long> tips, long told) =>
        tips.Where(at => at < told).Select(at => at + PairMs).DefaultIfEmpty(long.MinValue).Max();

    private static string PersonOf(JsonElement message) => message.GetProperty("person").GetString()!;

    private static long TimeOf(JsonElement message) => message.GetProperty("acceptedAt").GetDateTimeOffset().ToUnixTimeMilliseconds();
}
