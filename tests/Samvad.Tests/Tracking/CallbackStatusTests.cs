using Samvad.Tracking;

namespace Samvad.Tests.Tracking;

public sealed class CallbackStatusTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_callback_leads_to_the_page_also_where_the_person_is_hidden()
    {
        await using var app = await azurite.ToldAsync(3);
        var (id, deliveries) = await app.DeliveriesAsync();
        var hidden = deliveries[1].Event("Read").WithCallback(id) with { To = null };
        Assert.Empty(await app.ApplyAsync(deliveries[0].Event("Delivered").WithCallback(id), hidden));
        var counts = await app.CountsAsync(id);
        Assert.Equal((2, 1), (counts.Delivered, counts.Read));
    }

    [Fact]
    public async Task A_send_that_had_no_answer_takes_its_message_id_from_the_status()
    {
        await using var app = await azurite.ToldAsync(2);
        var (id, _) = await app.DeliveriesAsync();
        var page = (await app.Ledger.FindAsync(id, "A", 0, default))!;
        var unanswered = new Delivery { Address = page.Deliveries[0].Address, Member = "m", Language = "mr" };
        page.Deliveries[0] = unanswered;
        await app.Ledger.SaveAsync(page, default);

        unanswered.MessageId = "wamid.1";
        Assert.Empty(await app.ApplyAsync(unanswered.Event("Delivered").WithCallback(id)));

        var stored = (await app.DeliveriesAsync()).Deliveries[0];
        Assert.Equal(("wamid.1", DeliveryStatus.Delivered), (stored.MessageId, stored.Status));
        Assert.Empty(await app.ApplyAsync(unanswered.Event("Read")));
        Assert.Equal(1, (await app.CountsAsync(id)).Read);
    }

    [Fact]
    public async Task A_message_that_left_twice_is_one_delivery()
    {
        await using var app = await azurite.ToldAsync(1);
        var (id, deliveries) = await app.DeliveriesAsync();
        var other = deliveries[0].Event("Delivered").WithCallback(id) with { MessageId = "the other" };
        Assert.Empty(await app.ApplyAsync(other, deliveries[0].Event("Sent").WithCallback(id)));
        Assert.Equal(1, (await app.CountsAsync(id)).Delivered);
    }

    [Fact]
    public async Task A_callback_to_another_page_or_person_changes_nothing_and_comes_back()
    {
        await using var app = await azurite.ToldAsync(1);
        var (id, deliveries) = await app.DeliveriesAsync();
        var unknown = deliveries[0].Event("Read") with { MessageId = "x" };
        var nowhere = unknown.WithCallback(id, group: "B");
        var nobody = unknown with { To = "+919000000000", MessageId = "y" };
        nobody = nobody.WithCallback(id);
        var odd = unknown.WithCallback("no announcement") with { MessageId = "z" };
        Assert.Equal([nowhere, nobody, odd], await app.ApplyAsync(nowhere, nobody, odd));
        Assert.Equal(0, (await app.CountsAsync(id)).Read);
    }
}
