using Azure.Core;
using Samvad.Tests.Consumers;
using Samvad.Tickets;
using Samvad.WhatsApp;

namespace Samvad.Tests.Tickets;

/// <summary>Killed before any of the writes of a step: the repeated message, or the timer, finishes it once.</summary>
public sealed class TicketCrashTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Wherever_opening_is_cut_off_there_is_one_ticket_and_its_owner_is_told_once(bool repeated)
    {
        var crash = new CrashAfter();
        await using var app = await azurite.OfficeAsync(options => options.AddPolicy(crash, HttpPipelinePosition.PerCall));
        for (var writes = 0; ; writes++)
        {
            var report = Office.Report(1, cause: $"c{writes}", transformer: $"T-{writes}");
            var before = app.Told(Office.Janamitra).Count;
            crash.Arm(writes);
            var cut = await CutAsync(() => app.OpenAsync(report), crash);
            // Without the message again, somebody else at the place helps.
            var other = Office.Report(2, cause: $"d{writes}", transformer: $"T-{writes}");
            var ticket = await app.OpenAsync(repeated ? report : other);
            await app.LaterAsync(TimeSpan.FromMinutes(2));
            Assert.Equal(ticket.Number, (await app.OpenAsync(other)).Number);
            Assert.Equal(before + 1, app.Told(Office.Janamitra).Count);
            await app.LaterAsync(TimeSpan.FromHours(5));
            Assert.Equal(3, (await app.NowAsync(ticket)).Rung);
            if (!cut)
                break;
        }
    }

    [Fact]
    public async Task Wherever_a_resolution_is_cut_off_everybody_hears_of_it_once()
    {
        var crash = new CrashAfter();
        await using var app = await azurite.OfficeAsync(options => options.AddPolicy(crash, HttpPipelinePosition.PerCall));
        for (var writes = 0; ; writes++)
        {
            var ticket = await app.OpenAsync(Office.Report(1, cause: $"c{writes}", transformer: $"T-{writes}"));
            await app.OpenAsync(Office.Report(2, cause: $"d{writes}", transformer: $"T-{writes}"));
            var desk = app.Get<TicketDesk>();
            await desk.HearStaffAsync(Office.Press(Office.Janamitra, TicketButton.Done, ticket, $"p{writes}"), null, default);
            var letter = Office.Say(Office.Janamitra, "no photo", $"n{writes}");
            crash.Arm(writes);
            var cut = await CutAsync(() => desk.HearStaffAsync(letter, null, default), crash);
            // The ticket was written, or the message comes again.
            if ((await app.NowAsync(ticket)).IsOpen)
                await desk.HearStaffAsync(letter, null, default);
            await app.LaterAsync(TimeSpan.FromMinutes(2));
            await app.LaterAsync(TimeSpan.FromMinutes(2));
            Assert.Equal(writes + 1, app.Told(Some.Address(1)).Count);
            Assert.Equal(writes + 1, app.Told(Some.Address(2)).Count);
            if (!cut)
                break;
        }
    }

    [Fact]
    public async Task Wherever_a_climb_is_cut_off_the_level_hears_of_it_once()
    {
        var crash = new CrashAfter();
        await using var app = await azurite.OfficeAsync(options => options.AddPolicy(crash, HttpPipelinePosition.PerCall));
        for (var writes = 0; ; writes++)
        {
            var ticket = await app.OpenAsync(Office.Report(1, cause: $"c{writes}", transformer: $"T-{writes}"));
            crash.Arm(writes);
            await app.LaterAsync(TimeSpan.FromMinutes(16));
            var cut = crash.Crashed;
            crash.Arm(int.MaxValue - 1);
            await app.LaterAsync(TimeSpan.FromMinutes(1));
            await app.LaterAsync(TimeSpan.FromMinutes(1));
            Assert.Equal(writes + 1, app.Told(Office.Section).Count);
            Assert.Equal(1, (await app.NowAsync(ticket)).Rung);
            await app.Get<TicketChanges>().TakeAsync(
                ticket.Number, one => app.Get<TicketSteps>().Resolve(one, "test", "done", null, app.Time.GetUtcNow()), default);
            if (!cut)
                break;
        }
    }

    [Fact]
    public async Task Who_reports_does_not_wait_for_staff_whom_the_provider_leaves_in_doubt_and_staff_is_told_in_the_end()
    {
        await using var app = await azurite.OfficeAsync();
        app.Provider.DropsRepeats = false;
        app.Provider.Answer = (message, _) => message.To == Office.Janamitra ? SendOutcome.Failed(FailureTable.NoAnswer) : null;
        var ticket = await app.OpenAsync(Office.Report(1));
        await app.LaterAsync(TimeSpan.FromSeconds(61));
        Assert.Empty(app.Told(Office.Janamitra));
        app.Provider.Answer = null;
        await app.LaterAsync(TimeSpan.FromMinutes(2));
        await app.LaterAsync(TimeSpan.FromMinutes(2));
        Assert.Single(app.Told(Office.Janamitra));
        Assert.True((await app.NowAsync(ticket)).IsOpen);
    }

    private static async Task<bool> CutAsync(Func<Task> work, CrashAfter crash)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (crash.Crashed)
        {
        }

        var cut = crash.Crashed;
        crash.Arm(int.MaxValue - 1);
        return cut;
    }
}
