using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Samvad.Operations;
using Samvad.Storage;

namespace Samvad.Outages;

/// <summary>Works off the reports of one outage after the other.</summary>
public sealed class ApplyOutageReport(
    OutageLifecycle lifecycle, RunningOutages running, Settlement settlement)
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
            () => ApplyAsync(message.Read(OutageJson.Default.OutageReport, IsWhole), cancellationToken),
            cancellationToken);

    private async Task ApplyAsync(OutageReport report, CancellationToken cancellationToken)
    {
        await lifecycle.ApplyAsync(report, cancellationToken);
        await running.ProjectAsync(report.Source, report.ExternalId, cancellationToken);
    }

    private static bool IsWhole(OutageReport report) =>
        report is { Source.Length: > 0, ExternalId.Length: > 0, Affected: not null };
}
