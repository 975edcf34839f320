using CsCheck;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.Tests.Tracking;

public sealed class StatusOrderTests(AzuriteFixture azurite)
{
    private static readonly Gen<DeliveryStatus[]> Reported =
        Gen.Int[(int)DeliveryStatus.Sent, (int)DeliveryStatus.Failed].Select(status => (DeliveryStatus)status).Array[1, 8];

    [Fact]
    public void Any_order_of_the_same_statuses_with_any_repetition_ends_the_same() =>
        Gen.Select(Reported, Gen.Int[0, int.MaxValue]).Sample((statuses, seed) =>
        {
            var random = new Random(seed);
            var mixed = statuses.Concat(statuses.Where(_ => random.Next(2) == 0)).ToArray();
            random.Shuffle(mixed);
            Assert.Equal(EndOf(statuses), EndOf(mixed));
        });

    [Fact]
    public async Task Batches_of_two_processes_in_any_order_end_as_each_person_got_furthest()
    {
        await using var app = await azurite.ToldAsync(30);
        var (id, deliveries) = await app.DeliveriesAsync();
        var random = new Random(11);
        var events = deliveries
            .SelectMany((delivery, index) => Told.Life.Take(1 + index % 3).Select(status => delivery.Event(status)))
            .SelectMany(status => Enumerable.Repeat(random.Next(2) == 0 ? status : status.WithCallback(id), 1 + random.Next(3)))
            .ToArray();
        random.Shuffle(events);
        StatusIntake[] processes = [app.Another<StatusIntake>(), app.Another<StatusIntake>()];
        await Task.WhenAll(events.Chunk(9).Chunk(2).Select((pair, at) => Task.WhenAll(
            pair.Select((batch, half) => processes[(at + half) % 2].ApplyAsync(batch, default)))));
        var counts = await app.CountsAsync(id);
        Assert.Equal((30, 30, 20, 10), (counts.Audience, counts.Sent, counts.Delivered, counts.Read));
    }

    [Fact]
    public async Task A_page_that_others_wrote_since_is_read_again_where_it_lacks_a_message()
    {
        await using var app = await azurite.ToldAsync(2);
        var (id, deliveries) = await app.DeliveriesAsync();
        var page = (await app.Ledger.FindAsync(id, "A", 0, default))!;
        page.Deliveries[1] = new Delivery { Address = page.Deliveries[1].Address, Member = "m", Language = "mr" };
        await app.Ledger.SaveAsync(page, default);
        await app.ApplyAsync(deliveries[0].Event("Sent"));
        page.Deliveries[1].MessageId = "sent meanwhile";
        page.Deliveries[1].Advance(DeliveryStatus.Accepted, null, 1);
        await app.Ledger.SaveAsync(page, default);
        Assert.Empty(await app.ApplyAsync(page.Deliveries[1].Event("Delivered"), deliveries[0].Event("Read")));
        var counts = await app.CountsAsync(id);
        Assert.Equal((2, 1), (counts.Delivered, counts.Read));
    }

    private static (DeliveryStatus, string?) EndOf(IEnumerable<DeliveryStatus> statuses)
    {
        var delivery = new Delivery { Address = "a", Member = "m", Language = "mr", Status = DeliveryStatus.Accepted };
        foreach (var status in statuses)
            delivery.Advance(status, "131026", 1);
        return (delivery.Status, delivery.Code);
    }
}
