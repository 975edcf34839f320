using CsCheck;
using Samvad.Consumers;

namespace Samvad.Tests.Consumers;

public sealed class ConsentsTests
{
    private static readonly Gen<ConsentMark> Mark = Gen.Select(
        Gen.Int[1, 15], Gen.Bool, Gen.Int[1, 5], (topics, given, day) =>
            new ConsentMark((Topics)topics, given, "form", new DateTimeOffset(2026, 1, day, 0, 0, 0, TimeSpan.Zero)));

    [Fact]
    public void Marks_give_the_same_consent_in_any_order_and_however_often() => Mark.Array[1, 6].Sample(marks =>
    {
        var forth = marks.Aggregate<ConsentMark, IReadOnlyList<ConsentMark>>(
            [], (known, mark) => Consents.Merge(known, [mark]));
        var back = marks.Reverse()
            .Aggregate<ConsentMark, IReadOnlyList<ConsentMark>>([], (known, mark) => Consents.Merge(known, [mark]));
        foreach (var topic in Consents.Each)
        {
            var best = marks.Where(mark => (mark.Topics & topic) != 0).OrderBy(mark => mark.At)
                .ThenByDescending(mark => mark.Given).LastOrDefault();
            Assert.Equal(
                (best?.Given, best?.At), (Consents.Find(forth, topic)?.Given, Consents.Find(forth, topic)?.At));
            Assert.Equal((best?.Given, best?.At), (Consents.Find(back, topic)?.Given, Consents.Find(back, topic)?.At));
        }

        Assert.Same(forth, Consents.Merge(forth, marks));
        Assert.Equal(forth.Count, forth.Select(mark => mark with { Topics = 0 }).Distinct().Count());
    });
}
