using Azure.Core;
using Samvad.Announcements;
using Samvad.Outages;
using Samvad.Tests.Consumers;
using Samvad.Tests.Tickets;

namespace Samvad.Tests.Outages;

/// <summary>Killed before any of the writes of a decision: the repeated message finishes it, and each person hears it once.</summary>
public sealed class OutageCrashTests(AzuriteFixture azurite)
{
    private static readonly Affected Feeder = new([], ["F-1"], [], []);

    [Fact]
    public async Task Wherever_the_outage_that_begins_a_storm_is_cut_off_the_digest_counts_it_once()
    {
        for (var writes = 0; ; writes++)
        {
            var crash = new CrashAfter();
            await using var app = await StormyAsync(crash);
            await app.Get<OutageLifecycle>().ApplyAsync(app.Report("o1", 1, OutageState.Confirmed, Feeder), default);
            var second = app.Report("o2", 1, OutageState.Confirmed, Feeder);
            crash.Arm(writes);
            var cut = await IsCutAsync(() => app.Get<OutageLifecycle>().ApplyAsync(second, default), crash);
            await app.Get<OutageLifecycle>().ApplyAsync(second, default);
            await LookAtStormAsync(app);
            Assert.Equal(["outage_confirmed o1.1", "storm_digest STORM-SEC-1.1 of 2"], await ToldAsync(app));
            if (!cut)
                break;
            Assert.True(writes < 30);
        }
    }

    [Fact]
    public async Task Wherever_a_digest_is_cut_off_it_comes_once()
    {
        for (var writes = 0; ; writes++)
        {
            var crash = new CrashAfter();
            await using var app = await StormyAsync(crash);
            await app.Get<OutageLifecycle>().ApplyAsync(app.Report("o1", 1, OutageState.Confirmed, Feeder), default);
            await app.Get<OutageLifecycle>().ApplyAsync(app.Report("o2", 1, OutageState.Confirmed, Feeder), default);
            app.Time.Advance(TimeSpan.FromMinutes(6));
            crash.Arm(writes);
            var cut = await IsCutAsync(() => app.Get<StormWatch>().LookAsync("SEC-1", default), crash);
            await app.Get<StormWatch>().LookAsync("SEC-1", default);
            Assert.Equal(["outage_confirmed o1.1", "storm_digest STORM-SEC-1.1 of 2"], await ToldAsync(app));
            if (!cut)
                break;
            Assert.True(writes < 30);
        }
    }

    [Fact]
    public async Task Wherever_a_passed_time_of_restoration_is_cut_off_the_engineer_and_the_people_hear_of_it_once()
    {
        for (var writes = 0; ; writes++)
        {
            var crash = new CrashAfter();
            await using var app = await azurite.OfficeAsync(options => options.AddPolicy(crash, HttpPipelinePosition.PerCall), people: 1);
            var report = app.Report("o1", 1, OutageState.Confirmed, Feeder, App.Start.AddHours(1));
            await app.TellAsync(report);
            app.Time.Advance(TimeSpan.FromMinutes(61));
            crash.Arm(writes);
            var cut = await IsCutAsync(() => app.LookAsync(report), crash);
            crash.Arm(int.MaxValue - 1);
            await app.LookAsync(report);
            await app.LookAsync(report);
            Assert.Equal(["outage_overdue"], app.Told(Office.Section));
            Assert.Equal(["outage_confirmed_etr", "outage_delayed"], app.Told(Some.Address(1)));
            if (!cut)
                break;
            Assert.True(writes < 60);
        }
    }

    private async Task<App> StormyAsync(CrashAfter crash)
    {
        var app = App.Create(azurite, options => options.AddPolicy(crash, HttpPipelinePosition.PerCall));
        app.Get<OutageOptions>().StormOutages = 1;
        await app.ImportAsync(Some.Offices, Some.Groups, Some.MembersHeader + Some.Row("A", 1, 1));
        return app;
    }

    private static async Task LookAtStormAsync(App app)
    {
        app.Time.Advance(TimeSpan.FromMinutes(6));
        await app.Get<StormWatch>().LookAsync("SEC-1", default);
    }

    private static async Task<bool> IsCutAsync(Func<Task> act, CrashAfter crash)
    {
        try
        {
            await act();
        }
        catch (OperationCanceledException) when (crash.Crashed)
        {
            // The process died here.
        }

        var cut = crash.Crashed;
        crash.Arm(int.MaxValue - 1);
        return cut;
    }

    /// <summary>What the one person got after everything on the queues is worked off.</summary>
    private static async Task<IReadOnlyList<string>> ToldAsync(App app)
    {
        await app.PlanAsync();
        await app.DeliverAsync();
        return [.. app.Provider.Accepted.Select(Line).Order(StringComparer.Ordinal)];
    }

    private static string Line(Samvad.WhatsApp.OutgoingMessage message)
    {
        var content = Assert.IsType<Samvad.WhatsApp.TemplateContent>(message.Content);
        var values = content.Template.Parameters.Zip(content.Values).ToDictionary(pair => pair.First, pair => pair.Second);
        var count = values.TryGetValue("count", out var number) ? $" of {number}" : "";
        return $"{content.Template.Name} {values["reference"]}{count}";
    }
}
