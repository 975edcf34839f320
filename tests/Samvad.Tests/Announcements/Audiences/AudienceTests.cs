using System.Text.Json;
using Samvad.Announcements.Audiences;
using Samvad.Tests.Consumers;

namespace Samvad.Tests.Announcements.Audiences;

/// <summary>
/// Group A: a Janamitra's, urban, SEC-1. B: of the section SEC-2, rural. D: of the division itself, rural.
/// </summary>
public sealed class AudienceTests(AzuriteFixture azurite)
{
    private const string Groups = Some.Groups + "D,DIV,गट ड,rural,\n";

    private static readonly string Members = Some.MembersHeader
        + Broadcasts.Member("A", 1, 1) + Broadcasts.Member("A", 2, 2, "hi") + Broadcasts.Member("A", 3, 3, category: "commercial")
        + Broadcasts.Member("B", 4, 4, category: "sarpanch") + Broadcasts.Member("B", 5, 5, feeder: "F-2")
        + Broadcasts.Member("D", 6, 6, "en", "important") + Broadcasts.Member("D", 7, 1);

    public static TheoryData<string, int[]> Audiences() => new()
    {
        { """{"offices":["DIV"]}""", [1, 2, 3, 4, 5, 6] },
        { """{"offices":["SEC-1"]}""", [1, 2, 3] },
        { """{"offices":["SEC-1"],"groups":["B"]}""", [1, 2, 3, 4, 5] },
        { """{"offices":["DIV"],"groupKinds":["janamitra"]}""", [1, 2, 3] },
        { """{"offices":["DIV"],"groupKinds":["section","division"]}""", [1, 4, 5, 6] },
        { """{"offices":["DIV"],"areas":["rural"]}""", [1, 4, 5, 6] },
        { """{"offices":["DIV"],"categories":["sarpanch","important"]}""", [4, 6] },
        { """{"offices":["DIV"],"languages":["hi","en"]}""", [2, 6] },
        { """{"offices":["DIV"],"languages":["mr"],"areas":["urban"],"categories":["domestic"]}""", [1] },
        { """{"feeders":["F-2"]}""", [5] },
        { """{"feeders":["F-1"],"areas":["urban"]}""", [1, 2, 3] },
        { """{"offices":["DIV"],"exclude":{"offices":["SEC-1"]}}""", [1, 4, 5, 6] },
        { """{"offices":["DIV"],"exclude":{"groups":["B"],"languages":["en"]}}""", [1, 2, 3] },
        { """{"offices":["DIV"],"exclude":{"feeders":["F-1"]}}""", [5] },
        { """{"offices":["DIV"],"exclude":{"categories":["sarpanch"],"areas":["urban"]}}""", [1, 5, 6] },
        { """{"offices":["DIV"],"exclude":{"groupKinds":["division"]}}""", [1, 2, 3, 4, 5] },
    };

    [Fact]
    public async Task Places_add_up_traits_narrow_down_and_what_is_excluded_is_left_out()
    {
        await using var app = await AppAsync();
        var number = 0;
        foreach (var (audience, expected) in Audiences().Select(row => row.Data))
        {
            var known = app.Provider.Accepted.Count;
            var (status, body, _) = await app.MakeAsync(new
            {
                // Topic planned, so that no weekly number counts.
                externalId = $"P-{++number}", topic = "outage", template = "outage_cancelled", expiresAt = Broadcasts.Expiry,
                audience = JsonDocument.Parse(audience).RootElement,
            });
            Assert.True(status == 202, body.ToString());
            await app.Get<Samvad.Announcements.Planning>().PlanAsync(new(body.GetProperty("id").GetString()!), default);
            await app.DeliverAsync();
            Assert.True(
                expected.Select(Some.Address).SequenceEqual(app.Provider.Accepted.Skip(known).Select(message => message.To).Order()), audience);
        }
    }

