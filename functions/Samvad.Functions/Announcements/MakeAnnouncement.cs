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
public sealed class MakeAnnouncement(AnnouncementReader reader, Announcing announcing, ApprovalDesk approvals)
{
    [Function(nameof(MakeAnnouncement))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "announcements")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReadAsync<AnnouncementRequest>(request, cancellationToken);
        if (body is null)
            return problem!;
        var check = new FieldCheck();
        var announcement = await reader.ReadAsync(body, Caller.Of(request), isDraft: false, check, cancellationToken);
        if (check.Faults.Count > 0)
            return Problem.Invalid("Nothing is announced. Mend what 'errors' names and send it again.", check.Faults);
        // A repetition of what is announced already asks nobody.
        if (await announcing.FindAsync(announcement.Reference, cancellationToken) is null
            && await approvals.AskAsync(announcement, cancellationToken) is { } asked)
        {
            return ApprovalFunctions.Accepted(asked);
        }

        var id = await announcing.AnnounceAsync(announcement, cancellationToken);
        return Results.Accepted($"/api/announcements/{id}", new { id, announcement.Reference, state = "accepted" });
    }
}
