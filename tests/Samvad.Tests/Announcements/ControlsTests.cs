using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Samvad.Announcements;
using Samvad.Outages;
using Samvad.Tests.Consumers;
using Samvad.Tests.Tracking;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.Tests.Announcements;

public sealed class ControlsTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_pause_loses_nothing_and_resuming_sends_only_what_is_missing()
    {
        await using var app = await azurite.PlannedAsync(60);
        app.Get<IOptions<WhatsAppOptions>>().Value.MaxInFlightPerShard = 16;
        var id = await PausedOnTheWayAsync(app);
        var counts = await app.CountsAsync(id);
        Assert.InRange(counts.Sent, 5, 30);
        Assert.Equal((60, 60 - counts.Sent), (counts.Audience, counts.Held[HoldReason.Paused]));
        Assert.Equal("paused", await app.StateAsync(id));

        await app.DoAsync(id, "resume");
        Assert.Equal((60, 60), (app.Provider.Calls, app.Provider.Accepted.Select(message => message.To).Distinct().Count()));
        Assert.Equal("finished", await app.StateAsync(id));
    }

    [Fact]
    public async Task Cancelling_makes_the_rest_final_as_cancelled()
    {
        await using var app = await azurite.PlannedAsync(60);
        var id = await PausedOnTheWayAsync(app);
        var sent = app.Provider.Accepted.Count;
        await app.DoAsync(id, "cancel");
        var counts = await app.CountsAsync(id);
        Assert.Equal((sent, 60 - sent, 0), (counts.Sent, counts.Skipped[SkipReason.Cancelled], counts.Queued));
        Assert.Equal(sent, app.Provider.Calls);
        Assert.Equal("cancelled", await app.StateAsync(id));
    }

    [Fact]
    public async Task Retrying_touches_only_what_can_be_mended_and_keeps_the_id_of_what_was_never_taken()
    {
        await using var app = await azurite.PlannedAsync(4, maxAttempts: 1);
        var id = await app.IdAsync();
        var asked = new ConcurrentQueue<OutgoingMessage>();
        app.Provider.Answer = (message, _) =>
        {
            asked.Enqueue(message);
            return message.To == Some.Address(1) ? SendOutcome.Failed(FailureTable.HttpRefused)
                : message.To == Some.Address(2) ? SendOutcome.Failed(FailureTable.HttpServerError)
                : null;
        };
        await app.DeliverAsync();
        await app.ApplyAsync((await app.RowsAsync(id))[2].Event("Failed", "132001"));
        await app.DecideAsync(id, "resume");
        app.Provider.Answer = (message, _) =>
        {
            asked.Enqueue(message);
            return null;
        };
        await app.DoAsync(id, "retry-failed");

        var counts = await app.CountsAsync(id);
        Assert.Equal((3, 1), (counts.Sent, counts.Failed[FailureTable.HttpRefused]));
        var ids = asked.ToLookup(message => message.To, message => message.Id);
        Assert.Equal((1, 2, 2, 1), (Count(1), Count(2), Count(3), Count(4)));
        Assert.Single(ids[Some.Address(2)].Distinct());
        Assert.Equal(2, ids[Some.Address(3)].Distinct().Count());

        int Count(int person) => ids[Some.Address(person)].Count();
    }

    [Fact]
    public async Task A_demand_for_the_failed_ones_opens_a_finished_announcement_until_it_is_heeded()
    {
        await using var app = await azurite.PlannedAsync(2, maxAttempts: 1);
        var id = await app.IdAsync();
        app.Provider.Answer = (_, _) => SendOutcome.Failed(FailureTable.HttpServerError);
        await app.DeliverAsync();
        Assert.Equal("finished", await app.StateAsync(id));
        await app.DecideAsync(id, "retry-failed");
        Assert.Equal("planned", await app.StateAsync(id));
        app.Provider.Answer = null;
        await app.PlanAsync();
        Assert.Equal("planned", await app.StateAsync(id));
        await app.DeliverAsync();
        Assert.Equal("finished", await app.StateAsync(id));
        Assert.Equal(2, app.Provider.Accepted.Count);
    }

    [Fact]
    public async Task News_of_the_outage_supersede_what_is_held()
    {
        await using var app = await azurite.PlannedAsync(60);
        var id = await PausedOnTheWayAsync(app);
        var sent = app.Provider.Accepted.Count;
        await app.TellAsync(app.Report("o1", 2, OutageState.Restored));
        await app.WorkOffAsync();
        var counts = await app.CountsAsync(id);
        Assert.Equal((sent, 60 - sent), (counts.Sent, counts.Skipped[SkipReason.Superseded]));
        Assert.StartsWith("Announcement ", (await app.DecideAsync(id, "retry-failed")).RefusalOf());
    }

    [Fact]
    public async Task A_paused_announcement_that_expires_finishes()
    {
        await using var app = await azurite.PlannedAsync(3);
        var id = await app.IdAsync();
        await app.DoAsync(id, "pause");
        Assert.Equal("paused", await app.StateAsync(id));
        app.Time.Advance(TimeSpan.FromHours(5));
        Assert.Equal("paused", await app.StateAsync(id));
        await app.WorkOffAsync();
        Assert.Equal("finished", await app.StateAsync(id));
        Assert.Equal(3, (await app.CountsAsync(id)).Skipped[SkipReason.Expired]);
    }

    [Fact]
    public async Task Parked_because_its_template_is_refused_it_goes_on_when_resumed()
    {
        await using var app = await azurite.PlannedAsync(3);
        var id = await app.IdAsync();
        app.Provider.Answer = (_, _) => SendOutcome.Failed("132001");
        await app.DeliverAsync();
        Assert.Equal(("parked", "132001"), (await app.StateAsync(id), (await app.HeaderAsync(id)).Control.Reason));
        Assert.Equal(3, (await app.CountsAsync(id)).Held[HoldReason.Parked]);
        app.Provider.Answer = null;
        await app.DoAsync(id, "resume");
        Assert.Equal((3, "finished"), (app.Provider.Accepted.Count, await app.StateAsync(id)));
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_with_the_reason()
    {
        await using var app = await azurite.PlannedAsync(1);
        var id = await app.IdAsync();
        await app.DeliverAsync();
        Assert.Equal("finished", await app.StateAsync(id));
        Assert.Equal("It is over: nothing is left to pause.", (await app.DecideAsync(id, "pause")).RefusalOf());
        Assert.Equal(
            "It is finished: everybody has been told or has a final reason.", (await app.DecideAsync(id, "cancel")).RefusalOf());
        app.Time.Advance(TimeSpan.FromHours(5));
        Assert.Contains("is no news any more", (await app.DecideAsync(id, "retry-failed")).RefusalOf());
    }

    [Fact]
    public async Task What_was_cancelled_stays_cancelled()
    {
        await using var app = await azurite.PlannedAsync(1);
        var id = await app.IdAsync();
        await app.DoAsync(id, "cancel");
        Assert.Equal(
            "It was cancelled, which cannot be taken back. Make a new announcement.", (await app.DecideAsync(id, "resume")).RefusalOf());
        Assert.Equal("It was cancelled. Make a new announcement.", (await app.DecideAsync(id, "retry-failed")).RefusalOf());
        Assert.Null((await app.DecideAsync(id, "cancel")).RefusalOf());
        Assert.Empty(app.Provider.Accepted);
    }

    /// <summary>Paused when the fifth message leaves.</summary>
    private static async Task<string> PausedOnTheWayAsync(App app)
    {
        var id = await app.IdAsync();
        using var paused = new ManualResetEventSlim();
        app.Provider.Answer = (_, call) =>
        {
            // Those that are under way meanwhile arrive after the pause is in force.
            if (call == 5)
            {
                app.DecideAsync(id, "pause").GetAwaiter().GetResult();
                paused.Set();
            }
            else if (call > 5)
            {
                paused.Wait();
            }

            return null;
        };
        await app.DeliverAsync();
        app.Provider.Answer = (_, _) => null;
        return id;
    }
}
