using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Samvad.Operations;
using Samvad.Storage;

namespace Samvad.Outages;

/// <summary>Works off the reports of one outage after the other, and what was to be decided later.</summary>
public sealed class ApplyOutageReport(OutageLifecycle lifecycle, StormWatch storms, Settlement settlement)
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
                : lifecycle.ApplyAsync(message.Read(OutageJson.Default.OutageReport, IsWhole), cancellationToken),
            cancellationToken);

    private Task LookAsync(OutageLook look, CancellationToken cancellationToken) => look.Storm is { } storm
        ? storms.LookAsync(storm, cancellationToken)
        : lifecycle.LookAsync(look.Source, look.ExternalId, cancellationToken);

    private static bool IsWhole(OutageLook look) =>
        look.Storm is { Length: > 0 } || look is { Source.Length: > 0, ExternalId.Length: > 0 };

    private static bool IsWhole(OutageReport report) =>
        report is { Source.Length: > 0, ExternalId.Length: > 0, Affected: not null };
}
