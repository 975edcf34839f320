using System.Text;
using Samvad.Consumers;
using Samvad.Operations;
using Samvad.Storage;
using Samvad.Tests.Consumers;

namespace Samvad.Tests.Operations;

public sealed class WatchDeadLettersTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task An_alert_stands_for_each_code_of_a_queue_until_its_letters_are_gone()
    {
        await using var app = App.Create(azurite);
        foreach (var code in (string[])[DeadLetterTable.Malformed, DeadLetterTable.Malformed, "MaxDeliveryCountExceeded"])
            await Letters.PutAsideAsync(app, QueueNames.OutageEvents, "s", new("{"), code);
        await Letters.WatchAsync(app);
        await Letters.WatchAsync(app);
        Assert.Equal(
            ["outage-events/MaxDeliveryCountExceeded", "outage-events/malformed"],
            (await app.Get<Alerts>().ListAsync(open: true, 10, default)).Select(alert => alert.Subject).Order(StringComparer.Ordinal));

        await app.Get<Replay>().AllAsync(new(null, DeadLetterTable.Malformed), default);
        await Letters.WatchAsync(app);
        Assert.Equal(
            "outage-events/MaxDeliveryCountExceeded", Assert.Single(await app.Get<Alerts>().ListAsync(open: true, 10, default)).Subject);
        Assert.Equal(
            "outage-events/malformed", Assert.Single(await app.Get<Alerts>().ListAsync(open: false, 10, default)).Subject);
    }

    [Fact]
    public async Task An_import_that_was_put_aside_is_failed_with_its_code_and_a_replay_goes_on_with_its_file()
    {
        await using var app = App.Create(azurite);
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(Some.Offices));
        var id = (await app.Get<ImportIntake>().AcceptAsync(file, null, default)).Import!.Id;
        await Letters.PutAsideNextAsync(app, QueueNames.Imports, "imports", DeadLetterTable.StoreFailed);
        await Letters.WatchAsync(app);
        var failed = (await app.Get<ImportLog>().FindAsync(id, default))!;
        Assert.Equal((ImportStatus.Failed, DeadLetterTable.StoreFailed), (failed.Status, failed.Code));
        Assert.Equal(new LetterSubject(Import: id), Assert.Single(await Letters.ReadAsync(app)).What);

        Assert.Equal(1, await app.Get<Replay>().AllAsync(Letters.All, default));
        Assert.Equal(id, Assert.Single(await Letters.QueuedAsync(app, QueueNames.Imports)).Body.ToString());
        await app.Get<ImportRun>().RunAsync(id, default);
        var finished = (await app.Get<ImportLog>().FindAsync(id, default))!;
        Assert.Equal((ImportStatus.Finished, null, 3L), (finished.Status, finished.Code, finished.Accepted));
    }

    [Fact]
    public async Task A_letter_that_a_crashed_replay_left_behind_does_not_fail_its_import_again()
    {
        await using var app = App.Create(azurite);
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(Some.Offices));
        var id = (await app.Get<ImportIntake>().AcceptAsync(file, null, default)).Import!.Id;
        var log = app.Get<ImportLog>();
        await log.PutAsideAsync(id, 5, DeadLetterTable.StoreFailed, App.Start, default);
        var running = await log.SaveAsync(
            (await log.FindAsync(id, default))! with { Status = ImportStatus.Running, Code = null }, default);
        await log.PutAsideAsync(id, 5, DeadLetterTable.StoreFailed, App.Start, default);
        Assert.Equal(ImportStatus.Running, (await log.FindAsync(id, default))!.Status);
        await log.PutAsideAsync(id, 9, DeadLetterTable.TimedOut, App.Start, default);
        Assert.Equal(DeadLetterTable.TimedOut, (await log.FindAsync(id, default))!.Code);
        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => log.SaveAsync(running, default));
    }
}
