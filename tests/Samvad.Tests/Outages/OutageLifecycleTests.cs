using Samvad.Announcements;
using Samvad.Outages;
using Samvad.Tests.Consumers;

namespace Samvad.Tests.Outages;

public sealed class OutageLifecycleTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Confirmed_announces_the_outage_and_restored_the_restoration()
    {
        await using var app = await AppAsync();
        await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed, etr: App.Start.AddHours(2)));
        await app.TellAsync(app.Report("o1", 2, OutageState.Restored));
        Assert.Equal(["outage_confirmed_etr", "outage_restored"], app.Provider.Accepted.Select(message => message.Said.Template.Name));
    }

    [Fact]
    public async Task Without_a_restoration_time_the_text_promises_none()
    {
        await using var app = await AppAsync();
        await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed));
        Assert.Equal("outage_confirmed", app.Provider.Accepted.Single().Said.Template.Name);
    }

    [Fact]
    public async Task An_older_revision_is_recorded_and_ignored()
    {
        await using var app = await AppAsync();
        await app.TellAsync(app.Report("o1", 5, OutageState.Restored));
        await app.Get<OutageLifecycle>().ApplyAsync(app.Report("o1", 4, OutageState.Confirmed), default);
        var outages = app.Get<OutageStore>();
        Assert.Equal(OutageState.Restored, (await outages.FindAsync("oms", "o1", default))!.Report.State);
        Assert.Equal([(4, true), (5, false)],
            (await outages.RevisionsAsync("oms", "o1", default)).Select(revision => (revision.Revision, revision.Ignored)));
        Assert.Empty(await app.ShardsAsync());
    }

    [Fact]
    public async Task The_same_revision_again_tells_nobody_again()
    {
        await using var app = await AppAsync();
        var first = await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed));
        app.Time.Advance(TimeSpan.FromHours(1));
        var second = await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed));
        Assert.Equal(first, second);
        Assert.Single(app.Provider.Accepted);
    }

    [Fact]
    public async Task A_newer_revision_in_the_same_state_tells_nobody_again()
    {
        await using var app = await AppAsync();
        await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed));
        Assert.Null(await app.TellAsync(app.Report("o1", 2, OutageState.Confirmed)));
        Assert.Single(app.Provider.Accepted);
    }

    [Fact]
    public async Task Whom_a_later_revision_reaches_is_told_alone_and_the_news_of_the_others_does_not_grow_stale()
    {
        await using var app = await AppAsync();
        await app.ImportAsync(Some.MembersHeader + Some.Row("A", 2, 2).Replace("T-1", "T-2"));
        await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed, new Affected([], [], ["T-1"], [])));
        var first = app.Provider.Accepted.Count;
        await app.TellAsync(app.Report("o1", 2, OutageState.Confirmed, new Affected([], ["F-1"], [], [])));
        await app.TellAsync(app.Report("o1", 3, OutageState.Restored, Affected.Nothing));
        var outage = (await app.Get<OutageStore>().FindAsync("oms~o1", default))!;
        Assert.Equal(
            [(Notice.Off, false, false), (Notice.Off, true, false), (Notice.Restored, false, true)],
            outage.Said.Select(said => (said.Notice, said.Widened, said.Supersedes is not null)));
        Assert.Equal(outage.Said[0].Id, outage.Said[2].Supersedes);
        Assert.Equal(3, outage.Said.DistinctBy(said => said.Id).Count());
        Assert.All(app.Provider.Accepted.GroupBy(message => message.To), person => Assert.Equal(2, person.Count()));
        Assert.True(first > 0 && app.Provider.Accepted.Count > 2 * first, $"{first} of {app.Provider.Accepted.Count}");
    }

    [Fact]
    public async Task A_restoration_that_names_nothing_goes_to_those_who_were_told_of_the_outage()
    {
        await using var app = await AppAsync();
        await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed));
        await app.TellAsync(app.Report("o1", 2, OutageState.Restored, Affected.Nothing));
        Assert.Equal(2, app.Provider.Accepted.Count(message => message.To == Some.Address(1)));
    }

    [Fact]
    public async Task Killed_before_any_write_and_repeated_it_tells_everybody_once()
    {
        for (var writes = 0; ; writes++)
        {
            var crash = new CrashAfter();
            await using var app = await AppAsync(options => options.AddPolicy(crash, Azure.Core.HttpPipelinePosition.PerCall));
            var report = app.Report("o1", 1, OutageState.Confirmed);
            crash.Arm(writes);
            try
            {
                await app.TellAsync(report);
                Assert.True(writes > 5);
                return;
            }
            catch (OperationCanceledException)
            {
                crash.Arm(int.MaxValue);
            }

            var id = await app.TellAsync(report);
            await app.DeliverAsync();
            Assert.Single(app.Provider.Accepted);
            var counts = await app.CountsAsync(id!);
            Assert.Equal((1, 1, 0), (counts.Audience, counts.Sent, counts.Queued));
        }
    }

    [Fact]
    public async Task An_announcement_expires_when_supply_should_be_back_but_not_at_once()
    {
        await using var app = await AppAsync();
        async Task<DateTimeOffset> ExpiryAsync(string outage, OutageState state, DateTimeOffset? etr)
        {
            var id = await app.TellAsync(app.Report(outage, 1, state, etr: etr));
            return (await app.Get<AnnouncementStore>().FindAsync(id!, default))!.ExpiresAt;
        }

        var now = App.Start;
        Assert.Equal(now.AddHours(3), await ExpiryAsync("o1", OutageState.Confirmed, now.AddHours(3)));
        Assert.InRange(await ExpiryAsync("o2", OutageState.Confirmed, now.AddMinutes(1)), now.AddMinutes(30), now.AddMinutes(31));
        Assert.InRange(await ExpiryAsync("o3", OutageState.Confirmed, null), now.AddHours(4), now.AddHours(4.1));
        Assert.InRange(await ExpiryAsync("o4", OutageState.Restored, null), now.AddHours(6), now.AddHours(6.1));
    }

    private async Task<App> AppAsync(Action<Azure.Data.Tables.TableClientOptions>? tables = null)
    {
        var app = App.Create(azurite, tables);
        await app.ImportAsync(Some.Offices, Some.Groups, Some.MembersHeader + Some.Row("A", 1, 1));
        return app;
    }
}
