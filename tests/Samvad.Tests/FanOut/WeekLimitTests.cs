using Microsoft.Extensions.Options;
using Samvad.Announcements;
using Samvad.Announcements.Library;
using Samvad.FanOut;
using Samvad.Outages;
using Samvad.Tests.Announcements;
using Samvad.Tests.Consumers;
using Samvad.Tracking;

namespace Samvad.Tests.FanOut;

/// <summary>Person 1 sits in groups A and B, person 2 in A.</summary>
public sealed class WeekLimitTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Two_notices_in_seven_days_are_enough_and_who_had_them_is_seen()
    {
        await using var app = await AppAsync();
        Assert.Equal("2 2 0", await TellAsync(app, ("N-1", "register-mobile"), ("N-2", "beware-of-fraud"), ("N-3", "register-mobile")));
        var lines = await app.LinesAsync((await app.Get<Announcing>().FindAsync("N-3", default))!);
        Assert.Equal(2, lines.Count(line => line.Delivery is { Status: DeliveryStatus.Skipped, Code: SkipReason.WeekLimit }));
        app.Time.Advance(TimeSpan.FromDays(7));
        Assert.Equal(2, await TellAsync(app, "N-4", "register-mobile"));
    }

    [Fact]
    public async Task Marketing_counts_apart_and_outages_do_not_count()
    {
        await using var app = await AppAsync();
        Assert.Equal("2 2", await TellAsync(app, ("N-1", "register-mobile"), ("N-2", "beware-of-fraud")));
        Assert.Equal("2 2 0", await TellAsync(app, ("T-1", "rccb"), ("T-2", "earthing"), ("T-3", "rccb")));
        var before = app.Provider.Accepted.Count;
        await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed));
        Assert.Equal(2, app.Provider.Accepted.Count - before);
    }

    [Fact]
    public async Task A_shard_that_is_begun_again_counts_nobody_twice_and_zero_is_no_limit()
    {
        await using var app = await AppAsync();
        var id = await app.SendAsync(await DraftAsync(app, "N-1", "register-mobile"));
        var audience = Queued();
        for (var again = 0; again < 3; again++)
            await app.Get<WeekLimit>().HeedAsync((await app.Get<AnnouncementStore>().FindAsync(id, default))!, "A", audience, default);
        Assert.Equal(2, await TellAsync(app, "N-2", "beware-of-fraud"));
        app.Get<IOptions<AnnouncementOptions>>().Value.RoutinePerWeek = 0;
        Assert.Equal(2, await TellAsync(app, "N-3", "register-mobile"));
    }

    [Fact]
    public async Task Whom_a_cancelled_tip_reached_was_told_it_and_the_others_may_be_told_as_many_as_before()
    {
        await using var app = await AppAsync();
        await app.ImportAsync(Some.MembersHeader + Broadcasts.Member("B", 4, 3));
        var id = await PlannedAsync(app, "N-1");
        await app.AdvancingAsync(app.Get<ShardDelivery>().DeliverAsync(ShardOf(id, "A"), again: false, default));
        await DecideAsync(app, id, "cancel");
        await app.AdvancingAsync(app.Get<ShardDelivery>().DeliverAsync(ShardOf(id, "B"), again: false, default));
        Assert.Equal([Some.Address(1), Some.Address(2)], app.Provider.Accepted.Select(message => message.To).Order());
        Assert.Equal("3 1 0", await TellAsync(app, ("N-2", "beware-of-fraud"), ("N-3", "register-mobile"), ("N-4", "beware-of-fraud")));
    }

    [Fact]
    public async Task What_was_cancelled_while_it_was_held_counts_for_nobody_wherever_the_host_is_killed()
    {
        await using var app = await AppAsync(tables =>
        {
            tables.Retry.MaxRetries = 0;
            tables.AddPolicy(new HostKills(), Azure.Core.HttpPipelinePosition.PerCall);
        });
        var killed = true;
        for (var write = 0; killed; write++)
        {
            var id = await PlannedAsync(app, $"N-{write}");
            await DecideAsync(app, id, "pause");
            await app.AdvancingAsync(app.DeliverRoutineAsync());
            await DecideAsync(app, id, "cancel");
            killed = await IsKilledAsync(app, ShardOf(id, "A"), write) | await IsKilledAsync(app, ShardOf(id, "B"), write);
            Assert.Equal(3, (await app.LinesAsync(id)).Count(line => line.Delivery.Status == DeliveryStatus.Skipped));
        }

        Assert.Empty(app.Provider.Accepted);
        Assert.Equal(
            "2 2 0", await TellAsync(app, ("T-1", "register-mobile"), ("T-2", "beware-of-fraud"), ("T-3", "register-mobile")));
    }

    /// <summary>Delivers the shard, and again if the host is killed instead of that write.</summary>
    private static async Task<bool> IsKilledAsync(App app, Shard shard, int write)
    {
        HostKills.Arm(write);
        try
        {
            await app.Get<ShardDelivery>().DeliverAsync(shard, again: true, default);
            return false;
        }
        catch (OperationCanceledException)
        {
            HostKills.Disarm();
            await app.Another<ShardDelivery>().DeliverAsync(shard, again: true, default);
            return true;
        }
        finally
        {
            HostKills.Disarm();
        }
    }

    private static async Task<string> PlannedAsync(App app, string reference)
    {
        var id = await app.Get<Announcing>().AnnounceAsync(await DraftAsync(app, reference, "register-mobile"), default);
        await app.Get<Samvad.Announcements.Planning>().PlanAsync(new(id), default);
        return id;
    }

    /// <summary>Decides, and lets it come into force.</summary>
    private static async Task DecideAsync(App app, string id, string action)
    {
        Assert.Null((await app.DecideAsync(id, action)).RefusalOf());
        app.Time.Advance(TimeSpan.FromSeconds(2));
    }

    private static Shard ShardOf(string id, string group) =>
        new(id, group, group == "A" ? "SEC-1" : "SEC-2", new("शाखा", "शाखा", "Section"), Whole: true);

    private static List<(Delivery, bool)> Queued() =>
        [.. Enumerable.Range(1, 2).Select(person => (new Delivery { Address = Some.Address(person), Member = "m", Language = "mr" }, person == 1))];

    /// <returns>How many were told of each.</returns>
    private static async Task<string> TellAsync(App app, params (string Reference, string Item)[] all)
    {
        var told = new List<int>();
        foreach (var (reference, item) in all)
            told.Add(await TellAsync(app, reference, item));
        return string.Join(' ', told);
    }


    private static async Task<int> TellAsync(App app, string reference, string item)
    {
        var before = app.Provider.Accepted.Count;
        await app.SendAsync(await DraftAsync(app, reference, item));
        app.Time.Advance(TimeSpan.FromMinutes(1));
        return app.Provider.Accepted.Count - before;
    }

    private static async Task<Announcement> DraftAsync(App app, string reference, string id)
    {
        var item = (await app.Get<ContentLibrary>().FindAsync(id, default))!;
        var template = app.Get<LibraryTemplates>().Of(item);
        return new Announcement(
            "", reference, item.Topic, template.Name,
            Samvad.WhatsApp.TemplateCatalogue.Languages.ToDictionary(language => language, _ => (IReadOnlyList<string?>)[null, reference]),
            new(["DIV"], [], [], []), "api", app.Time.GetUtcNow(), app.Time.GetUtcNow().AddDays(1))
        {
            Own = template, Frequency = AnnouncementReader.FrequencyOf(item.Topic, template),
        };
    }

    private async Task<App> AppAsync(Action<Azure.Data.Tables.TableClientOptions>? tables = null)
    {
        var app = App.Create(azurite, tables);
        await app.ImportAsync(
            Some.Offices, Some.Groups,
            Some.MembersHeader + Broadcasts.Member("A", 1, 1) + Broadcasts.Member("B", 2, 1) + Broadcasts.Member("A", 3, 2));
        return app;
    }
}
