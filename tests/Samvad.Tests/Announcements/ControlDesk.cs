using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Samvad.Announcements;
using Samvad.FanOut;
using Samvad.Outages;
using Samvad.Tests.Consumers;
using Samvad.Tracking;

namespace Samvad.Tests.Announcements;

/// <summary>An operator at an app that is about to tell group A of an outage.</summary>
internal static class ControlDesk
{
    public static async Task<App> PlannedAsync(this AzuriteFixture azurite, int people, int maxAttempts = 3)
    {
        var app = App.Create(azurite, maxAttempts: maxAttempts);
        await app.ImportAsync(
            Some.Offices,
            Some.Groups,
            Some.MembersHeader + string.Concat(Enumerable.Range(1, people).Select(person => Some.Row("A", person, person))));
        await app.Get<OutageLifecycle>().ApplyAsync(app.Report("o1", 1, OutageState.Confirmed), default);
        await app.PlanAsync();
        return app;
    }

    public static async Task<string> IdAsync(this App app) =>
        (await app.Get<OutageStore>().FindAsync("oms", "o1", default))!.AnnouncementId!;

    /// <summary>Does it, and lets the queues be worked off.</summary>
    public static async Task<IResult> DoAsync(this App app, string id, string action)
    {
        var result = await app.DecideAsync(id, action);
        await app.WorkOffAsync();
        return result;
    }

    public static Task<IResult> DecideAsync(this App app, string id, string action) =>
        app.Get<ControlFunctions>().ControlAnnouncement(new DefaultHttpContext().By().Request, id, action, default);

    public static async Task WorkOffAsync(this App app)
    {
        await app.PlanAsync();
        await app.DeliverAsync();
    }

    /// <summary>Lets time pass while the work goes on.</summary>
    public static async Task PassingAsync(this App app, Task work)
    {
        while (!work.IsCompleted)
        {
            app.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(work, Task.Delay(2));
        }

        await work;
    }

    /// <summary>A shard that was to come later.</summary>
    public static Task ComeBackAsync(this App app, string id) => app.Get<ShardDelivery>().DeliverAsync(
        new Shard(id, "A", "SEC-1", new("शाखा १", "शाखा १", "Section 1"), Whole: false, Again: true), again: true, default);

    public static async Task<AnnouncementHeader> HeaderAsync(this App app, string id) =>
        (await app.Get<AnnouncementStore>().FindHeaderAsync(id, default))!;

    public static async Task<IReadOnlyList<Delivery>> RowsAsync(this App app, string id) =>
        [.. (await app.Ledger.ReadAsync(id, "A", default)).SelectMany(page => page.Deliveries)];

    public static async Task<string> StateAsync(this App app, string id)
    {
        await app.Get<SumUpAnnouncements>().Run(new(), default);
        return AnnouncementFunctions.StateOf(await app.HeaderAsync(id));
    }

    /// <summary>The sentence with which it is refused.</summary>
    public static string? RefusalOf(this IResult result) =>
        result is IStatusCodeHttpResult { StatusCode: 409 } and IValueHttpResult { Value: ProblemDetails problem } ? problem.Detail : null;
}
