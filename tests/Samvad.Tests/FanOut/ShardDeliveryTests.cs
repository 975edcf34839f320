using Microsoft.Extensions.Options;
using Samvad.Announcements;
using Samvad.FanOut;
using Samvad.Outages;
using Samvad.Tests.Consumers;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.Tests.FanOut;

public sealed class ShardDeliveryTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Everybody_who_agreed_gets_one_message_in_their_language()
    {
        await using var app = await AppAsync(
            Some.Row("A", 1, 1), Some.Row("A", 2, 2, "hi"), Some.Row("A", 3, 3, "en"), Some.Row("A", 4, 4, outage: "no"));
        var id = await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed));

        Assert.Equal(
            [(Some.Address(1), "mr"), (Some.Address(2), "hi"), (Some.Address(3), "en")],
            app.Provider.Accepted.Select(message => (message.To, message.Said.Language)).Order());
        Assert.All(app.Provider.Accepted, message => Assert.Equal("o1.1", message.Said.Values[message.Said.Template.ReferenceIndex]));
        Assert.Equal("Section 1", app.Provider.Accepted.Single(message => message.Said.Language == "en").Said.Values[0]);
        Assert.Equal("शाखा १", app.Provider.Accepted.Single(message => message.Said.Language == "mr").Said.Values[0]);
        var counts = await app.CountsAsync(id!);
        Assert.Equal((4, 3, 1), (counts.Audience, counts.Sent, counts.Skipped[SkipReason.NoConsent]));
    }

    [Fact]
    public async Task More_at_once_in_a_group_than_a_page_has_people_breaks_nothing_off()
    {
        await using var app = await AppAsync(Some.Row("A", 1, 1), Some.Row("A", 2, 2));
        app.Get<IOptions<WhatsAppOptions>>().Value.MaxInFlightPerShard = LedgerPage.Size + 1;
        var id = await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed));
        Assert.Equal((2, 2), (app.Provider.Accepted.Count, (await app.CountsAsync(id!)).Sent));
    }

    [Fact]
    public async Task A_person_in_several_groups_gets_one_message()
    {
        await using var app = await AppAsync(Some.Row("A", 1, 1), Some.Row("B", 2, 1), Some.Row("B", 3, 3));
        var id = await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed));

        Assert.Equal([Some.Address(1), Some.Address(3)], app.Provider.Accepted.Select(message => message.To).Order());
        var counts = await app.CountsAsync(id!);
        Assert.Equal((3, 2, 1), (counts.Audience, counts.Sent, counts.Skipped[SkipReason.OtherGroup]));
    }

    [Fact]
    public async Task A_person_with_two_connections_in_one_group_gets_one_message()
    {
        await using var app = await AppAsync(Some.Row("A", 1, 1), Some.Row("A", 2, 1));
        var id = await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed));
        Assert.Single(app.Provider.Accepted);
        Assert.Equal(1, (await app.CountsAsync(id!)).Audience);
    }

    [Fact]
    public async Task Members_on_another_feeder_are_not_meant_but_the_sarpanch_is()
    {
        var sarpanch = $"A,m0009,नाव,{Some.Phone(9)},mr,sarpanch,,,,yes,yes,no,no,form,2026-05-01\n";
        await using var app = await AppAsync(Some.Row("A", 1, 1), Some.Row("A", 2, 2, feeder: "F-2"), sarpanch);
        await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed));
        Assert.Equal([Some.Address(1), Some.Address(9)], app.Provider.Accepted.Select(message => message.To).Order());
    }

    [Fact]
    public async Task A_shard_that_comes_again_sends_nothing_again()
    {
        await using var app = await AppAsync(Some.Row("A", 1, 1), Some.Row("A", 2, 2));
        var id = await PlanAsync(app);
        var shard = Assert.Single(await app.ShardsAsync());
        await app.Get<ShardDelivery>().DeliverAsync(shard, again: false, default);
        app.Provider.Answer = (_, _) => throw new InvalidOperationException("Asked again.");
        await app.Get<ShardDelivery>().DeliverAsync(shard, again: true, default);
        Assert.Equal(2, (await app.CountsAsync(id)).Sent);
    }

    [Fact]
    public async Task After_a_break_only_what_is_missing_is_sent()
    {
        await using var app = await AppAsync([.. Enumerable.Range(1, 20).Select(person => Some.Row("A", person, person))]);
        var id = await PlanAsync(app);
        var shard = Assert.Single(await app.ShardsAsync());
        app.Provider.Answer = (message, call) => call > 12 ? throw new InvalidOperationException("Broken.") : null;
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.Get<ShardDelivery>().DeliverAsync(shard, again: false, default));
        Assert.Equal(12, app.Provider.Accepted.Count);

        var asked = 0;
        app.Provider.Answer = (_, _) =>
        {
            Interlocked.Increment(ref asked);
            return null;
        };
        await app.Get<ShardDelivery>().DeliverAsync(shard, again: true, default);
        Assert.Equal(8, asked);
        Assert.Equal(20, app.Provider.Accepted.Select(message => message.To).Distinct().Count());
        Assert.Equal(20, (await app.CountsAsync(id)).Sent);
    }

    [Fact]
    public async Task A_send_whose_record_was_lost_is_repeated_with_the_same_id_and_first_sent_time()
    {
        await using var app = await AppAsync(Some.Row("A", 1, 1));
        await PlanAsync(app);
        var shard = Assert.Single(await app.ShardsAsync());
        var asked = new List<OutgoingMessage>();
        app.Provider.Answer = (message, call) =>
        {
            asked.Add(message);
            app.Provider.Take(message);
            return call == 1 ? throw new InvalidOperationException("The answer is lost.") : null;
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.Get<ShardDelivery>().DeliverAsync(shard, again: false, default));
        app.Time.Advance(TimeSpan.FromMinutes(5));
        await app.Get<ShardDelivery>().DeliverAsync(shard, again: true, default);
        Assert.Equal(asked[0].Id, asked[1].Id);
        Assert.Equal(asked[0].FirstSentAt, asked[1].FirstSentAt);
        Assert.Single(app.Provider.Accepted);
    }

    [Fact]
    public async Task An_expired_announcement_is_not_sent_and_says_so()
    {
        await using var app = await AppAsync(Some.Row("A", 1, 1));
        var id = await PlanAsync(app);
        app.Time.Advance(TimeSpan.FromHours(5));
        await app.DeliverAsync();
        Assert.Empty(app.Provider.Accepted);
        Assert.Equal(1, (await app.CountsAsync(id)).Skipped[SkipReason.Expired]);
    }

    [Fact]
    public async Task A_failure_that_cannot_pass_is_final_with_its_code()
    {
        await using var app = await AppAsync(Some.Row("A", 1, 1), Some.Row("A", 2, 2));
        app.Provider.Answer = (message, _) =>
            message.To == Some.Address(1) ? SendOutcome.Failed(FailureTable.HttpRefused) : null;
        var id = await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed));
        var counts = await app.CountsAsync(id!);
        Assert.Equal((1, 1, 0), (counts.Sent, counts.Failed[FailureTable.HttpRefused], counts.Queued));
    }

    [Fact]
    public async Task A_throttled_message_is_tried_again_after_the_time_the_provider_asks_for()
    {
        await using var app = await AppAsync(Some.Row("A", 1, 1));
        await PlanAsync(app);
        var asked = new List<DateTimeOffset>();
        app.Provider.Answer = (_, call) =>
        {
            asked.Add(app.Time.GetUtcNow());
            return call == 1 ? SendOutcome.Failed(FailureTable.HttpThrottled, TimeSpan.FromSeconds(7)) : null;
        };
        await app.AdvancingAsync(app.DeliverAsync());
        Assert.InRange(asked[1] - asked[0], TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(60));
        Assert.Single(app.Provider.Accepted);
    }

    [Fact]
    public async Task A_message_that_never_gets_through_fails_after_the_last_attempt()
    {
        await using var app = await AppAsync(Some.Row("A", 1, 1));
        var id = await PlanAsync(app);
        app.Provider.Answer = (_, _) => SendOutcome.Failed(FailureTable.HttpServerError);
        await app.AdvancingAsync(app.DeliverAsync());
        Assert.Equal(1, (await app.CountsAsync(id)).Failed[FailureTable.HttpServerError]);
        Assert.Equal(3, app.Provider.Calls);
    }

    [Fact]
    public async Task A_group_larger_than_a_page_is_delivered_whole()
    {
        await using var app = await AppAsync([.. Enumerable.Range(1, 600).Select(person => Some.Row("A", person, person))]);
        var id = await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed));
        Assert.Equal(600, app.Provider.Accepted.Count);
        Assert.Equal(600, (await app.CountsAsync(id!)).Sent);
        Assert.Equal([250, 250, 100], (await app.Ledger.ReadAsync(id!, "A", default)).Select(page => page.Deliveries.Count));
    }

    private async Task<App> AppAsync(params string[] members)
    {
        var app = App.Create(azurite);
        await app.ImportAsync(Some.Offices, Some.Groups, Some.MembersHeader + string.Concat(members));
        return app;
    }

    private static async Task<string> PlanAsync(App app)
    {
        await app.Get<OutageLifecycle>().ApplyAsync(app.Report("o1", 1, OutageState.Confirmed), default);
        var id = (await app.Get<OutageStore>().FindAsync("oms", "o1", default))!.AnnouncementId!;
        await app.Get<Planning>().PlanAsync(new PlanRequest(id), default);
        return id;
    }
}