    [Fact]
    public async Task A_saved_audience_is_used_by_its_name_and_deleted()
    {
        await using var app = await AppAsync();
        var (status, body, _) = await PutAsync(
            app, "heads", new { name = "Heads of villages", audience = new { offices = new[] { "DIV" }, categories = new[] { "sarpanch" } } });
        Assert.Equal((200, "maker"), (status, body.GetProperty("changedBy").GetString()));
        Assert.Equal("sarpanch", body.GetProperty("audience").GetProperty("categories")[0].GetString());
        (status, body, _) = await app.MakeAsync(new
        {
            externalId = "T-1", item = "wet-hands", audience = new { saved = "heads" }, expiresAt = Broadcasts.Expiry,
        });
        var announcement = await app.Get<Samvad.Announcements.AnnouncementStore>().FindAsync(body.GetProperty("id").GetString()!, default);
        Assert.Equal((202, "sarpanch"), (status, Assert.Single(announcement!.Only!.Categories)));
        var functions = app.Get<AudienceFunctions>();
        Assert.Equal(204, (await Broadcasts.Maker.AsAsync(request => functions.DeleteAudience(request, "heads", default))).Status);
        (status, body, _) = await app.MakeAsync(new
        {
            externalId = "T-2", item = "wet-hands", audience = new { saved = "heads" }, expiresAt = Broadcasts.Expiry,
        });
        Assert.Equal((400, "audience.saved:unknown-audience"), (status, Call.Errors(body)));
    }

    [Fact]
    public async Task Who_belongs_to_an_office_reaches_nobody_outside_it_whatever_they_name()
    {
        await using var app = await AppAsync();
        var local = Broadcasts.Person("p:local", "SEC-1", Samvad.Access.Role.Operator);
        var (status, body, _) = await app.MakeAsync(
            new
            {
                externalId = "L-1", item = "wet-hands", expiresAt = Broadcasts.Expiry,
                audience = new { offices = new[] { "SEC-1", "DIV", "SEC-2" }, groups = new[] { "A", "B" } },
            },
            local);
        Assert.Equal(403, status);
        // The feeder feeds people of other offices too.
        (status, _, _) = await app.MakeAsync(
            new { externalId = "L-2", item = "wet-hands", expiresAt = Broadcasts.Expiry, audience = new { feeders = new[] { "F-1" } } }, local);
        Assert.Equal(403, status);
        (status, body, _) = await app.MakeAsync(
            new { externalId = "L-2", item = "wet-hands", expiresAt = Broadcasts.Expiry, audience = new { offices = new[] { "SEC-1" } } }, local);
        Assert.Equal(202, status);
        await app.Get<Samvad.Announcements.Planning>().PlanAsync(new(body.GetProperty("id").GetString()!), default);
        // A group that moves elsewhere between the asking and the telling is out of reach.
        var announcement = await app.Get<Samvad.Announcements.AnnouncementStore>().FindAsync(body.GetProperty("id").GetString()!, default);
        Assert.Equal(["SEC-1"], announcement!.Within);
        await app.DeliverRoutineAsync();
        Assert.Equal([1, 2, 3], Told(app));

        await PutAsync(app, "all", new { name = "All", audience = new { offices = new[] { "DIV" } } });
        (status, body, _) = await app.MakeAsync(
            new { externalId = "L-3", item = "wet-hands", expiresAt = Broadcasts.Expiry, audience = new { saved = "all" } }, local);
        Assert.Equal((400, "audience.saved:unknown-audience"), (status, Call.Errors(body)));
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_an_audience_is_said_at_once()
    {
        await using var app = await AppAsync();
        var (status, body, _) = await PutAsync(app, "bad", new
        {
            name = "",
            audience = new
            {
                offices = new[] { "NOWHERE" }, groups = new[] { "Z" }, categories = new[] { "king" }, languages = new[] { "fr" },
                exclude = new { areas = new[] { "sea" }, groupKinds = new[] { "club" } },
            },
        });
        Assert.Equal(400, status);
        Assert.Equal(
            "audience.categories[0]:one-of audience.exclude.areas[0]:one-of audience.exclude.groupKinds[0]:one-of "
                + "audience.groups[0]:unknown-group audience.languages[0]:one-of audience.offices[0]:unknown-office name:required",
            Call.Errors(body));
    }

    private static int[] Told(App app) =>
        [.. app.Provider.Accepted.Select(message => int.Parse(message.To[^5..])).Order()];

    private static Task<(int Status, JsonElement Body, string? Location)> PutAsync(App app, string id, object body) =>
        Broadcasts.Maker.AsAsync(request => app.Get<AudienceFunctions>().PutAudience(request, id, default), body);

    private async Task<App> AppAsync()
    {
        var app = App.Create(azurite);
        await app.ImportAsync(Some.Offices, Groups, Members);
        return app;
    }
}
