using System.Text.Json;
using Samvad.Announcements;
using Samvad.FanOut;
using Samvad.Storage;
using Samvad.Tests.Consumers;

namespace Samvad.Tests.Announcements;

public sealed class MakeAnnouncementTests(AzuriteFixture azurite)
{
    private static readonly object Tip = new
    {
        externalId = "TIP-1", topic = "safety", template = "safety_monsoon", offices = new[] { "DIV" },
        expiresAt = "2026-11-24T10:00:00Z",
    };

    private static readonly string AgreedToTips = Some.Row("A", 1, 1).Replace(",yes,no,no,", ",yes,yes,yes,");

    [Fact]
    public async Task A_tip_goes_to_those_who_agreed_to_tips_and_waits_behind_outages()
    {
        await using var app = await AppAsync();
        var (status, body, location) = await MakeAsync(app, Tip);
        var id = body.GetProperty("id").GetString()!;
        Assert.Equal((202, $"/api/announcements/{id}"), (status, location));

        await app.Get<Planning>().PlanAsync(new PlanRequest(id), default);
        Assert.Empty(await app.ShardsAsync());
        await using var session = await app.Broker.AcceptNextSessionAsync(QueueNames.ShardsRoutine);
        Assert.Equal("A", session.SessionId);
        var announcement = (await app.Get<AnnouncementStore>().FindAsync(id, default))!;
        var shard = new Shard(id, "A", "SEC-1", new("सातारा", "सातारा", "Satara"), Whole: true);
        await app.Get<ShardDelivery>().DeliverAsync(shard, again: false, default);
        var message = Assert.Single(app.Provider.Accepted);
        Assert.Equal(("safety_monsoon", "TIP-1"), (message.Said.Template.Name, announcement.Reference));
        Assert.Equal(["सातारा", "TIP-1"], message.Said.Values);
    }

    [Fact]
    public async Task Made_twice_under_one_name_it_is_one_announcement_and_the_first_one()
    {
        await using var app = await AppAsync();
        var first = (await MakeAsync(app, Tip)).Body.GetProperty("id").GetString();
        app.Time.Advance(TimeSpan.FromMinutes(1));
        var second = (await MakeAsync(app, Tip)).Body.GetProperty("id").GetString();
        Assert.Equal(first, second);
        var (headers, _) = await app.Get<AnnouncementStore>().ListAsync(10, null, default);
        Assert.Equal(App.Start, Assert.Single(headers).Announcement.CreatedAt, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task The_values_that_a_template_asks_for_stand_between_place_and_reference()
    {
        await using var app = await AppAsync();
        var (_, body, _) = await MakeAsync(app, new
        {
            externalId = "MR-1", topic = "service", template = "service_meter_reading", feeders = new[] { "F-1" },
            expiresAt = "2026-11-24T10:00:00Z",
            values = new
            {
                mr = new[] { "1 ते 3 डिसेंबर" }, hi = new[] { "1 से 3 दिसंबर" }, en = new[] { "1 to\n3 December" },
            },
        });
        var id = body.GetProperty("id").GetString()!;
        var announcement = (await app.Get<AnnouncementStore>().FindAsync(id, default))!;
        Assert.Equal([null, "1 to 3 December", "MR-1"], announcement.Values["en"]);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once_and_nothing_is_made()
    {
        await using var app = await AppAsync();
        var (status, body, _) = await MakeAsync(app, new
        {
            externalId = "a b", topic = "gossip", template = "service_meter_reading", feeders = new[] { "F 1" },
            expiresAt = "2026-11-23T09:00:00Z",
            values = new { mr = new[] { "" }, hi = new[] { "x" }, fr = new[] { "x" } },
        });
        Assert.Equal(400, status);
        Assert.Equal(
            "expiresAt:range externalId:id feeders[0]:id topic:one-of "
                + "values.en:count values.fr:language values.mr[0]:required",
            Call.Errors(body));
        (_, body, _) = await MakeAsync(app, new { });
        Assert.Equal(
            "expiresAt:required externalId:id offices:required template:one-of topic:one-of", Call.Errors(body));
        Assert.Empty((await app.Get<AnnouncementStore>().ListAsync(10, null, default)).Headers);
    }

    private static Task<(int Status, JsonElement Body, string? Location)> MakeAsync(App app, object body) =>
        Call.PutAsync(request => app.Get<MakeAnnouncement>().Run(request, default), body);

    private async Task<App> AppAsync()
    {
        var app = App.Create(azurite);
        await app.ImportAsync(Some.Offices, Some.Groups, Some.MembersHeader + AgreedToTips + Some.Row("A", 2, 2));
        return app;
    }
}
