using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Samvad.Access;
using Samvad.Consumers;
using Samvad.WhatsApp;

namespace Samvad.Announcements;

/// <summary>`POST /api/announcements`: what is to be told that no outage system reports. May be repeated.</summary>
public sealed partial class MakeAnnouncement(
    AnnouncementStore announcements,
    TemplateCatalogue catalogue,
    PlanQueue plans,
    AnnouncementScope scope,
    TimeProvider time,
    ILogger<MakeAnnouncement> logger)
{
    [Function(nameof(MakeAnnouncement))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "announcements")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReadAsync<AnnouncementRequest>(request, cancellationToken);
        if (body is null)
            return problem!;
        var check = new FieldCheck();
        var announcement = body.ToAnnouncement(catalogue, time.GetUtcNow(), check);
        if (check.Faults.Count > 0)
            return Problem.Invalid("Nothing is announced. Mend what 'errors' names and send it again.", check.Faults);
        if (!await scope.RulesAsync(request, announcement.Audience, cancellationToken))
            return OfficeScope.Beyond("The audience");
        var id = await announcements.IdOfAsync(announcement.Reference, cancellationToken);
        announcement = announcement with { Id = id, CreatedAt = AnnouncementId.CreatedAt(id) };
        // Under a name that was given before, what was made then is what counts.
        var known = await announcements.FindHeaderAsync(id, cancellationToken);
        if (known is not null && !await scope.RulesAsync(request, known.Announcement.Audience, cancellationToken))
            return OfficeScope.Beyond("What was announced under this externalId");
        AuditNote.Of(request).About($"announcements/{id}").At(await scope.OfficesAsync(announcement, cancellationToken))
            .Changed(null, new { announcement.Reference, announcement.Template, announcement.Topic, announcement.Audience, announcement.ExpiresAt });
        if (await announcements.AddAsync(announcement, cancellationToken))
            LogMade(id, announcement.Reference, announcement.Template, announcement.ExpiresAt);
        // Also where it is known: the caller may be repeating what was cut off here.
        await plans.AskAsync(new PlanRequest(id), id, cancellationToken);
        return Results.Accepted($"/api/announcements/{id}", new { id, announcement.Reference });
    }

    [LoggerMessage(EventIds.AnnouncementMade, LogLevel.Information,
        "Announcement {AnnouncementId} ({Reference}, {Template}) made, expires {ExpiresAt}")]
    private partial void LogMade(string announcementId, string reference, string template, DateTimeOffset expiresAt);
}
