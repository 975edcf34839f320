using Azure.Messaging.ServiceBus;
using Samvad.Announcements;
using Samvad.Operations;
using Samvad.Outages;
using Samvad.Storage;
using Samvad.Tests.Consumers;
using Samvad.Tracking;

namespace Samvad.Tests.Outages;

/// <summary>What is decided later, in a storm or for the last time of a day, in the tables and on the queues.</summary>
public sealed class OutageTimesTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task What_is_held_waits_on_the_queue_in_the_session_of_its_outage_and_is_told_once()
    {
        await using var app = await AppAsync();
        var report = app.Report("o1", 1, OutageState.Confirmed) with { Start = App.Start };
        Assert.Null(await app.TellAsync(report));
        var look = Assert.Single(await LooksAsync(app));
        Assert.Equal("oms~o1", look.SessionId);
        Assert.InRange(look.ScheduledEnqueueTime, App.Start.AddMinutes(5), App.Start.AddMinutes(5.01));
        app.Time.Advance(TimeSpan.FromMinutes(6));
        await app.LookAsync(report);
        await app.LookAsync(report);
        Assert.Equal("outage_confirmed", Assert.Single(app.Provider.Accepted).Said.Template.Name);
    }

    [Fact]
    public async Task A_time_that_passes_alerts_the_engineer_and_tells_people_once()
    {
        await using var app = await AppAsync();
        var report = app.Report("o1", 1, OutageState.Confirmed, etr: App.Start.AddHours(1));
        await app.TellAsync(report);
        app.Time.Advance(TimeSpan.FromMinutes(61));
        await app.LookAsync(report);
        await app.LookAsync(report);
        Assert.Equal(["outage_confirmed_etr", "outage_delayed"], Told(app, 1));
        Assert.Equal("oms~o1", Assert.Single(await app.Get<Alerts>().ListAsync(open: true, 10, default)).Subject);
        await app.TellAsync(app.Report("o1", 2, OutageState.Restored));
        Assert.Empty(await app.Get<Alerts>().ListAsync(open: true, 10, default));
    }

    [Fact]
    public async Task In_part_only_those_are_told_who_are_back_and_each_is_told_once()
    {
        await using var app = await AppAsync();
        await app.ImportAsync(Some.MembersHeader + Some.Row("A", 2, 2).Replace(",T-1,", ",T-2,"));
        await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed));
        await app.TellAsync(app.Report("o1", 2, OutageState.PartiallyRestored) with { Restored = new([], [], ["T-2"], []) });
        await app.TellAsync(app.Report("o1", 3, OutageState.Restored));
        Assert.Equal(["outage_confirmed", "outage_restored"], Told(app, 1));
        Assert.Equal(["outage_confirmed", "outage_partly_restored"], Told(app, 2));
    }

    [Fact]
    public async Task An_outage_of_thousands_of_feeders_fits_with_all_that_was_told_of_it()
    {
        await using var app = await AppAsync();
        var affected = new Affected([], [.. Enumerable.Range(0, 3_000).Select(feeder => $"SAT-11KV-{feeder * 7919 % 100_003:d6}"), "F-1"], [], []);
        for (var revision = 1; revision <= 6; revision++)
        {
            await app.TellAsync(app.Report(
                "o1", revision, OutageState.EtrChanged, affected, App.Start.AddHours(revision)));
        }

        Assert.Equal(6, (await app.Get<OutageStore>().FindAsync("oms", "o1", default))!.Said.Count);
        Assert.Equal(6, Told(app, 1).Count);
    }

    [Fact]
    public async Task Of_planned_work_the_notice_that_was_given_is_recorded()
    {
        await using var app = await AppAsync();
        await app.TellAsync(app.Report("p1", 1, OutageState.Scheduled) with
        {
            Kind = OutageKind.Planned, Start = App.Start.AddHours(6), Etr = App.Start.AddHours(8),
        });
        var known = (await app.Get<OutageStore>().FindAsync("oms", "p1", default))!.Known;
        Assert.InRange(known.Lead!.Value, TimeSpan.FromHours(5.9), TimeSpan.FromHours(6));
        var view = System.Text.Json.JsonSerializer.SerializeToElement(
            (await app.Get<OutageStore>().FindAsync("oms", "p1", default))!.ToView([], new OutageOptions()));
        Assert.True(view.GetProperty("NoticeLate").GetBoolean());
        Assert.Equal(["planned_notice"], Told(app, 1));
    }

    [Fact]
    public async Task In_a_storm_a_person_gets_one_digest()
    {
        await using var app = await AppAsync();
        app.Get<OutageOptions>().StormOutages = 2;
        await app.ImportAsync(Some.MembersHeader + Some.Row("A", 5, 5).Replace(",T-1,", ",T-9,"));
        for (var outage = 1; outage <= 5; outage++)
            await app.TellAsync(app.Report($"o{outage}", 1, OutageState.Confirmed, new([], [], [outage < 3 ? "T-9" : "T-1"], []), App.Start.AddHours(2)));
        await app.PlanAsync();
        await app.DeliverAsync();
        Assert.Empty(Told(app, 1));
        app.Time.Advance(TimeSpan.FromMinutes(6));
        await app.Get<StormWatch>().LookAsync("SEC-1", default);
        await app.Get<StormWatch>().LookAsync("SEC-1", default);
        await app.PlanAsync();
        await app.DeliverAsync();
        Assert.Equal(["storm_digest_etr"], Told(app, 1));
        Assert.Equal(["outage_confirmed_etr", "outage_confirmed_etr"], Told(app, 5));
        Assert.Equal("5", app.Provider.Accepted.Last().Said.Values[1]);
        for (var outage = 3; outage <= 5; outage++)
            await app.TellAsync(app.Report($"o{outage}", 2, OutageState.Restored));
        await app.PlanAsync();
        await app.DeliverAsync();
        Assert.Equal(["storm_digest_etr", "outage_restored"], Told(app, 1));
    }

    [Fact]
    public async Task Nobody_gets_more_than_the_days_messages_and_the_last_one_says_so()
    {
        await using var app = await AppAsync();
        app.Get<OutageOptions>().MostPerDay = 3;
        // Person 3 sits in both groups and is told through one of them each time.
        await app.ImportAsync(Some.MembersHeader + Some.Row("A", 3, 3) + Some.Row("B", 3, 3, feeder: "F-2") + Some.Row("B", 4, 4, feeder: "F-2"));
        for (var outage = 1; outage <= 4; outage++)
            await app.TellAsync(app.Report($"o{outage}", 1, OutageState.Confirmed, new([], [outage % 2 == 0 ? "F-2" : "F-1"], [], [])));
        await app.TellAsync(app.Report("o1", 2, OutageState.Restored));
        Assert.Equal(["outage_confirmed", "outage_confirmed", "outage_day_digest"], Told(app, 1));
        Assert.Equal(["outage_confirmed", "outage_confirmed", "outage_day_digest"], Told(app, 3));
        Assert.Equal(["outage_confirmed", "outage_confirmed"], Told(app, 4));
        Assert.Contains("सुरू", app.Provider.Accepted.Last(message => message.To == Some.Address(1)).Said.Values[1]);
        // The next day counts anew.
        app.Time.Advance(TimeSpan.FromHours(14));
        await app.TellAsync(app.Report("o9", 1, OutageState.Confirmed));
        Assert.Equal("outage_confirmed", Told(app, 1)[^1]);
    }

    [Fact]
    public async Task Who_is_told_enough_is_skipped_with_a_reason_and_the_books_are_whole()
    {
        await using var app = await AppAsync();
        app.Get<OutageOptions>().MostPerDay = 1;
        await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed));
        var id = await app.TellAsync(app.Report("o1", 2, OutageState.Restored));
        var delivery = Assert.Single(Assert.Single(await app.Ledger.ReadAsync(id!, "A", default)).Deliveries);
        Assert.Equal((DeliveryStatus.Skipped, SkipReason.DayLimit), (delivery.Status, delivery.Code));
    }

    private static List<string> Told(App app, int person) =>
        [.. app.Provider.Accepted.Where(message => message.To == Some.Address(person)).Select(message => message.Said.Template.Name)];

    private static async Task<IReadOnlyList<ServiceBusReceivedMessage>> LooksAsync(App app)
    {
        await using var session = await app.Broker.AcceptSessionAsync(QueueNames.OutageEvents, "oms~o1");
        return await session.ReceiveMessagesAsync(10, TimeSpan.FromMilliseconds(500));
    }

    private async Task<App> AppAsync()
    {
        var app = App.Create(azurite);
        await app.ImportAsync(Some.Offices, Some.Groups, Some.MembersHeader + Some.Row("A", 1, 1));
        return app;
    }
}
