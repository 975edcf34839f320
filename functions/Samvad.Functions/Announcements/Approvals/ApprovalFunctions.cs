using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Announcements.Audiences;
using Samvad.Announcements.DryRuns;
using Samvad.Consumers;

namespace Samvad.Announcements.Approvals;

/// <summary>Why somebody decides so; needed to reject.</summary>
internal sealed record DecisionBody(string? Reason);

/// <summary>`GET /api/approvals?state=`, `/{id}`, `POST /api/approvals/{id}/approve|reject|withdraw`.</summary>
public sealed class ApprovalFunctions(ApprovalStore store, ApprovalDesk desk, DryRunStore dryRuns, AnnouncementScope scope)
{
    private const int LongestReason = 500;

    private static readonly IReadOnlyDictionary<string, ApprovalState> Actions = new SortedDictionary<string, ApprovalState>
    {
        ["approve"] = ApprovalState.Approved, ["reject"] = ApprovalState.Rejected, ["withdraw"] = ApprovalState.Withdrawn,
    };

    [Function(nameof(ListApprovals))]
    public async Task<IResult> ListApprovals(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "approvals")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var check = new FieldCheck();
        ApprovalState? state = request.Query["state"] is not [{ Length: > 0 } text] ? null
            : KebabCase.TryParse<ApprovalState>(check.OneOf("state", text, KebabCase.Names<ApprovalState>()), out var known) ? known : null;
        if (check.Faults.Count > 0)
            return Problem.Invalid("The query has errors.", check.Faults);
        var caller = Caller.Of(request);
        var views = new List<object>();
        foreach (var approval in await store.ListAsync(state, cancellationToken))
        {
            if (await desk.MaySeeAsync(caller, approval, cancellationToken))
                views.Add(View(approval, caller));
        }

        return Results.Ok(new { approvals = views });
    }

    [Function(nameof(ShowApproval))]
    public async Task<IResult> ShowApproval(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "approvals/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request);
        if (await store.FindAsync(id, cancellationToken) is not { } approval || !await desk.MaySeeAsync(caller, approval, cancellationToken))
            return NotFound(id);
        return Results.Ok(new
        {
            approval = View(approval, caller),
            dryRun = await dryRuns.FindAsync(approval.DryRun, cancellationToken) is { } run ? DryRunFunctions.View(run) : null,
        });
    }

    [Function(nameof(DecideApproval))]
    public async Task<IResult> DecideApproval(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "approvals/{id}/{action}")] HttpRequest request,
        string id,
        string action,
        CancellationToken cancellationToken)
    {
        if (!Actions.TryGetValue(action, out var state))
            return Problem.NotFound($"There is no action '{action}'. The actions are: {string.Join(", ", Actions.Keys)}.");
        DecisionBody body = new(null);
        if (request.ContentLength is not (null or 0))
        {
            var (given, problem) = await RequestBody.ReadAsync<DecisionBody>(request, cancellationToken);
            if (given is null)
                return problem!;
            body = given;
        }

        var check = new FieldCheck();
        if (state == ApprovalState.Rejected || body.Reason is not null)
            check.Text("reason", body.Reason, LongestReason);
        if (check.Faults.Count > 0)
            return Problem.Invalid("Nothing was decided.", check.Faults);
        var caller = Caller.Of(request);
        var before = await store.FindAsync(id, cancellationToken);
        var (decided, refusal, forbidden) = await desk.DecideAsync(id, state, caller, body.Reason?.Trim(), cancellationToken);
        if (decided is not null)
        {
            AuditNote.Of(request).At(await scope.OfficesAsync(decided.Announcement, cancellationToken))
                .Changed(Noted(before!), Noted(decided));
        }

        return refusal is not null ? forbidden ? Problem.Forbidden(refusal, []) : Problem.Conflict(refusal)
            : decided is null ? NotFound(id)
            : Results.Ok(new { approval = View(decided, caller) });
    }

    /// <summary>Of what has to wait for an approval: 409 where it was decided otherwise already.</summary>
    public static IResult Accepted(Approval asked) => asked is { IsOpen: false, IsGranted: false }
        ? Problem.Conflict($"Request {asked.Id} for it is {KebabCase.Of(asked.State)}. Send it under another externalId.")
        : Results.Accepted($"/api/approvals/{asked.Id}", new
        {
            approval = asked.Id, state = asked.State, dryRun = asked.DryRun, asked.ExpiresAt, asked.Announcement.Reference,
        });

    private static object Noted(Approval approval) => new
    {
        approval.State, approval.Announcement.Reference, Maker = approval.Maker.Id, approval.People, approval.DryRun, approval.Made,
        approval.History[^1].Reason,
    };

    private static object View(Approval approval, Caller caller) => new
    {
        approval.Id,
        approval.State,
        Kind = approval.Schedule is null ? "announcement" : "schedule",
        approval.Announcement.Reference,
        Topic = approval.Announcement.Topic.ToString().ToLowerInvariant(),
        approval.Announcement.Template,
        Schedule = approval.Schedule?.Id,
        Audience = AudienceBody.Of(Selection.Of(approval.Announcement)),
        approval.People,
        Maker = approval.Maker.Name,
        approval.AskedAt,
        approval.ExpiresAt,
        approval.DryRun,
        Announcement = approval.Schedule is null ? approval.Made : null,
        MayDecide = approval.State == ApprovalState.Waiting && caller.Id != approval.Maker.Id && caller.Roles.Contains(Role.Approver),
        MayWithdraw = approval.IsOpen && caller.Id == approval.Maker.Id,
        History = approval.History.Select(step => new { step.At, By = step.By?.Name, step.State, step.Reason }),
    };

    private static IResult NotFound(string id) => Problem.NotFound($"There is no request '{Addresses.Mask(id)}'.");
}

/// <summary>Ends requests that nobody decided in time.</summary>
public sealed class WatchApprovals(ApprovalDesk desk)
{
    [Function(nameof(WatchApprovals))]
    public Task Run([TimerTrigger("*/30 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        desk.WatchAsync(cancellationToken);
}
