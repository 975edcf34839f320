using Samvad.Tests.Consumers;
using Samvad.Tracking;

namespace Samvad.Tests.Tracking;

public sealed class FeedTests(AzuriteFixture azurite)
{
    private static readonly string[] People = [.. Enumerable.Range(1, 3).Select(Some.Address)];

    [Fact]
    public async Task Announcements_are_kept_newest_first_and_the_two_hundred_newest()
    {
        await using var app = App.Create(azurite);
        var feed = app.Get<Feed>();
        foreach (var number in Enumerable.Range(0, 205).Reverse())
            await feed.AddAsync("A", $"{number:000}", [], 0, default);
        var kept = await feed.ReadAsync("A", default);
        Assert.Equal(Enumerable.Range(5, 200).Reverse().Select(number => $"{number:000}"), kept);
        Assert.Empty(await feed.ReadAsync("B", default));
    }

    [Fact]
    public async Task Each_announcement_counts_once_for_a_person_up_to_the_most_of_a_day()
    {
        await using var app = App.Create(azurite);
        var feed = app.Get<Feed>();
        foreach (var (announcement, place) in ((string, int)[])[("1", 1), ("2", 2), ("1", 1), ("3", 3), ("4", 3)])
        {
            var (_, places) = await feed.AddAsync("A", announcement, People, 2, default);
            Assert.All(People, person => Assert.Equal(place, places[person]));
        }

        // Announcements that do not count leave the day as it is.
        await feed.AddAsync("A", "tip", [], 0, default);
        Assert.Equal(["1", "2"], (await feed.ToldTodayAsync("A", default))[People[0]]);
        app.Time.Advance(TimeSpan.FromDays(1));
        Assert.Empty(await feed.ToldTodayAsync("A", default));
        Assert.Equal(1, (await feed.AddAsync("A", "5", People, 2, default)).Places[People[0]]);
        Assert.Equal(["tip", "5", "4", "3", "2", "1"], await feed.ReadAsync("A", default));
    }

    [Fact]
    public async Task What_another_instance_sent_meanwhile_is_told_and_counted()
    {
        await using var app = App.Create(azurite);
        var (one, other) = (app.Another<Feed>(), app.Another<Feed>());
        Assert.Null((await one.AddAsync("A", "1", People, 5, default)).Before);
        Assert.Null((await one.AddAsync("A", "2", People, 5, default)).Before);
        Assert.Equal("2", (await other.AddAsync("A", "3", People, 5, default)).Before);
        // To look at it is not to know that nobody writes it.
        await one.ReadAsync("A", default);
        var (before, places) = await one.AddAsync("A", "4", People, 5, default);
        Assert.Equal("3", before);
        Assert.All(People, person => Assert.Equal(4, places[person]));
    }

    [Fact]
    public async Task Two_instances_and_two_queues_at_once_lose_nothing()
    {
        await using var app = App.Create(azurite);
        Feed[] instances = [app.Another<Feed>(), app.Another<Feed>()];
        await Task.WhenAll(Enumerable.Range(10, 20).Select(
            number => Task.Run(() => instances[number % 2].AddAsync("A", $"{number}", number % 3 == 0 ? [] : People, 100, default))));
        Assert.Equal(20, (await instances[0].ReadAsync("A", default)).Count);
        Assert.Equal(14, (await instances[0].ToldTodayAsync("A", default))[People[0]].Count);
    }

    [Fact]
    public async Task A_person_and_days_that_are_over_can_be_forgotten()
    {
        await using var app = App.Create(azurite);
        var feed = app.Get<Feed>();
        await feed.AddAsync("A", "1", People, 5, default);
        await feed.ForgetAsync(People[0], ["A", "B"], default);
        Assert.Empty(await feed.OfAsync(People[0], ["A", "B"], default));
        var (day, told) = Assert.Single(await feed.OfAsync(People[1], ["A", "B"], default));
        Assert.Equal(("A~20261123", "1"), (day, Assert.Single(told)));
        Assert.Equal([1, 2, 2], (await feed.AddAsync("A", "2", People, 5, default)).Places.Values);

        Assert.Equal(0, await feed.ForgetDaysAsync(App.Start, default));
        Assert.Equal(1, await feed.ForgetDaysAsync(App.Start.AddDays(1), default));
        Assert.Equal(0, await feed.ForgetDaysAsync(App.Start.AddDays(1), default));
        Assert.Empty(await feed.OfAsync(People[1], ["A"], default));
        Assert.Equal(["2", "1"], await feed.ReadAsync("A", default));
    }
}
