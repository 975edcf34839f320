using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Samvad.Announcements.Approvals;
using Samvad.Operations;
using Samvad.Storage;

namespace Samvad.Announcements.DryRuns;

/// <summary>Makes the dry run named in the message; the host renews the session's lock meanwhile.</summary>
public sealed class RunDryRun(DryRunning running, Settlement settlement)
{
    [Function(nameof(RunDryRun))]
    public Task Run(
        [ServiceBusTrigger(
            QueueNames.DryRuns, Connection = QueueNames.Connection, IsSessionsEnabled = true, AutoCompleteMessages = false)]
        ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken) => settlement.SettleAsync(
            QueueNames.DryRuns,
            message,
            actions,
            () => running.RunAsync(IdOf(message), cancellationToken),
            cancellationToken);

    private static string IdOf(ServiceBusReceivedMessage message)
    {
        message.DemandVersion();
        var id = message.Body.ToString();
        return AnnouncementId.TryCreatedAt(id, out _) ? id
            : throw new PoisonException(DeadLetterTable.Malformed, "Not the id of a dry run.");
    }
}

/// <summary>Makes a dry run and keeps what it comes to, also on the way. Repeated after a kill it begins anew.</summary>
public sealed class DryRunning(DryRunStore store, Rehearsal rehearsal, Outlook outlook, ApprovalDesk approvals)
{
    public async Task RunAsync(string id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, cancellationToken) is not { } asked)
            throw new PoisonException(DeadLetterTable.Malformed, $"There is no dry run {id}.");
        if (asked.State != DryRunState.Finished)
            await WriteAsync(asked.Announcement);
        if (asked.Approval is { } approval)
            await approvals.CountedAsync(approval, id, cancellationToken);

        async Task WriteAsync(Announcement announcement)
        {
            try
            {
                var (figures, first) = await rehearsal.OfAsync(
                    announcement, async soFar => await KeepAsync(announcement, DryRunState.Running, soFar, null), cancellationToken);
                await KeepAsync(announcement, DryRunState.Finished, figures, first);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                await store.WriteAsync(id, DryRunState.Failed, null, failure.GetType().Name, cancellationToken);
                throw;
            }
        }

        async Task KeepAsync(Announcement announcement, DryRunState state, Figures figures, Shard? first) => await store.WriteAsync(
            id,
            state,
            await outlook.OfAsync(announcement, figures, first, state == DryRunState.Finished, cancellationToken),
            null,
            cancellationToken);
    }
}
