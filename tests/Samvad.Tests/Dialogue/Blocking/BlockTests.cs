using Samvad.Consumers;
using Samvad.Dialogue;
using Samvad.Tests.Consumers;
using Office = Samvad.Tests.Tickets.Office;

namespace Samvad.Tests.Dialogue;

/// <summary>Who is blocked gets no answer and has no effect, until they are not.</summary>
public sealed class BlockTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_blocked_person_is_not_answered_and_nothing_is_noted_but_that_they_want_no_messages()
    {
        await using var app = await azurite.TalkAsync();
        Assert.Equal(200, (await PutAsync(app, new { reason = "abusive" })).Status);
        await app.HearAsync(Talk.Say("in-1", "wire fallen"));
        await app.HearAsync(Talk.Say("in-2", "no light"));
        Assert.Empty(app.Provider.Accepted);
        Assert.Null((await app.Get<ConversationStore>().FindAsync(Some.Address(1), default)).ETag);
        await app.HearAsync(Talk.Say("in-3", "STOP"));
        Assert.Empty(app.Provider.Accepted);
        Assert.Equal(Topics.None, (await app.Get<People>().FindAsync(Some.Address(1), default))!.Consent);

        var list = (await Office.ReadAsync(await app.Get<BlockFunctions>().ListBlocked(Office.Request(), default))).Body;
        Assert.Contains("abusive", list);
        Assert.DoesNotContain(Some.Phone(1), list);
        Assert.Equal(204, (await DeleteAsync(app)).Status);
        Assert.Equal(404, (await DeleteAsync(app)).Status);
        await app.HearAsync(Talk.Say("in-4", "wire fallen"), minute: 2);
        app.AssertSaid("en", "hazardWhere");
    }

    [Fact]
    public async Task A_block_ends_by_itself_at_its_time()
    {
        await using var app = await azurite.TalkAsync();
        await PutAsync(app, new { reason = "floods us", until = "2026-11-23T11:00:00Z" });
        await app.HearAsync(Talk.Say("in-1", "hello"));
        Assert.Empty(app.Provider.Accepted);
        app.Time.Advance(TimeSpan.FromMinutes(61));
        await app.HearAsync(Talk.Say("in-2", "hello"), minute: 62);
        app.AssertSaid("en", "menu");
    }

    [Theory]
    [InlineData("12", "abusive", null, "address")]
    [InlineData("9822000001", "", null, "reason")]
    [InlineData("9822000001", "abusive", "2020-01-01", "until")]
    [InlineData("9822000001", "abusive", "tomorrow", "until")]
    public async Task A_block_that_makes_no_sense_is_refused(string address, string reason, string? until, string field)
    {
        await using var app = await azurite.TalkAsync();
        var (status, body) = await PutAsync(app, new { reason, until }, address);
        Assert.Equal(400, status);
        Assert.Contains($"\"{field}\"", body);
    }

    private static async Task<(int Status, string Body)> PutAsync(App app, object body, string? address = null) => await Office.ReadAsync(
        await app.Get<BlockFunctions>().BlockPerson(Office.Request(body: body), address ?? Some.Phone(1), default));

    private static async Task<(int Status, string Body)> DeleteAsync(App app) => await Office.ReadAsync(
        await app.Get<BlockFunctions>().UnblockPerson(Office.Request(), Some.Phone(1), default));
}
