using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Samvad.Access;
using Samvad.Announcements.Audiences;
using Samvad.Announcements.DryRuns;
using Samvad.Announcements.Schedules;
using Samvad.WhatsApp;

namespace Samvad.Announcements.Approvals;

/// <summary>
/// Maker and checker: what reaches many people is told when a second person has approved. Each step is a conditional
/// write, and what follows from it may be repeated, so a kill loses no request and sends nothing twice.
/// </summary>
public sealed partial class ApprovalDesk(
    ApprovalStore store,
    AudienceGroups groups,
    DryRunQueue dryRuns,
    DryRunStore results,
    Announcing announcing,
    ScheduleStore schedules,
    MadeWithin reach,
    IOptions<AnnouncementOptions> options,
    TimeProvider time,
    ILogger<ApprovalDesk> logger)
{
    /// <returns>The request for approval; null where none is needed.</returns>
    public async Task<Approval?> AskAsync(Announcement announcement, CancellationToken cancellationToken)
    {
        if (announcement.Emergency is not null)
        {
            LogOverridden(announcement.Reference, announcement.By?.Id);
            return null;
        }

        return await AskAsync(NameBasedGuid.Of("approval", announcement.Reference), announcement, null, cancellationToken);
    }

    /// <inheritdoc cref="AskAsync(Announcement, CancellationToken)"/>
    public Task<Approval?> AskAsync(
        ScheduleVersion schedule, Announcement next, CancellationToken cancellationToken) =>
        AskAsync(NameBasedGuid.Of("approval-of-schedule", $"{schedule.Id}~{schedule.Version}"), next, schedule, cancellationToken);

    private async Task<Approval?> AskAsync(
        Guid name, Announcement announcement, ScheduleVersion? schedule, CancellationToken cancellationToken)
    {
        if (!await MayNeedAsync(announcement, cancellationToken))
            return null;
        var id = name.ToString("n")[..16];
        var now = time.GetUtcNow();
        var latest = now + options.Value.ApprovalExpiry;
        var asked = new Approval(
            id,
            ApprovalState.Counting,
            announcement,
            schedule,
            announcement.By ?? throw new InvalidOperationException("A request needs its maker."),
            AnnouncementId.New(now, id, 0),
            null,
            now,
            announcement.ExpiresAt < latest ? announcement.ExpiresAt : latest,
            null,
            [new(now, announcement.By, ApprovalState.Counting, null)]);
        if (!await store.AddAsync(asked, cancellationToken))
            asked = (await store.FindAsync(id, cancellationToken))!;
        // Also where it is known: the caller may be repeating what was cut off here.
        if (asked.State == ApprovalState.Counting)
        {
            await dryRuns.AskAsync(
                asked.DryRun, asked.Announcement with { Id = asked.DryRun }, asked.Id, cancellationToken);
        }

        return asked;
    }

    /// <summary>The groups of the audience have more people than may be told without; the dry run counts who of them is.</summary>
    private async Task<bool> MayNeedAsync(Announcement announcement, CancellationToken cancellationToken) =>
        options.Value.ApprovalAbove > 0
        && (await groups.OfAsync(announcement, cancellationToken)).Sum(group => (long)group.Members) > options.Value.ApprovalAbove;

    /// <summary>The dry run is finished.</summary>
    public async Task CountedAsync(string id, string dryRun, CancellationToken cancellationToken)
    {
        var people = (await results.FindAsync(dryRun, cancellationToken))?.View?.People ?? 0;
        var changed = await store.ChangeAsync(
            id,
            before => before.State != ApprovalState.Counting ? null
                : before.Then(
                    people > options.Value.ApprovalAbove ? ApprovalState.Waiting : ApprovalState.NotNeeded, null, null, time.GetUtcNow())
                    with { People = people },
            cancellationToken);
        if (changed is { Approval: { IsGranted: true } granted })
            await FulfilAsync(granted, cancellationToken);
    }

    /// <summary>Approves, rejects or withdraws.</summary>
    /// <param name="state">What it becomes.</param>
    /// <returns>The request as it is then; or why not, and whether the caller is the reason.</returns>
    public async Task<(Approval? Approval, string? Refusal, bool Forbidden)> DecideAsync(
        string id, ApprovalState state, Caller caller, string? reason, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, cancellationToken) is not { } asked || !await MaySeeAsync(caller, asked, cancellationToken))
            return default;
        string? refusal = null;
        var forbidden = false;
        var now = time.GetUtcNow();
        var changed = await store.ChangeAsync(
            id,
            before =>
            {
                (refusal, forbidden) = (RefusalOf(before, state, caller, now), false);
                if (refusal is null && WrongCaller(before, state, caller) is { } wrong)
                    (refusal, forbidden) = (wrong, true);
                return refusal is not null || before.State == state
                    ? null
                    : before.Then(state, new Hand(caller.Id, caller.Name), reason, now);
            },
            cancellationToken);
        if (refusal is not null || changed is not var (decided, isNew))
            return (null, refusal, forbidden);
        if (isNew)
            LogDecided(decided.Id, decided.Announcement.Reference, state, caller.Id);
        // Also where nothing changed: the caller may be repeating what was cut off here.
        return (await FulfilAsync(decided, cancellationToken), null, false);
    }

    private static string? RefusalOf(Approval before, ApprovalState state, Caller caller, DateTimeOffset now) =>
        before.State == state ? null
        : before.State == ApprovalState.Counting && state == ApprovalState.Approved ? "Its dry run is not finished yet. Wait for it."
        : !before.IsOpen ? $"It is {KebabCase.Of(before.State)} already."
        : now >= before.ExpiresAt ? $"It expired at {before.ExpiresAt:u}. Ask again."
        : null;

    private static string? WrongCaller(Approval before, ApprovalState state, Caller caller) => state switch
    {
        ApprovalState.Withdrawn => caller.Id == before.Maker.Id ? null : "Only who asked may withdraw it; you may reject it.",
        _ when caller.Id == before.Maker.Id => "Nobody decides on the own request. Let a second person look at it.",
        _ when !caller.Roles.Contains(Role.Approver) => "Only an approver decides on requests.",
        _ => null,
    };

    public ValueTask<bool> MaySeeAsync(Caller caller, Approval approval, CancellationToken cancellationToken) =>
        reach.SeesAsync(caller, approval.Announcement.Within, cancellationToken);

    /// <summary>Lets expire what nobody decided, and finishes what a kill cut off.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        foreach (var undone in await store.UndoneAsync(cancellationToken))
        {
            var now = time.GetUtcNow();
            var changed = await store.ChangeAsync(
                undone.Id,
                before => before.IsOpen && now >= before.ExpiresAt ? before.Then(ApprovalState.Expired, null, null, now) : null,
                cancellationToken);
            if (changed is { } seen)
                await FulfilAsync(seen.Approval, cancellationToken);
        }
    }

    /// <summary>Does what follows from the state; repeating it changes nothing.</summary>
    private async Task<Approval> FulfilAsync(Approval approval, CancellationToken cancellationToken)
    {
        if (approval.Schedule is { } schedule)
        {
            if (approval.IsGranted)
                await schedules.ActivateAsync(schedule, cancellationToken);
            else if (!approval.IsOpen)
                await schedules.RefuseAsync(schedule, cancellationToken);
        }

        if (!approval.IsGranted || approval.Made is not null)
            return approval;
        var made = approval.Schedule?.Id ?? await announcing.AnnounceAsync(approval.Announcement, cancellationToken);
        return (await store.ChangeAsync(
            approval.Id, before => before.Made is null ? before with { Made = made } : null, cancellationToken))!.Value.Approval;
    }

    [LoggerMessage(EventIds.ApprovalDecided, LogLevel.Information, "Request {ApprovalId} ({Reference}) is {State} by {CallerId}")]
    private partial void LogDecided(string approvalId, string reference, ApprovalState state, string callerId);

    [LoggerMessage(EventIds.ApprovalOverridden, LogLevel.Warning, "Announcement {Reference} of {CallerId} is an emergency and asks for no approval")]
    private partial void LogOverridden(string reference, string? callerId);
}
