using Azure;
using Azure.Data.Tables;
using Samvad.Consumers;
using Samvad.Outages;
using Samvad.Privacy;
using Samvad.Storage;
using Samvad.Tests.Consumers;
using Samvad.Tickets;
using Letters = Samvad.Tests.Operations.Letters;
using Office = Samvad.Tests.Tickets.Office;

namespace Samvad.Tests.Privacy;

/// <summary>In a store of its own: with a clock that is years ahead, what other tests keep would be old.</summary>
public sealed class RetentionTests : IAsyncLifetime
{
    private readonly AzuriteFixture _azurite = new();

    public ValueTask InitializeAsync() => _azurite.InitializeAsync();

    public ValueTask DisposeAsync() => _azurite.DisposeAsync();

    [Fact]
    public async Task What_is_young_is_kept_and_what_is_old_goes_with_all_that_belongs_to_it()
    {
        await using var app = await Office.OfficeAsync(_azurite);
        // Rows are as old as the store's clock says, which is the real one.
        var real = TimeProvider.System.GetUtcNow();
        app.Time.SetUtcNow(real);
        var told = (await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed) with { Start = real.AddMinutes(-10) }))!;
        var ticket = await Office.OpenAsync(app, Office.Report());
        await Office.OpenAsync(app, Office.Report(2));
        await Letters.PutAsideAsync(app, QueueNames.Inbound, "s", BinaryData.FromString("x"), "malformed");
        var media = _azurite.Blobs.GetBlobContainerClient(MediaLinks.Container);
        await media.CreateIfNotExistsAsync();
        var picture = media.GetBlobClient(Guid.NewGuid().ToString("n"));
        await picture.UploadAsync(BinaryData.FromString("picture"));

        var now = await app.Get<Retention>().RunAsync(default);
        Assert.Equal(0, now.Values.Sum());
        Assert.Equal(17, now.Count);

        app.Time.SetUtcNow(real.AddDays(100));
        var soon = await app.Get<Retention>().RunAsync(default);
        Assert.True(soon["told-today"] > 0 && soon["dead-letters"] == 1 && soon["imports"] > 0 && soon["media"] > 0);
        Assert.Equal((0, 0, 0), (soon["ledgers"], soon["announcements"], soon["tickets"]));
        Assert.False(await picture.ExistsAsync());
        Assert.NotEmpty(await app.Ledger.ReadAsync(told, "A", default));
        Assert.NotNull(await app.Get<TicketDesk>().FindAsync(ticket.Number, default));

        app.Time.SetUtcNow(real.AddDays(500));
        var late = await app.Get<Retention>().RunAsync(default);
        Assert.True(late["ledgers"] >= 1 && late["announcements"] > 0);
        Assert.Equal(0, late["tickets"]);
        Assert.Empty(await app.Ledger.ReadAsync(told, "A", default));
    }

    [Fact]
    public async Task A_closed_ticket_goes_with_its_followers_after_three_years_and_an_open_one_stays()
    {
        await using var app = await Office.OfficeAsync(_azurite);
        var closed = await Office.OpenAsync(app, Office.Report());
        await Office.OpenAsync(app, Office.Report(2));
        var open = await Office.OpenAsync(app, Office.Report(3, cause: "other", transformer: "T-9"));
        var row = (await app.Get<TicketStore>().FindAsync(closed.Number, default))!;
        Assert.True(await app.Get<TicketStore>().TryUpdateAsync(row.Ticket with { State = TicketState.Closed }, row.Tag, default));
        app.Time.SetUtcNow(TimeProvider.System.GetUtcNow().AddDays(1097));
        Assert.Equal(1, (await app.Get<Retention>().RunAsync(default))["tickets"]);
        Assert.Null(await app.Get<TicketDesk>().FindAsync(closed.Number, default));
        Assert.Empty(await app.Get<TicketFollowers>().OfAsync(closed.Number, default));
        Assert.NotNull(await app.Get<TicketDesk>().FindAsync(open.Number, default));
        Assert.Equal(0, (await app.Get<Retention>().RunAsync(default))["tickets"]);
    }

    [Fact]
    public async Task What_cannot_be_removed_raises_an_alert_and_keeps_nothing_else()
    {
        var refuse = new Refusing();
        await using var app = App.Create(_azurite, tables =>
        {
            tables.Retry.MaxRetries = 0;
            tables.AddPolicy(refuse, Azure.Core.HttpPipelinePosition.PerCall);
        });
        refuse.On = true;
        var removed = await app.Get<Retention>().RunAsync(default);
        Assert.False(removed.ContainsKey("told-lately"));
        Assert.Equal(16, removed.Count);
        var alert = Assert.Single(await app.Get<Samvad.Operations.Alerts>().ListAsync(open: true, 10, default));
        Assert.Equal(("retention-failed", "told-lately"), (alert.Kind, alert.Subject));
        refuse.On = false;
        await app.Get<Retention>().RunAsync(default);
        Assert.Empty(await app.Get<Samvad.Operations.Alerts>().ListAsync(open: true, 10, default));
    }

    private sealed class Refusing : Azure.Core.Pipeline.HttpPipelineSynchronousPolicy
    {
        public bool On { get; set; }

        public override void OnSendingRequest(Azure.Core.HttpMessage message)
        {
            if (On && message.Request.Uri.Path.Contains("ToldLately", StringComparison.Ordinal))
                throw new RequestFailedException(403, "Not allowed.");
        }
    }
}
