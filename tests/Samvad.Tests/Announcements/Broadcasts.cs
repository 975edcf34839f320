using System.Globalization;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Samvad.Access;
using Samvad.Announcements;
using Samvad.Announcements.DryRuns;
using Samvad.Tests.Consumers;
using Samvad.Tracking;

namespace Samvad.Tests.Announcements;

/// <summary>What tests of broadcasts share: callers, rows of members, a dry run and a real one.</summary>
internal static class Broadcasts
{
    public const string Expiry = "2026-11-30T10:00:00Z";

    public static Caller Maker { get; } = Person("p:maker", null, Role.Operator);

    public static Caller Checker { get; } = Person("p:checker", null, Role.Approver);

    public static Caller Person(string id, string? office, params Role[] roles) => new(id, id[2..], new HashSet<Role>(roles), office);

    public static string Member(
        string group, int member, int person, string language = "mr", string category = "domestic", string consents = "yes,yes,yes,yes",
        string feeder = "F-1") =>
        $"{group},m{member:d4},नाव,{Some.Phone(person)},{language},{category},{100000000000 + member},{feeder},T-1,{consents},form,2026-05-01\n";

    /// <summary>Calls a function as somebody, with a body where there is one.</summary>
    public static Task<(int Status, JsonElement Body, string? Location)> AsAsync(
        this Caller caller, Func<HttpRequest, Task<IResult>> function, object? body = null, string query = "") => Call.RunAsync(
        request =>
        {
            request.HttpContext.Features.Set(caller);
            if (body is not null)
                request.ContentLength = request.Body.Length;
            return function(request);
        },
        body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body),
        query,
        "application/json");

    public static Task<(int Status, JsonElement Body, string? Location)> MakeAsync(this App app, object body, Caller? caller = null) =>
        (caller ?? Maker).AsAsync(request => app.Get<MakeAnnouncement>().Run(request, default), body);

    /// <summary>Counts what an announcement would come to.</summary>
    public static async Task<DryRunView> RehearseAsync(this App app, Announcement announcement)
    {
        var (figures, first) = await app.Get<Rehearsal>().OfAsync(announcement, null, default);
        return await app.Get<Outlook>().OfAsync(announcement, figures, first, whole: true, default);
    }

    /// <summary>Announces it, plans it and delivers all of it.</summary>
    public static async Task<string> SendAsync(this App app, Announcement announcement, Func<Shard, object>? order = null)
    {
        var id = await app.Get<Announcing>().AnnounceAsync(announcement, default);
        await app.Get<Planning>().PlanAsync(new PlanRequest(id), default);
        var delivering = app.DeliverRoutineAsync(order);
        while (!delivering.IsCompleted)
        {
            // A channel's pace lets nothing leave on a clock that stands.
            app.Time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.WhenAny(delivering, Task.Delay(2));
        }

        await delivering;
        return id;
    }

    public static async Task<IReadOnlyList<(string Group, Delivery Delivery)>> LinesAsync(this App app, string announcement)
    {
        var lines = new List<(string, Delivery)>();
        foreach (var group in await app.Progress.ReadAsync(announcement, default))
        {
            foreach (var page in await app.Ledger.ReadAsync(announcement, group.Group, default))
                lines.AddRange(page.Deliveries.Select(delivery => (group.Group, delivery)));
        }

        return lines;
    }

    public static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>Kills the host on whose behalf a request is sent, so to speak, instead of its n-th writing request.</summary>
internal sealed class HostKills : HttpPipelineSynchronousPolicy
{
    private static readonly AsyncLocal<int[]?> Left = new();

    /// <summary>What this flow of execution does from now on dies at that write.</summary>
    public static void Arm(int writes) => Left.Value = [writes];

    public static void Disarm() => Left.Value = null;

    public override void OnSendingRequest(HttpMessage message)
    {
        if (message.Request.Method != RequestMethod.Get && Left.Value is { } left && left[0]-- <= 0)
            throw new OperationCanceledException("killed");
    }
}
