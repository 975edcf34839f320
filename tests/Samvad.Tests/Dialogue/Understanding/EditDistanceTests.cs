using Samvad.Dialogue;

namespace Samvad.Tests.Dialogue;

public sealed class EditDistanceTests
{
    private const string Letters = "abiu";

    [Theory]
    [InlineData("light", "light", 0)]
    [InlineData("light", "lihgt", 1)]
    [InlineData("light", "lght", 1)]
    [InlineData("bijli", "bijali", 1)]
    [InlineData("geli", "gayi", 2)]
    [InlineData("", "abc", 3)]
    public void A_slip_counts_once(string one, string other, int slips) => Assert.Equal(slips, EditDistance.Of(one, other, 5));

    [Fact]
    public void It_is_the_same_from_both_sides_and_nothing_only_where_the_words_are_the_same()
    {
        foreach (var (one, other) in Pairs())
        {
            var distance = EditDistance.Of(one, other, 99);
            Assert.Equal(distance, EditDistance.Of(other, one, 99));
            Assert.Equal(one == other, distance == 0);
            Assert.InRange(distance, Math.Abs(one.Length - other.Length), Math.Max(one.Length, other.Length));
        }
    }

    [Fact]
    public void A_bound_changes_nothing_but_what_lies_beyond_it()
    {
        foreach (var (one, other) in Pairs())
        {
            for (var bound = 0; bound < 4; bound++)
                Assert.Equal(Math.Min(EditDistance.Of(one, other, 99), bound + 1), EditDistance.Of(one, other, bound));
        }
    }

    [Fact]
    public void One_edit_is_never_further_than_one()
    {
        var random = new Random(5);
        foreach (var (one, _) in Pairs().Where(pair => pair.One.Length > 1))
        {
            var at = random.Next(one.Length - 1);
            Assert.InRange(EditDistance.Of(one, one.Remove(at, 1), 9), 1, 1);
            Assert.InRange(EditDistance.Of(one, one.Insert(at, "z"), 9), 1, 1);
            Assert.InRange(EditDistance.Of(one, $"{one[..at]}{one[at + 1]}{one[at]}{one[(at + 2)..]}", 9), 0, 1);
        }
    }

    private static IEnumerable<(string One, string Other)> Pairs()
    {
        var random = new Random(4);
        for (var i = 0; i < 2_000; i++)
            yield return (Word(random), Word(random));
    }

    private static string Word(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => Letters[random.Next(Letters.Length)]));
}
