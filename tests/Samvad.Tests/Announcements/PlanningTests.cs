using Azure.Core;
using Azure.Core.Pipeline;
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

    [Fact]
    public async Task The_first_groups_are_queued_before_the_last_are_listed_and_each_once_where_listing_is_cut_off()
    {
        const int Groups = 150;
        var store = new CutOff();
        await using var app = App.Create(azurite, options => options.AddPolicy(store, HttpPipelinePosition.PerCall));
        await app.ImportAsync(
            Some.Offices,
            "id,office,name,area,lineman\n" + string.Concat(Enumerable.Range(0, Groups).Select(group => $"G{group:000},SEC-1,गट,rural,\n")),
            Some.MembersHeader + string.Concat(Enumerable.Range(0, Groups).Select(group => Some.Row($"G{group:000}", 1, group))));
        await app.Get<OutageLifecycle>().ApplyAsync(app.Report("o1", 1, OutageState.Confirmed, new Affected(["SEC-1"], [], [], [])), default);
        var id = (await app.Get<OutageStore>().FindAsync("oms", "o1", default))!.AnnouncementId!;
        store.After = 1;
        await Assert.ThrowsAnyAsync<Exception>(() => app.Get<Planning>().PlanAsync(new PlanRequest(id), default));
        await app.DeliverAsync();
        Assert.Equal(100, app.Provider.Accepted.Count);
        Assert.Equal(AnnouncementState.Accepted, (await app.Get<AnnouncementStore>().FindHeaderAsync(id, default))!.State);

        store.After = int.MaxValue;
        await app.Get<Planning>().PlanAsync(new PlanRequest(id), default);
        await app.DeliverAsync();
        Assert.Equal(Groups, app.Provider.Accepted.Select(message => message.To).Distinct().Count());
        Assert.Equal(Groups, app.Provider.Accepted.Count);
        Assert.Equal((Groups, Groups), (await app.CountsAsync(id) is var counts ? counts.Audience : 0, counts.Sent));
    }

    /// <summary>Fails transactions after so many.</summary>
    private sealed class CutOff : HttpPipelineSynchronousPolicy
    {
        public int After { get; set; } = int.MaxValue;

        public override void OnSendingRequest(HttpMessage message)
        {
            if (message.Request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal) && After-- <= 0)
                throw new Azure.RequestFailedException(503, "Busy.");
        }
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
