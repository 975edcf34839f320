using Samvad.Dialogue;
using Samvad.Operations;
using Samvad.Outages;
using Samvad.Tests.Consumers;
using Samvad.Tests.Tickets;
using Samvad.Tickets;
using Samvad.WhatsApp;

namespace Samvad.Tests.Dialogue;

/// <summary>Who asks about an outage hears how it goes on; what was predicted is over when it is explained.</summary>
public sealed class SubscriptionTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Who_asked_without_consent_hears_of_the_new_time_and_of_the_end_once_each()
    {
        await using var app = await azurite.TalkAsync();
        await app.ImportAsync(Some.MembersHeader + Some.Row("A", 3, 3, "hi", outage: "no"));
        await ApplyAsync(app, app.Report("o1", 1, OutageState.Confirmed, etr: App.Start.AddHours(1)));
        await app.HearAsync(Talk.Say("in-1", "no light", person: 3));
        // A stranger asks for the connection of person 1, who agreed to be told and asks too.
        await app.HearAsync(Talk.Say("in-2", "no light 100000000001", person: 50));
        await app.HearAsync(Talk.Say("in-3", "no light"));
        app.AssertSaid(50, "en", "supplyKnownUntil");
        app.Time.Advance(TimeSpan.FromMinutes(10));
        await ApplyAsync(app, app.Report("o1", 2, OutageState.EtrChanged, etr: App.Start.AddHours(3)));
        await ApplyAsync(app, app.Report("o1", 2, OutageState.EtrChanged, etr: App.Start.AddHours(3)));
        Assert.Equal(["outage_etr_changed"], Told(app, 3));
        Assert.Equal(["outage_etr_changed"], Told(app, 50));
        // Person 1 is told by the own group.
        Assert.Empty(Told(app, 1));
        var said = (TemplateContent)app.Provider.Accepted.Last(message => message.To == Some.Address(3)).Content;
        Assert.Equal(("hi", "शाखा १"), (said.Language, said.Values[0]));

        await app.HearAsync(Talk.Say("in-4", "STOP", person: 50), minute: 20);
        app.Time.Advance(TimeSpan.FromMinutes(30));
        await ApplyAsync(app, app.Report("o1", 3, OutageState.Restored));
        Assert.Equal(["outage_etr_changed", "outage_restored"], Told(app, 3));
        Assert.Equal(["outage_etr_changed"], Told(app, 50));
        app.Time.Advance(TimeSpan.FromMinutes(30));
        await ApplyAsync(app, app.Report("o1", 4, OutageState.Confirmed, etr: App.Start.AddHours(5)));
        Assert.Equal(2, Told(app, 3).Count);
    }

    /// <summary>The outage of feeder F-1 was told before the storm, that of F-3 is told by the digest.</summary>
    [Fact]
    public async Task In_a_storm_who_asked_hears_the_digest_once_also_who_is_told_it_by_the_own_group()
    {
        await using var app = await azurite.TalkAsync();
        await app.ImportAsync(
            Some.MembersHeader + Some.Row("A", 3, 3, "hi", outage: "no") + Some.Row("B", 4, 4, "en", "F-2")
            + Some.Row("A", 5, 5, "en", "F-3"));
        app.Get<OutageOptions>().StormOutages = 1;
        await ApplyAsync(app, app.Report("o1", 1, OutageState.Confirmed));
        await app.HearAsync(Talk.Say("in-1", "no light"));
        await app.HearAsync(Talk.Say("in-3", "no light", person: 3));
        foreach (var elsewhere in (int[])[4, 5, 50, 51])
            await app.HearAsync(Talk.Say($"in-{elsewhere}", "no light 100000000001", elsewhere));
        await app.HearAsync(Talk.Say("in-6", "STOP", person: 51), minute: 2);
        app.Time.Advance(TimeSpan.FromMinutes(3));
        await ApplyAsync(app, app.Report("o2", 1, OutageState.Confirmed, new Affected([], ["F-3"], [], [])));
        // Who asked about two of its outages is one person.
        await app.HearAsync(Talk.Say("in-7", "no light 100000000005", person: 50), minute: 4);
        app.Time.Advance(app.Get<OutageOptions>().StormGather);
        await LookAsync(app);
        // Who asks after a digest waits for the next one.
        await app.HearAsync(Talk.Say("in-52", "no light 100000000001", person: 52), minute: 30);
        await LookAsync(app);
        await app.PlanAsync();
        await app.DeliverAsync();
        await LookAsync(app);

        Assert.Equal(
            "1:1 2:0 3:1 4:1 5:1 50:1 51:0 52:0",
            string.Join(' ', ((int[])[1, 2, 3, 4, 5, 50, 51, 52]).Select(person =>
                $"{person}:{app.Told(Some.Address(person)).Count(name => name == "storm_digest")}")));
        var said = (TemplateContent)app.Provider.Accepted.Last(message => message.To == Some.Address(3)).Content;
        Assert.Equal(("hi", "शाखा १"), (said.Language, said.Values[0]));
    }

    [Theory]
    [InlineData("control-room")]
    [InlineData("oms")]
    [InlineData("ticket")]
    public async Task A_prediction_ends_when_the_control_room_decides_an_outage_explains_it_or_staff_mends_it(string by)
    {
        await using var app = await azurite.TalkAsync(people: 4);
        for (var person = 1; person <= 3; person++)
            await app.HearAsync(Talk.Say($"in-{person}", "no light", person));
        Assert.Equal(1, await AlertsAsync(app));
        var predicted = Assert.Single(await app.ReportsAsync());
        await ApplyAsync(app, predicted);
        switch (by)
        {
            case "control-room":
                await ApplyAsync(app, predicted with { Revision = 2, State = OutageState.Confirmed });
                break;
            case "oms":
                await ApplyAsync(app, app.Report("o1", 1, OutageState.Confirmed));
                break;
            default:
                await app.Get<TicketChanges>().TakeAsync(
                    (await app.TicketAsync()).Number,
                    one => app.Get<TicketSteps>().Resolve(one, "test", "fuse", null, app.Time.GetUtcNow()), default);
                break;
        }

        Assert.Equal(0, await AlertsAsync(app));
        var withdrawn = by == "control-room" ? [] : await app.ReportsAsync();
        Assert.All(withdrawn, report => Assert.Equal((predicted.Key, OutageState.Cancelled), (report.Key, report.State)));
        Assert.Equal(by == "control-room" ? 0 : 1, withdrawn.Count);
    }

    private static async Task LookAsync(App app) =>
        await app.Get<Subscriptions>().TellAsync(await app.Get<StormWatch>().LookAsync("SEC-1", default), default);

    private static async Task<int> AlertsAsync(App app) =>
        (await app.Get<Alerts>().ListAsync(open: true, 10, default)).Count(alert => alert.Kind == Predictions.Alert);

    private static IReadOnlyList<string> Told(App app, int person) =>
        [.. app.Told(Some.Address(person)).Where(name => name.StartsWith("outage_", StringComparison.Ordinal))];

    private static async Task ApplyAsync(App app, OutageReport report)
    {
        await app.Get<OutageLifecycle>().ApplyAsync(report, default);
        await app.Get<RunningOutages>().ProjectAsync(report.Source, report.ExternalId, default);
        await app.Get<Predictions>().HeedAsync(report, default);
        await app.Get<Subscriptions>().TellAsync(report.Source, report.ExternalId, default);
    }
}
