using Azure.Core;
using Azure.Core.Pipeline;
using Samvad.Announcements;
using Samvad.FanOut;
using Samvad.Outages;
using Samvad.Storage;
using Samvad.Tests.Consumers;
using Samvad.Tracking;

namespace Samvad.Tests.FanOut;

/// <summary>People of several groups cost a shard as many requests as one of them would.</summary>
public sealed class SharedPeopleTests(AzuriteFixture azurite)
{
    private readonly Requests _requests = new();

    [Fact]
    public async Task Fifty_people_of_several_groups_are_claimed_and_counted_with_one_request()
    {
        await using var app = Counted();
        var shared = app.Get<SharedPeople>();
        await shared.HeedAsync(Outage("0"), "A", People(1), default);
        for (var number = 1; number <= 3; number++)
        {
            _requests.Count = 0;
            await shared.HeedAsync(Outage($"{number}"), "A", People(50), default);
            // The first of them meets one person who is known already.
            Assert.Equal(1, _requests.Count);
        }
    }

    [Fact]
    public async Task Two_instances_count_the_same_people_as_one_would()
    {
        await using var app = Counted();
        var options = new OutageOptions { MostPerDay = 5 };
        SharedPeople[] instances = [Instance(), Instance()];
        for (var number = 1; number <= 7; number++)
        {
            var people = People(20);
            // Begun twice, by either: it counts once.
            await instances[number % 2].HeedAsync(Outage($"{number}"), "A", people, default);
            await instances[(number + 1) % 2].HeedAsync(Outage($"{number}"), "A", People(20), default);
            Assert.All(people, one => Assert.Equal(
                (number == 5, number > 5), (one.Digest, one is { Status: DeliveryStatus.Skipped, Code: SkipReason.DayLimit })));
        }

        await Task.WhenAll(instances.Select((instance, at) => instance.HeedAsync(Outage($"at once {at}"), "A", People(60)[20..], default)));
        var told = await instances[0].OfAsync(Some.Address(60), default);
        Assert.Equal(2, Assert.Single(told).Value.Count);

        SharedPeople Instance() => new(app.Get<SamvadTables>(), new DayLimit(app.Get<Feed>(), options), app.Time);
    }

    [Fact]
    public async Task Who_is_told_by_another_group_is_not_counted_by_this_one()
    {
        await using var app = Counted();
        await app.Another<SharedPeople>().HeedAsync(Outage("1"), "B", People(3), default);
        var people = People(6);
        await app.Get<SharedPeople>().HeedAsync(Outage("1"), "A", people, default);
        Assert.Equal([true, true, true, false, false, false], people.Select(one => one.Code == SkipReason.OtherGroup));
        // Each of them counts once, whoever tells them.
        foreach (var person in people)
            Assert.Equal(["1"], Assert.Single(await app.Get<SharedPeople>().OfAsync(person.Address, default)).Value);
    }

    [Fact]
    public async Task Who_was_erased_is_counted_anew()
    {
        await using var app = Counted();
        var shared = app.Get<SharedPeople>();
        await shared.HeedAsync(Outage("1"), "A", People(2), default);
        await shared.ForgetAsync("1", Some.Address(1), default);
        await shared.ForgetAsync(Some.Address(1), default);
        Assert.Empty(await shared.OfAsync(Some.Address(1), default));
        await shared.HeedAsync(Outage("2"), "A", People(2), default);
        Assert.Equal(["2"], Assert.Single(await shared.OfAsync(Some.Address(1), default)).Value);
        Assert.Equal(["1", "2"], Assert.Single(await shared.OfAsync(Some.Address(2), default)).Value);
    }

    [Fact]
    public async Task Of_two_groups_that_claim_at_once_after_a_crash_one_tells_each_of_their_people()
    {
        await using var app = Counted();
        for (var round = 0; round < 10; round++)
        {
            // The process that ended had claimed half of them for the second group.
            var announcement = Outage($"a{round}");
            await app.Another<SharedPeople>().HeedAsync(announcement, "B", People(10), default);
            var shared = app.Another<SharedPeople>();
            var told = await Task.WhenAll(((string[])["A", "B"]).Select(
                group => Task.Run(() => TellAsync(shared, announcement, group, People(20)))));
            Assert.Equal(People(20).Select(one => one.Address).Order(), told.SelectMany(one => one).Order());
        }
    }

    [Fact]
    public async Task Groups_that_claim_the_same_people_at_once_ask_for_each_of_them_once()
    {
        await using var app = Counted();
        var shared = app.Get<SharedPeople>();
        await shared.HeedAsync(Outage("before"), "A", People(1), default);
        _requests.Count = 0;
        var told = await Task.WhenAll(Enumerable.Range(0, 5).Select(
            group => TellAsync(shared, Outage("now"), $"G{group}", People(60)[(group * 10)..(group * 10 + 20)])));
        Assert.Equal(5, _requests.Count);
        Assert.Equal(60, told.SelectMany(one => one).Distinct().Count());
        Assert.Equal(60, told.Sum(one => one.Count));
    }

    [Fact]
    public async Task Where_the_first_that_asks_is_broken_off_the_next_asks_itself()
    {
        await using var app = Counted();
        var shared = app.Get<SharedPeople>();
        using var gone = new CancellationTokenSource();
        _requests.Sent = gone.Cancel;
        var first = shared.HeedAsync(Outage("now"), "A", People(10), gone.Token);
        var second = await TellAsync(shared, Outage("now"), "B", People(10));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(second, await TellAsync(app.Another<SharedPeople>(), Outage("now"), "B", People(10)));
        // Whom the first had claimed before it was broken off, it tells when it comes again.
        Assert.Equal(People(10).Select(one => one.Address).Except(second), await TellAsync(shared, Outage("now"), "A", People(10)));
    }

    /// <returns>Whom the group tells.</returns>
    private static async Task<IReadOnlyList<string>> TellAsync(
        SharedPeople shared, Announcement announcement, string group, IReadOnlyList<Delivery> people)
    {
        await shared.HeedAsync(announcement, group, people, default);
        return [.. people.Where(one => one.Status == DeliveryStatus.Queued).Select(one => one.Address)];
    }

    private static Announcement Outage(string id) => new(
        id, id, default, "", new Dictionary<string, IReadOnlyList<string?>>(), new([], [], [], []), "oms", App.Start, App.Start.AddDays(1))
    {
        Outage = id,
    };

    private static Delivery[] People(int people) =>
        [.. Enumerable.Range(1, people).Select(person => new Delivery { Address = Some.Address(person), Member = "m", Language = "mr" })];

    private App Counted() => App.Create(azurite, options => options.AddPolicy(_requests, HttpPipelinePosition.PerRetry));

    private sealed class Requests : HttpPipelineSynchronousPolicy
    {
        public int Count { get; set; }

        public Action Sent { get; set; } = () => { };

        public override void OnSendingRequest(HttpMessage message)
        {
            Count++;
            Sent();
        }
    }
}
