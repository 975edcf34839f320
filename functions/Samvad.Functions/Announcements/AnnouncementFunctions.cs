using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.Announcements;

/// <summary>What was told to whom: `GET /api/announcements`, `/{id}` and `/{id}/deliveries`.</summary>
public sealed class AnnouncementFunctions(
    AnnouncementStore announcements, Progress progress, DeliveryList deliveries, AnnouncementScope scope)
{
    private const int MaxTop = 200;

    [Function(nameof(ListAnnouncements))]
    public async Task<IResult> ListAnnouncements(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "announcements")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var errors = new List<Fault>();
        var top = 50;
        if (request.Query["top"] is [{ } text]
            && (!int.TryParse(text, CultureInfo.InvariantCulture, out top) || top is < 1 or > MaxTop))
        {
            errors.Add(new Fault(null, "top", text, "range", $"a whole number from 1 to {MaxTop}"));
        }

        var continuation = request.Query["continuation"].FirstOrDefault();
        if (continuation is not null && !AnnouncementId.TryCreatedAt(continuation, out _))
            errors.Add(new Fault(null, "continuation", continuation, "page", "as the page before gave it"));
        if (errors.Count > 0)
            return Problem.Invalid("The query has errors.", errors);
        var (headers, next) = await scope.ListAsync(request, top, continuation, cancellationToken);
        return Results.Ok(new { announcements = headers.Select(header => View(header, header.Totals)), continuation = next });
    }

    /// <summary>`?groups=false` leaves the groups out.</summary>
    [Function(nameof(ShowAnnouncement))]
    public async Task<IResult> ShowAnnouncement(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "announcements/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (!AnnouncementId.TryCreatedAt(id, out _)
            || await announcements.FindHeaderAsync(id, cancellationToken) is not { } header
            || !await scope.SeesAsync(request, header, cancellationToken))
        {
            return Problem.NotFound($"There is no announcement '{id}'.");
        }

        var groups = await scope.WithinAsync(request, await progress.ReadAsync(id, cancellationToken), cancellationToken);
        var view = View(header, AnnouncementTotals.Of(groups));
        return Results.Ok(request.Query["groups"] == "false" ? view : new
        {
            announcement = view,
            groups = groups.Select(group => new
            {
                group = group.Group,
                state = group.Counts is null ? "waiting" : group.IsFinal ? "final" : group.Counts.Held.Count > 0 ? "held" : "sending",
                expected = group.Expected,
                counts = group.Counts,
            }),
        });
    }

    [Function(nameof(ListDeliveries))]
    public async Task<IResult> ListDeliveries(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "announcements/{id}/deliveries")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (!AnnouncementId.TryCreatedAt(id, out _)
            || await announcements.FindHeaderAsync(id, cancellationToken) is not { } header
            || !await scope.SeesAsync(request, header, cancellationToken))
        {
            return Problem.NotFound($"There is no announcement '{id}'.");
        }

        DeliveryStatus? status = null;
        if (request.Query["status"] is [{ Length: > 0 } text])
        {
            if (!Enum.TryParse<DeliveryStatus>(text, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed))
            {
                var names = string.Join(", ", Enum.GetNames<DeliveryStatus>()).ToLowerInvariant();
                return Problem.Invalid(
                    "The query has errors.", new Fault(null, "status", text, "one-of", "one of " + names));
            }

            status = parsed;
        }

        var page = await deliveries.ReadAsync(
            id,
            request.Query["group"].FirstOrDefault(),
            status,
            request.Query["continuation"].FirstOrDefault(),
            await scope.GroupsAsync(request, cancellationToken),
            cancellationToken);
        return Results.Ok(new { deliveries = page.Deliveries, continuation = page.Continuation });
    }

    /// <summary>accepted, planned, finished; or paused, parked, cancelled where somebody so decided.</summary>
    public static string StateOf(AnnouncementHeader header) => header switch
    {
        { Control.State: ControlState.Cancelled } => "cancelled",
        { State: AnnouncementState.Finished } => "finished",
        { Control.State: ControlState.Paused } => "paused",
        { Control.State: ControlState.Parked } => "parked",
        _ => header.State.ToString().ToLowerInvariant(),
    };

    internal static object View(AnnouncementHeader header, Counts totals) => new
    {
        header.Announcement.Id,
        header.Announcement.Reference,
        header.Announcement.Source,
        By = header.Announcement.By?.Name,
        header.Announcement.Emergency,
        header.Announcement.Frequency,
        header.Announcement.Template,
        Topic = header.Announcement.Topic.ToString(),
        State = StateOf(header),
        header.Control.Reason,
        header.Control.SupersededBy,
        header.Control.Retries,
        header.Announcement.CreatedAt,
        header.Announcement.ExpiresAt,
        header.PlannedAt,
        header.FinishedAt,
        header.Groups,
        header.Announcement.Outage,
        Counts = totals,
        Failures = totals.Failed.Keys.ToDictionary(code => code, code => FailureTable.Of(code).Sentence),
    };
}
