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
    public async Task Fifty_people_of_several_groups_are_counted_with_one_request()
    {
        await using var app = Counted();
        var day = app.Get<DayLimit>();
        await day.HeedAsync(Outage("0"), "A", Shared(1), default);
        for (var number = 1; number <= 3; number++)
        {
            _requests.Count = 0;
            await day.HeedAsync(Outage($"{number}"), "A", Shared(50), default);
            // The first of them meets one person who is known already.
            Assert.Equal(1, _requests.Count);
        }
    }

    [Fact]
    public async Task Two_instances_count_the_same_people_as_one_would()
    {
        await using var app = Counted();
        var instances = Enumerable.Range(0, 2).Select(_ => new DayLimit(app.Get<SamvadTables>(), new OutageOptions { MostPerDay = 5 }, app.Time)).ToArray();
        for (var number = 1; number <= 7; number++)
        {
            var people = Shared(20);
            // Begun twice, by either: it counts once.
            await instances[number % 2].HeedAsync(Outage($"{number}"), "A", people, default);
            await instances[(number + 1) % 2].HeedAsync(Outage($"{number}"), "A", Shared(20), default);
            Assert.All(people, one => Assert.Equal(
                (number == 5, number > 5), (one.Delivery.Digest, one.Delivery is { Status: DeliveryStatus.Skipped, Code: SkipReason.DayLimit })));
        }

        await Task.WhenAll(instances.Select((instance, at) => instance.HeedAsync(Outage($"at once {at}"), "A", Shared(60).Skip(20).ToList(), default)));
        var told = await instances[0].OfAsync(Some.Address(60), [], default);
        Assert.Equal(2, Assert.Single(told).Value.Count);
    }

    [Fact]
    public async Task Who_was_erased_is_counted_anew()
    {
        await using var app = Counted();
        var day = app.Get<DayLimit>();
        await day.HeedAsync(Outage("1"), "A", Shared(2), default);
        await day.ForgetAsync(Some.Address(1), ["A"], default);
        Assert.Empty(await day.OfAsync(Some.Address(1), ["A"], default));
        await day.HeedAsync(Outage("2"), "A", Shared(2), default);
        Assert.Equal(["2"], Assert.Single(await day.OfAsync(Some.Address(1), ["A"], default)).Value);
        Assert.Equal(["1", "2"], Assert.Single(await day.OfAsync(Some.Address(2), ["A"], default)).Value);
    }

    [Fact]
    public async Task Of_two_groups_that_claim_at_once_after_a_crash_one_tells_each_of_their_people()
    {
        await using var app = Counted();
        string[] people = [.. Enumerable.Range(1, 20).Select(Some.Address)];
        for (var round = 0; round < 10; round++)
        {
            // The process that ended had claimed half of them for the second group.
            var announcement = $"a{round}";
            await app.Another<Claims>().ClaimAsync(announcement, "B", people[..10], default);
            var claims = app.Another<Claims>();
            var elsewhere = await Task.WhenAll(((string[])["A", "B"]).Select(group => Task.Run(() => claims.ClaimAsync(announcement, group, people, default))));
            Assert.All(people, person => Assert.Single(elsewhere, told => !told.Contains(person)));
        }
    }

    [Fact]
    public async Task Groups_that_claim_the_same_people_at_once_ask_for_each_of_them_once()
    {
        await using var app = Counted();
        string[] people = [.. Enumerable.Range(1, 60).Select(Some.Address)];
        var claims = app.Get<Claims>();
        await claims.ClaimAsync("before", "A", people[..1], default);
        _requests.Count = 0;
        var told = await Task.WhenAll(Enumerable.Range(0, 5).Select(group => claims.ClaimAsync("now", $"G{group}", people[(group * 10)..(group * 10 + 20)], default)));
        Assert.Equal(5, _requests.Count);
        Assert.Equal(60, Enumerable.Range(0, 5).Sum(group => 20 - told[group].Count));
    }

    [Fact]
    public async Task Where_the_first_that_asks_is_broken_off_the_next_asks_itself()
    {
        await using var app = Counted();
        string[] people = [.. Enumerable.Range(1, 10).Select(Some.Address)];
        var claims = app.Get<Claims>();
        using var gone = new CancellationTokenSource();
        _requests.Sent = gone.Cancel;
        var first = claims.ClaimAsync("now", "A", people, gone.Token);
        var second = await claims.ClaimAsync("now", "B", people, default);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(second, await app.Another<Claims>().ClaimAsync("now", "B", people, default));
        // Whom the first had claimed before it was broken off, it tells when it comes again.
        Assert.Equal(people.Except(second).ToHashSet(), await claims.ClaimAsync("now", "A", people, default));
    }

    private static Announcement Outage(string id) =>
        new(id, id, default, "", new Dictionary<string, IReadOnlyList<string?>>(), new([], [], [], []), "oms", App.Start, App.Start.AddDays(1)) { Outage = id };

    private static List<(Delivery Delivery, bool Shared)> Shared(int people) =>
        [.. Enumerable.Range(1, people).Select(person => (new Delivery { Address = Some.Address(person), Member = "m", Language = "mr" }, true))];

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
