using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Announcements.Approvals;
using Samvad.Consumers;

namespace Samvad.Announcements;

/// <summary>
/// `POST /api/announcements`: what is to be told that no outage system reports. May be repeated. A large audience is told
/// when a second person has approved.
/// </summary>
public sealed class MakeAnnouncement(
    AnnouncementReader reader, Announcing announcing, ApprovalDesk approvals, AnnouncementScope scope, AnnouncementStore announcements)
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
        var announcement = await reader.ReadAsync(body, Caller.Of(request), isDraft: false, check, cancellationToken);
        if (check.Faults.Count > 0)
            return Problem.Invalid("Nothing is announced. Mend what 'errors' names and send it again.", check.Faults);
        if (!await scope.RulesAsync(request, announcement.Audience, cancellationToken))
            return OfficeScope.Beyond("The audience");
        // Under a name that was given before, what was made then is what counts; that asks nobody.
        var known = await announcing.FindAsync(announcement.Reference, cancellationToken) is { } made
            ? await announcements.FindHeaderAsync(made, cancellationToken)
            : null;
        if (known is not null && !await scope.RulesAsync(request, known.Announcement.Audience, cancellationToken))
            return OfficeScope.Beyond("What was announced under this externalId");
        var note = AuditNote.Of(request).At(await scope.OfficesAsync(announcement.Audience, cancellationToken)).Changed(null, new
        {
            announcement.Reference, announcement.Template, announcement.Topic, announcement.Audience, announcement.Only,
            announcement.Except, announcement.Not, announcement.ExpiresAt, announcement.Emergency,
        });
        if (known is null && await approvals.AskAsync(announcement, cancellationToken) is { } asked)
        {
            note.About($"approvals/{asked.Id}");
            return ApprovalFunctions.Accepted(asked);
        }

        var id = await announcing.AnnounceAsync(announcement, cancellationToken);
        note.About($"announcements/{id}");
        return Results.Accepted($"/api/announcements/{id}", new { id, announcement.Reference, state = "accepted" });
    }
}
