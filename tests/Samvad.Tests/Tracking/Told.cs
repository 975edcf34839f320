using Samvad.Outages;
using Samvad.Tests.Consumers;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.Tests.Tracking;

/// <summary>An app that told group A of an outage: the first people of <see cref="Some"/>, each once.</summary>
internal static class Told
{
    public static readonly string[] Life = ["Sent", "Delivered", "Read"];

    public static async Task<App> ToldAsync(this AzuriteFixture azurite, int people)
    {
        var app = App.Create(azurite);
        await app.ImportAsync(
            Some.Offices,
            Some.Groups,
            Some.MembersHeader + string.Concat(Enumerable.Range(1, people).Select(person => Some.Row("A", person, person))));
        await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed));
        return app;
    }

    public static async Task<(string Id, IReadOnlyList<Delivery> Deliveries)> DeliveriesAsync(this App app)
    {
        var id = (await app.Get<OutageStore>().FindAsync("oms", "o1", default))!.AnnouncementId!;
        return (id, (await app.Ledger.ReadAsync(id, "A", default)).SelectMany(page => page.Deliveries).ToArray());
    }

    public static Task<IReadOnlyList<StatusEvent>> ApplyAsync(this App app, params StatusEvent[] events) =>
        app.Get<StatusIntake>().ApplyAsync(events, default);

    public static StatusEvent Event(this Delivery delivery, string status, string? code = null, int minute = 1) =>
        new(delivery.MessageId!, delivery.Address, status, code, App.Start.AddMinutes(minute), default);

    /// <summary>As a provider sends it that carries callbacks.</summary>
    public static StatusEvent WithCallback(this StatusEvent status, string announcement, string group = "A") => status with
    {
        Callback = new DeliveryCallback(announcement, group, 0, MessageIds.Of(announcement, status.To!, 0)).Format(),
    };
}
