using Samvad.Operations;

namespace Samvad.Tests.Operations;

public sealed class AlertsTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task An_alert_is_raised_once_however_often_its_cause_is_seen()
    {
        await using var app = App.Create(azurite);
        var alerts = app.Get<Alerts>();
        var raised = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => alerts.RaiseAsync("dead-letter", "imports/#1", "Look.", default)));
        Assert.Single(raised, isNew => isNew);
        await alerts.RaiseAsync("dead-letter", "imports/#2", "Look.", default);
        await alerts.RaiseAsync("channel-stopped", "imports/#1", "Look.", default);
        Assert.Equal(3, (await alerts.ListAsync(open: true, 10, default)).Count);
    }

    [Fact]
    public async Task A_cleared_alert_is_kept_and_may_be_raised_again()
    {
        await using var app = App.Create(azurite);
        var alerts = app.Get<Alerts>();
        Assert.False(await alerts.ClearAsync("channel-stopped", "one", default));
        for (var time = 0; time < 2; time++)
        {
            Assert.True(await alerts.RaiseAsync("channel-stopped", "one", $"Time {time}.", default));
            app.Time.Advance(TimeSpan.FromMinutes(1));
            Assert.True(await alerts.ClearAsync("channel-stopped", "one", default));
        }

        Assert.Empty(await alerts.ListAsync(open: true, 10, default));
        var cleared = await alerts.ListAsync(open: false, 10, default);
        Assert.Equal(["Time 1.", "Time 0."], cleared.Select(alert => alert.Text));
        Assert.All(cleared, alert => Assert.True(alert.ClearedAt > alert.RaisedAt));
    }
}
