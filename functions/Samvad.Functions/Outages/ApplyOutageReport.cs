using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Samvad.Dialogue;
using Samvad.Operations;
using Samvad.Outages.Reliability;
using Samvad.Storage;

namespace Samvad.Outages;

/// <summary>Works off the reports of one outage after the other, and what was to be decided later.</summary>
public sealed class ApplyOutageReport(
    OutageLifecycle lifecycle, StormWatch storms, OutageBook book, RunningOutages running, Predictions predictions,
    Subscriptions subscriptions, Settlement settlement)
{
    [Function(nameof(ApplyOutageReport))]
    public Task Run(
        [ServiceBusTrigger(
            QueueNames.OutageEvents, Connection = QueueNames.Connection, IsSessionsEnabled = true, AutoCompleteMessages = false)]
        ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken) => settlement.SettleAsync(
            QueueNames.OutageEvents,
            message,
            actions,
            () => message.Subject == OutageLooks.Subject
                ? LookAsync(message.Read(OutageJson.Default.OutageLook, IsWhole), cancellationToken)
                : ApplyAsync(message.Read(OutageJson.Default.OutageReport, IsWhole), cancellationToken),
            cancellationToken);

    private async Task ApplyAsync(OutageReport report, CancellationToken cancellationToken)
    {
        await lifecycle.ApplyAsync(report, cancellationToken);
        await running.ProjectAsync(report.Source, report.ExternalId, cancellationToken);
        await book.RecordAsync(report.Source, report.ExternalId, cancellationToken);
        await predictions.HeedAsync(report, cancellationToken);
        await subscriptions.TellAsync(report.Source, report.ExternalId, cancellationToken);
    }

    private async Task LookAsync(OutageLook look, CancellationToken cancellationToken)
    {
        if (look.Storm is { } storm)
        {
            await subscriptions.TellAsync(await storms.LookAsync(storm, cancellationToken), cancellationToken);
            return;
        }

        await lifecycle.LookAsync(look.Source, look.ExternalId, cancellationToken);
        await subscriptions.TellAsync(look.Source, look.ExternalId, cancellationToken);
    }

    private static bool IsWhole(OutageLook look) =>
        look.Storm is { Length: > 0 } || look is { Source.Length: > 0, ExternalId.Length: > 0 };

    private static bool IsWhole(OutageReport report) =>
        report is { Source.Length: > 0, ExternalId.Length: > 0, Affected: not null };
}
