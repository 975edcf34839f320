using Samvad.FanOut;
using Samvad.Operations;
using Samvad.Outages;
using Samvad.Tests.Announcements;
using Samvad.Tests.Consumers;
using Samvad.Tests.Tracking;
using Samvad.Tracking;
using Samvad.WhatsApp;
using Samvad.WhatsApp.Channels;
using Samvad.Announcements;

namespace Samvad.Tests.FanOut;

/// <summary>What people wait for.</summary>
public sealed class HoldTests(AzuriteFixture azurite)
{
    private const string Channel = "11111111-1111-1111-1111-111111111111";

    [Fact]
    public async Task A_number_that_may_not_send_is_stopped_with_an_alert_and_when_it_is_active_all_goes_on()
    {
        await using var app = await azurite.PlannedAsync(3);
        var id = await app.IdAsync();
        app.Provider.Answer = (_, _) => SendOutcome.Failed("131031");
        await app.DeliverAsync();
        Assert.Equal(3, (await app.CountsAsync(id)).Held[HoldReason.NoChannel]);
        var alert = Assert.Single(await app.Get<Alerts>().ListAsync(open: true, 10, default));
        Assert.Equal(("channel-stopped", Channel), (alert.Kind, alert.Subject));

        app.Provider.Answer = null;
        await app.Get<ChannelStore>().ChangeAsync(Channel, before => before! with { State = ChannelState.Active }, default);
        await app.Get<OpenAnnouncements>().WakeAsync(default);
        await app.WorkOffAsync();
        Assert.Equal(3, (await app.CountsAsync(id)).Sent);
    }

    [Fact]
    public async Task Planned_work_is_told_in_the_morning_and_an_outage_in_the_night()
    {
        await using var app = await azurite.PlannedAsync(1);
        app.Time.Advance(TimeSpan.FromHours(8));
        await app.DeliverAsync();
        var night = app.Report("o2", 1, OutageState.Confirmed);
        await app.TellAsync(night);
        Assert.Equal(["o2.1"], References(app));

        var planned = await app.TellAsync(
            app.Report("p1", 1, OutageState.Confirmed, etr: App.Start.AddHours(20)) with { Kind = OutageKind.Planned });
        Assert.Equal(1, (await app.CountsAsync(planned!)).Held[HoldReason.QuietHours]);
        app.Time.Advance(TimeSpan.FromHours(6));
        await app.ComeBackAsync(planned!);
        Assert.Equal(["o2.1"], References(app));
        app.Time.Advance(TimeSpan.FromHours(2));
        await app.ComeBackAsync(planned!);
        Assert.Equal(["o2.1", "p1.1"], References(app));
    }

    [Fact]
    public async Task A_daily_limit_holds_the_rest_and_admits_them_when_the_window_moves()
    {
        await using var app = await azurite.PlannedAsync(5);
        await app.Get<ChannelStore>().AllAsync(default);
        await app.Get<ChannelStore>().ChangeAsync(Channel, before => before! with { DailyLimit = 2 }, default);
        await app.ShardsAsync();
        var id = (await app.TellAsync(app.Report("o2", 1, OutageState.Confirmed, etr: App.Start.AddDays(3))))!;
        var counts = await app.CountsAsync(id);
        Assert.Equal((2, 3), (counts.Sent, counts.Held[HoldReason.DailyLimit]));
        app.Time.Advance(TimeSpan.FromHours(23));
        await app.ComeBackAsync(id);
        Assert.Equal(2, app.Provider.Accepted.Count);
        app.Time.Advance(TimeSpan.FromHours(2));
        await app.ComeBackAsync(id);
        Assert.Equal(4, app.Provider.Accepted.Select(message => message.To).Distinct().Count());
    }

    [Fact]
    public async Task Somebody_who_is_queued_again_by_a_late_failure_opens_the_announcement()
    {
        await using var app = await azurite.PlannedAsync(2);
        var id = await app.IdAsync();
        await app.DeliverAsync();
        Assert.Equal("finished", await app.StateAsync(id));
        await app.ApplyAsync((await app.RowsAsync(id))[0].Event("Failed", "131000"));
        Assert.Equal("planned", await app.StateAsync(id));
        app.Time.Advance(TimeSpan.FromMinutes(1));
        await app.ComeBackAsync(id);
        Assert.Equal(("finished", 2), (await app.StateAsync(id), (await app.CountsAsync(id)).Sent));
    }

    private static string[] References(App app) =>
        [.. app.Provider.Accepted.Select(message => message.Said.Values[message.Said.Template.ReferenceIndex]!)];
}
