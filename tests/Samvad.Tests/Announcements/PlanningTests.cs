using Samvad.Announcements;
using Samvad.Outages;
using Samvad.Tests.Consumers;

namespace Samvad.Tests.Announcements;

public sealed class PlanningTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task An_office_means_all_groups_below_it_whatever_their_feeders()
    {
        await using var app = await AppAsync();
        await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed, new Affected(["DIV"], [], [], [])));
        Assert.Equal([Some.Address(1), Some.Address(2), Some.Address(3)], Told(app));
    }

    [Fact]
    public async Task A_section_means_its_own_groups_alone()
    {
        await using var app = await AppAsync();
        await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed, new Affected(["SEC-2"], [], [], [])));
        Assert.Equal([Some.Address(3)], Told(app));
    }

    [Fact]
    public async Task A_feeder_means_those_on_it_in_every_group()
    {
        await using var app = await AppAsync();
        await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed, new Affected([], ["F-1"], [], [])));
        Assert.Equal([Some.Address(1), Some.Address(3)], Told(app));
    }

    [Fact]
    public async Task A_transformer_means_those_on_it()
    {
        await using var app = await AppAsync();
        await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed, new Affected([], [], ["T-1"], [])));
        Assert.Equal([Some.Address(1), Some.Address(2), Some.Address(3)], Told(app));
    }

    [Fact]
    public async Task Consumer_numbers_mean_these_consumers_alone()
    {
        await using var app = await AppAsync();
        await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed, new Affected([], [], [], ["100000000002"])));
        Assert.Equal([Some.Address(2)], Told(app));
    }

    [Fact]
    public async Task Nobody_affected_is_a_finished_announcement_to_nobody()
    {
        await using var app = await AppAsync();
        var id = await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed, new Affected([], ["NO-SUCH"], [], [])));
        await app.Get<SumUpAnnouncements>().Run(new(), default);
        var header = await app.Get<AnnouncementStore>().FindHeaderAsync(id!, default);
        Assert.Equal((AnnouncementState.Finished, 0, 0), (header!.State, header.Groups, header.Totals.Audience));
    }

    [Fact]
    public async Task Planned_twice_it_is_told_once()
    {
        await using var app = await AppAsync();
        var id = await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed));
        await app.Get<Planning>().PlanAsync(new PlanRequest(id!), default);
        await app.DeliverAsync();
        Assert.Equal(2, app.Provider.Accepted.Count);
    }

    [Fact]
    public async Task Before_the_shards_run_the_audience_is_as_large_as_the_groups()
    {
        await using var app = await AppAsync();
        await app.Get<OutageLifecycle>().ApplyAsync(app.Report("o1", 1, OutageState.Confirmed), default);
        var id = (await app.Get<OutageStore>().FindAsync("oms", "o1", default))!.AnnouncementId!;
        await app.Get<Planning>().PlanAsync(new PlanRequest(id), default);
        var counts = await app.CountsAsync(id);
        Assert.Equal((3, 3), (counts.Audience, counts.Queued));
    }

    [Fact]
    public async Task An_announcement_is_finished_only_when_everybody_is_final()
    {
        await using var app = await AppAsync();
        await app.Get<OutageLifecycle>().ApplyAsync(app.Report("o1", 1, OutageState.Confirmed), default);
        var id = (await app.Get<OutageStore>().FindAsync("oms", "o1", default))!.AnnouncementId!;
        await app.Get<Planning>().PlanAsync(new PlanRequest(id), default);
        await app.Get<SumUpAnnouncements>().Run(new(), default);
        Assert.Equal(AnnouncementState.Planned, (await app.Get<AnnouncementStore>().FindHeaderAsync(id, default))!.State);
        await app.DeliverAsync();
        await app.Get<SumUpAnnouncements>().Run(new(), default);
        var header = await app.Get<AnnouncementStore>().FindHeaderAsync(id, default);
        Assert.Equal((AnnouncementState.Finished, 2), (header!.State, header.Totals.Sent));
    }

    private static IEnumerable<string> Told(App app) => app.Provider.Accepted.Select(message => message.To).Order();

    private async Task<App> AppAsync()
    {
        var app = App.Create(azurite);
        await app.ImportAsync(
            Some.Offices,
            Some.Groups,
            Some.MembersHeader + Some.Row("A", 1, 1) + Some.Row("A", 2, 2, feeder: "F-2") + Some.Row("B", 3, 3));
        return app;
    }
}
