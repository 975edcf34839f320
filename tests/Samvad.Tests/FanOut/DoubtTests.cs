using Samvad.Tests.Announcements;
using Samvad.Tests.Consumers;
using Samvad.Tests.Tracking;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.Tests.FanOut;

/// <summary>Messages that the provider may or may not have taken.</summary>
public sealed class DoubtTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Cancelled_between_a_lost_answer_and_the_next_attempt_the_ledger_still_learns_that_it_was_taken()
    {
        await using var app = await azurite.PlannedAsync(1);
        var id = await app.IdAsync();
        app.Provider.Answer = (message, call) =>
        {
            if (call > 1)
                return null;
            app.Provider.Take(message);
            app.DecideAsync(id, "pause").GetAwaiter().GetResult();
            return SendOutcome.Failed(FailureTable.NoAnswer);
        };
        await app.PassingAsync(app.DeliverAsync());
        Assert.True((await app.RowsAsync(id)).Single().InDoubt);
        app.Provider.Answer = null;
        await app.DoAsync(id, "cancel");
        Assert.Single(app.Provider.Accepted);
        Assert.Equal((1, 0), ((await app.CountsAsync(id)).Sent, (await app.CountsAsync(id)).Skipped.Count));
    }

    [Fact]
    public async Task A_lost_answer_followed_by_errors_is_asked_about_later_and_is_no_failure()
    {
        await using var app = await azurite.PlannedAsync(1);
        var id = await app.IdAsync();
        app.Provider.Answer = (message, call) =>
        {
            if (call == 1)
                app.Provider.Take(message);
            return SendOutcome.Failed(call == 1 ? FailureTable.NoAnswer : FailureTable.HttpServerError);
        };
        await app.PassingAsync(app.DeliverAsync());
        Assert.Equal(1, (await app.CountsAsync(id)).Held[HoldReason.OutcomeUnknown]);
        app.Provider.Answer = null;
        app.Time.Advance(TimeSpan.FromMinutes(2));
        await app.ComeBackAsync(id);
        Assert.Equal((1, 1), ((await app.CountsAsync(id)).Sent, app.Provider.Accepted.Count));
    }

    [Fact]
    public async Task Where_repeats_are_not_dropped_the_status_tells_that_it_was_taken()
    {
        await using var app = await azurite.PlannedAsync(1);
        var id = await LostAsync(app);
        await app.ApplyAsync((await app.RowsAsync(id)).Single().Lost("m1").WithCallback(id));
        app.Time.Advance(TimeSpan.FromMinutes(11));
        await app.ComeBackAsync(id);
        Assert.Equal((1, 1), (app.Provider.Calls, (await app.CountsAsync(id)).Delivered));
    }

    [Fact]
    public async Task Where_repeats_are_not_dropped_it_is_sent_again_only_when_no_status_came_for_long()
    {
        await using var app = await azurite.PlannedAsync(1);
        var id = await LostAsync(app);
        app.Time.Advance(TimeSpan.FromMinutes(9));
        await app.ComeBackAsync(id);
        Assert.Equal(1, app.Provider.Calls);
        app.Time.Advance(TimeSpan.FromMinutes(2));
        await app.ComeBackAsync(id);
        Assert.Equal((2, 1), (app.Provider.Calls, (await app.CountsAsync(id)).Sent));
    }

    private static async Task<string> LostAsync(App app)
    {
        app.Provider.DropsRepeats = false;
        app.Provider.Answer = (_, call) => call == 1 ? SendOutcome.Failed(FailureTable.NoAnswer) : null;
        await app.DeliverAsync();
        var id = await app.IdAsync();
        Assert.Equal(1, (await app.CountsAsync(id)).Held[HoldReason.OutcomeUnknown]);
        return id;
    }
}

internal static class LostExtensions
{
    /// <summary>A status under an id that nobody wrote down.</summary>
    public static StatusEvent Lost(this Delivery delivery, string messageId) =>
        new(messageId, delivery.Address, "Delivered", null, App.Start.AddMinutes(1), default);
}
