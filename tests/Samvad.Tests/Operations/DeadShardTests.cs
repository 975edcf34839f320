using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;
using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.Operations;
using Samvad.Outages;
using Samvad.Storage;
using Samvad.Tests.Consumers;

namespace Samvad.Tests.Operations;

public sealed class DeadShardTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_shard_of_a_deleted_group_is_put_aside_at_once_and_the_announcement_finishes()
    {
        await using var app = await AppAsync(Some.Row("A", 1, 1), Some.Row("B", 1, 2));
        var id = await PlanAsync(app);
        await DeleteAsync(app, "B");
        await Letters.DeliverNextAsync(app, "A");
        Assert.Equal(1, await Letters.DeliverNextAsync(app, "B"));
        var letter = Assert.Single(await Letters.ReadAsync(app));
        Assert.Equal((DeadLetterTable.GroupDeleted, new LetterSubject(id, "B")), (letter.Code, letter.What));
        Assert.Equal(1, (await app.CountsAsync(id)).Audience);
        await app.Get<SumUpAnnouncements>().Run(new TimerInfo(), default);
        Assert.Equal(AnnouncementState.Finished, (await app.Get<AnnouncementStore>().FindHeaderAsync(id, default))!.State);
    }

    [Fact]
    public async Task A_group_that_was_imported_again_is_told_by_a_replay()
    {
        await using var app = await AppAsync(Some.Row("A", 1, 1), Some.Row("B", 1, 2));
        var id = await PlanAsync(app);
        await DeleteAsync(app, "B");
        await Letters.DeliverNextAsync(app, "B");
        await app.ImportAsync(Some.Groups, Some.MembersHeader + Some.Row("B", 1, 2) + Some.Row("B", 2, 3));
        Assert.Equal(1, await app.Get<Replay>().AllAsync(Letters.All, default));
        await Letters.DeliverNextAsync(app, "B");
        Assert.Equal([Some.Address(2), Some.Address(3)], app.Provider.Accepted.Select(message => message.To).Order());
        Assert.Equal(2, (await app.CountsAsync(id)).Sent);
    }

    [Fact]
    public async Task A_group_without_members_is_no_deleted_one()
    {
        await using var app = await AppAsync(Some.Row("A", 1, 1));
        await PlanAsync(app);
        await app.Get<MemberPages>().SaveAsync(
            "A", [], (await app.Get<MemberPages>().LoadAsync("A", default)).Rows, default);
        await Letters.DeliverNextAsync(app, "A");
        Assert.Empty(await Letters.ReadAsync(app));
    }

    [Fact]
    public async Task A_store_that_fails_is_tried_to_the_last_delivery_and_a_replay_tells_everybody_once()
    {
        var store = new FailingLedger();
        await using var app = await AppAsync(
            options => options.AddPolicy(store, HttpPipelinePosition.PerCall), Some.Row("A", 1, 1), Some.Row("A", 2, 2));
        var id = await PlanAsync(app);
        // Breaks after the messages left and before the ledger knows.
        store.Fails = true;
        for (var delivery = 1; delivery <= QueueNames.MaxDeliveryCount; delivery++)
            Assert.Equal(delivery, await Letters.DeliverNextAsync(app, "A"));
        var letter = Assert.Single(await Letters.ReadAsync(app));
        Assert.Equal((DeadLetterTable.StoreFailed, QueueNames.MaxDeliveryCount), (letter.Code, letter.DeliveryCount));
        Assert.True(letter.LastFailedAt - letter.FirstFailedAt > TimeSpan.FromMinutes(10));

        store.Fails = false;
        Assert.Equal(1, await app.Get<Replay>().OneAsync(LetterId.Parse(letter.Id)!.Value, default));
        await Letters.DeliverNextAsync(app, "A");
        Assert.Equal([Some.Address(1), Some.Address(2)], app.Provider.Accepted.Select(message => message.To).Order());
        Assert.Equal(2, (await app.CountsAsync(id)).Sent);
    }

    private Task<App> AppAsync(params string[] members) => AppAsync(null, members);

    private async Task<App> AppAsync(Action<TableClientOptions>? tables, params string[] members)
    {
        var app = App.Create(azurite, tables);
        await app.ImportAsync(Some.Offices, Some.Groups, Some.MembersHeader + string.Concat(members));
        return app;
    }

    private static async Task<string> PlanAsync(App app)
    {
        await app.Get<OutageLifecycle>().ApplyAsync(app.Report("o1", 1, OutageState.Confirmed), default);
        var id = (await app.Get<OutageStore>().FindAsync("oms", "o1", default))!.AnnouncementId!;
        await app.Get<Planning>().PlanAsync(new PlanRequest(id), default);
        return id;
    }

    private static async Task DeleteAsync(App app, string group)
    {
        var members = app.Get<MemberPages>();
        await members.SaveAsync(group, [], (await members.LoadAsync(group, default)).Rows, default);
        await app.Get<Groups>().DeleteAsync(group, default);
    }

    private sealed class FailingLedger : HttpPipelineSynchronousPolicy
    {
        public bool Fails { get; set; }

        public override void OnSendingRequest(HttpMessage message)
        {
            if (Fails && message.Request.Method == RequestMethod.Put
                && message.Request.Uri.Path.Contains("Ledger", StringComparison.Ordinal))
                throw new Azure.RequestFailedException(503, "Busy.");
        }
    }
}
