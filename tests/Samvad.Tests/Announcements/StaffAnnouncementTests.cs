using Samvad.Announcements;
using Samvad.Storage;
using Samvad.Tests.Consumers;
using Samvad.Tests.Tickets;

namespace Samvad.Tests.Announcements;

public sealed class StaffAnnouncementTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_janamitra_tells_the_own_group_once_it_is_confirmed()
    {
        await using var app = await azurite.OfficeAsync();
        var desk = app.Get<StaffAnnouncement>();
        var asked = await desk.HearAsync(Office.Say(Office.Janamitra, "ग्रुपला सांगा: उद्या\n  10 ते 12 काम", "1"), default);
        Assert.Contains("\"उद्या 10 ते 12 काम\"", asked);
        Assert.Empty((await app.Get<AnnouncementStore>().ListAsync(10, null, default)).Headers);
        var goes = await desk.HearAsync(Office.Say(Office.Janamitra, "हो", "2"), default);
        Assert.Equal(goes, await desk.HearAsync(Office.Say(Office.Janamitra, "हो", "2"), default));
        var (headers, _) = await app.Get<AnnouncementStore>().ListAsync(10, null, default);
        var announcement = Assert.Single(headers).Announcement;
        Assert.Equal([null, "उद्या 10 ते 12 काम", announcement.Reference], announcement.Values["mr"]);
        await app.PlanAsync();
        await using var session = await app.Broker.AcceptNextSessionAsync(QueueNames.ShardsRoutine);
        Assert.Equal("A", session.SessionId);
        var progress = await desk.HearAsync(Office.Say(Office.Janamitra, "प्रगती", "3"), default);
        Assert.Contains("0/3", progress);
    }

    [Theory]
    [InlineData(902, "tell group: hello")]
    [InlineData(1, "tell group: hello")]
    [InlineData(901, "yes")]
    [InlineData(901, "light gone")]
    public async Task Others_and_other_words_are_not_for_it(int person, string text)
    {
        await using var app = await azurite.OfficeAsync();
        Assert.Null(await app.Get<StaffAnnouncement>().HearAsync(Office.Say(Some.Address(person), text, "1"), default));
    }
}
