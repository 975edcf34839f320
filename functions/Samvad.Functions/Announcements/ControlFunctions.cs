using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Samvad.Access;
using Samvad.Operations;

namespace Samvad.Announcements;

/// <summary>
/// `POST /api/announcements/{id}/pause|resume|cancel|retry-failed`. Each may be repeated; each is in force on all
/// instances within two seconds.
/// </summary>
public sealed partial class ControlFunctions(
    AnnouncementStore announcements,
    PlanQueue plans,
    Alerts alerts,
    AnnouncementScope scope,
    TimeProvider time,
    ILogger<ControlFunctions> logger)
{
    [Function(nameof(ControlAnnouncement))]
    public async Task<IResult> ControlAnnouncement(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "announcements/{id}/{action}")] HttpRequest request,
        string id,
        string action,
        CancellationToken cancellationToken)
    {
        if (!Controls.Known.TryGetValue(action, out var control))
            return Problem.NotFound($"There is no action '{action}'. The actions are: {string.Join(", ", Controls.Known.Keys)}.");
        var before = AnnouncementId.TryCreatedAt(id, out _) ? await announcements.FindHeaderAsync(id, cancellationToken) : null;
        if (before is null || !await scope.SeesAsync(request, before, cancellationToken))
            return Problem.NotFound($"There is no announcement '{id}'.");
        if (!await scope.RulesAsync(request, before.Announcement.Audience, cancellationToken))
            return OfficeScope.Beyond("The announcement");
        string? refusal = null;
        var decided = await announcements.DecideAsync(
            id, header => control.Decide(header, time.GetUtcNow(), out refusal), cancellationToken);
        if (decided is not var (header, changed))
            return Problem.NotFound($"There is no announcement '{id}'.");
        if (refusal is not null)
            return Problem.Conflict(refusal);
        AuditNote.Of(request).At(await scope.OfficesAsync(header.Announcement, cancellationToken)).Changed(View(before), View(header));
        if (changed)
            LogDecided(id, action, header.Control.Version);
        if (header.Control.State == ControlState.Running)
            await alerts.ClearAsync("template-fault", header.Announcement.Template, cancellationToken);
        // Also where nothing changed: the caller may be repeating what was cut off here.
        if (control.Wakes)
            await plans.WakeAsync(header, $"{action}{header.Control.Version}", cancellationToken);
        return Results.Accepted($"/api/announcements/{id}", new { id, state = AnnouncementFunctions.StateOf(header) });
    }

    private static object View(AnnouncementHeader header) =>
        new { State = AnnouncementFunctions.StateOf(header), header.Control.Retries, header.Announcement.Reference };

    [LoggerMessage(EventIds.AnnouncementDecided, LogLevel.Information,
        "Announcement {AnnouncementId}: {Action} (control {Version})")]
    private partial void LogDecided(string announcementId, string action, int version);
}
