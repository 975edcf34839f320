using CsCheck;
using Samvad.Tracking;

namespace Samvad.Tests.Tracking;

public sealed class RecentPagesTests
{
    [Fact]
    public void Pages_that_were_put_are_taken_once()
    {
        var recent = new RecentPages();
        var shards = Shards("g", 2);
        recent.Put("g", shards);

        Assert.Same(shards, recent.Take("g"));
        Assert.Empty(recent.Take("g"));
        Assert.Equal(0, recent.Count);
    }

    [Fact]
    public void A_group_without_pages_takes_no_memory()
    {
        var recent = new RecentPages();
        var none = Shards("g");
        recent.Put("g", none);

        Assert.NotSame(none, recent.Take("g"));
    }

    [Fact]
    public void The_two_latest_shards_of_a_group_are_kept()
    {
        var recent = new RecentPages();
        recent.Put("g", Shards("g", 1, 1, 1));

        Assert.Equal(["20260101-00000000-1", "20260101-00000000-2"], recent.Take("g").Keys.Order());
    }

    [Fact]
    public void However_many_pages_the_groups_have_no_more_are_kept_than_memory_is_for() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[0, 300].Array[0, 3], Gen.Bool).Array[1, 120].Sample(steps =>
        {
            var recent = new RecentPages();
            var most = 0;
            foreach (var (number, sizes, take) in steps)
            {
                if (take)
                    recent.Take($"g{number}");
                else
                    recent.Put($"g{number}", Shards($"g{number}", sizes));
                most = Math.Max(most, recent.Count);
            }

            var left = Enumerable.Range(0, 41).Sum(number => recent.Take($"g{number}").Values.Sum(pages => pages.Count));
            return most <= RecentPages.Kept && left <= RecentPages.Kept && recent.Count == 0;
        });

    /// <param name="sizes">Pages of each shard, the older shard first.</param>
    private static Dictionary<string, IReadOnlyList<LedgerPage>> Shards(string group, params int[] sizes) =>
        sizes.Select((pages, number) => (Id: $"20260101-00000000-{number}", Pages: pages)).ToDictionary(
            shard => shard.Id,
            shard => (IReadOnlyList<LedgerPage>)[.. Enumerable.Range(0, shard.Pages).Select(page => new LedgerPage(shard.Id, group, page, []))]);
}
