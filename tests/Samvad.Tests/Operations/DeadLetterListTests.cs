using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Samvad.Announcements;
using Samvad.Operations;
using Samvad.Storage;

namespace Samvad.Tests.Operations;

public sealed class DeadLetterListTests(AzuriteFixture azurite)
{
    private const string Announcement = "20261123-100000000-0a1b2c3d";

    [Fact]
    public async Task A_letter_says_what_it_is_about_and_why_it_lies_there_but_of_nobody()
    {
        await using var app = App.Create(azurite);
        var shard = new Shard(Announcement, "G-1", "SEC-1", new("नाव", "नाम", "Asha"), Whole: false);
        await Letters.PutAsideAsync(
            app, QueueNames.ShardsUrgent, "G-1",
            new(JsonSerializer.SerializeToUtf8Bytes(shard, AnnouncementJson.Default.Shard)), DeadLetterTable.GroupDeleted);
        await Letters.PutAsideAsync(
            app, QueueNames.Inbound, "+919823012345", new("{\"from\":\"+919823012345\",\"text\":\"Asha\"}"), DeadLetterTable.Malformed);
        var letters = await Letters.ReadAsync(app);

        var group = letters[0];
        Assert.Equal((QueueNames.ShardsUrgent, DeadLetterTable.GroupDeleted, 1), (group.Queue, group.Code, group.DeliveryCount));
        Assert.Equal(new LetterSubject(Announcement, "G-1"), group.What);
        Assert.Equal(DeadLetterTable.RemedyOf(DeadLetterTable.GroupDeleted), group.Remedy);
        Assert.Equal(group.FirstFailedAt, group.LastFailedAt);
        Assert.InRange(group.FirstFailedAt!.Value, App.Start, App.Start.AddMinutes(1));
        Assert.Equal(QueueNames.Inbound, letters[1].Queue);
        var said = JsonSerializer.Serialize(letters);
        Assert.DoesNotContain("9823012345", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Asha", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Letters_that_the_queue_made_itself_are_there_with_its_reason_as_code()
    {
        await using var app = App.Create(azurite);
        await app.Broker.CreateSender(QueueNames.OutageEvents).SendMessageAsync(
            new ServiceBusMessage("{}") { SessionId = "s", TimeToLive = TimeSpan.FromMilliseconds(1) });
        await using var session = await app.Broker.AcceptSessionAsync(QueueNames.OutageEvents, "s");
        await Until.TrueAsync(async () =>
            await session.ReceiveMessageAsync(TimeSpan.FromMilliseconds(50)) is null && (await Letters.ReadAsync(app)).Count > 0);
        var letter = Assert.Single(await Letters.ReadAsync(app));
        Assert.Equal("TTLExpiredException", letter.Code);
        Assert.Null(letter.FirstFailedAt);
        Assert.DoesNotContain("does not know", letter.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_hold_every_letter_once_over_all_queues_and_by_filter()
    {
        await using var app = App.Create(azurite);
        for (var i = 0; i < 7; i++)
        {
            var code = i % 2 == 0 ? DeadLetterTable.Malformed : DeadLetterTable.StoreFailed;
            await Letters.PutAsideAsync(app, i < 4 ? QueueNames.OutageEvents : QueueNames.Imports, "s", new($"{{{i}"), code);
        }

        Assert.Equal([3, 3, 1], await SizesAsync(app, Letters.All, 3));
        Assert.Equal([2, 2], await SizesAsync(app, new(null, DeadLetterTable.Malformed), 2));
        Assert.Equal([2, 1], await SizesAsync(app, new(QueueNames.Imports, null), 2));
    }

    private static async Task<IReadOnlyList<int>> SizesAsync(App app, LetterFilter filter, int top)
    {
        var (ids, sizes) = (new List<string>(), new List<int>());
        LetterId? next = null;
        do
        {
            (var letters, next) = await app.Get<DeadLetterList>().ReadAsync(filter, top, LetterId.Parse(next?.ToString()), default);
            ids.AddRange(letters.Select(letter => letter.Id));
            if (letters.Count > 0)
                sizes.Add(letters.Count);
        }
        while (next is not null);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        return sizes;
    }
}
