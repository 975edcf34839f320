using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Samvad.Consumers;
using Samvad.Operations;
using Samvad.Outages;
using Samvad.Storage;
using Samvad.WhatsApp;

namespace Samvad.Announcements;

/// <summary>Turns a state of an outage into words, and asks for them to be planned.</summary>
public sealed partial class OutageAnnouncements(
    AnnouncementStore announcements,
    TemplateCatalogue catalogue,
    IOptions<AnnouncementOptions> options,
    [FromKeyedServices(QueueNames.Announcements)] ServiceBusSender queue,
    ILogger<OutageAnnouncements> logger)
{
    /// <summary>Makes sure that this announcement exists and is planned; repeating it changes nothing.</summary>
    public async Task MakeAsync(string id, OutageReport report, CancellationToken cancellationToken)
    {
        var announcement = Compose(id, report);
        if (await announcements.AddAsync(announcement, cancellationToken))
            LogMade(id, announcement.Reference, announcement.Template, announcement.ExpiresAt);
        // Session = outage: the restoration is planned after the outage, so no group gets it first.
        await queue.SendMessageAsync(
            new ServiceBusMessage(BinaryData.FromBytes(
                JsonSerializer.SerializeToUtf8Bytes(new PlanRequest(id), AnnouncementJson.Default.PlanRequest)))
            {
                SessionId = report.Key,
                MessageId = id,
                ContentType = "application/json",
            }.Versioned(),
            cancellationToken);
    }

    private Announcement Compose(string id, OutageReport report)
    {
        var restored = report.State == OutageState.Restored;
        var template = restored ? "outage_restored" : report.Etr is null ? "outage_confirmed" : "outage_confirmed_etr";
        var code = report.CauseCode ?? (report.Kind == OutageKind.Planned ? "plannedMaintenance" : null);
        var cause = catalogue.Cause(code, report.CauseText);
        return new Announcement(
            id,
            report.Reference,
            report.Kind == OutageKind.Planned ? Topics.Planned : Topics.Outage,
            template,
            TemplateCatalogue.Languages.ToDictionary(
                language => language,
                IReadOnlyList<string?> (language) => [.. catalogue[template].Parameters.Select(name => name switch
                {
                    "place" => null,
                    "reason" => cause.In(language),
                    "since" => catalogue.Time(report.Start, language),
                    "until" => catalogue.Time(report.Etr!.Value, language),
                    "at" => catalogue.Time(report.RestoredAt ?? report.ReceivedAt, language),
                    Template.Reference => report.Reference,
                    _ => throw new InvalidOperationException($"Template {template}: nothing is known for '{name}'."),
                })]),
            report.Affected,
            report.Source,
            report.ReceivedAt,
            Expiry(report, restored));
    }

    /// <summary>An outage is news until supply should be back; afterwards the message would only puzzle.</summary>
    private DateTimeOffset Expiry(OutageReport report, bool restored)
    {
        var expiry = restored ? report.ReceivedAt + options.Value.RestorationExpiry
            : report.Etr ?? report.ReceivedAt + options.Value.OutageExpiry;
        var least = report.ReceivedAt + options.Value.LeastExpiry;
        return expiry > least ? expiry : least;
    }

    [LoggerMessage(EventIds.AnnouncementMade, LogLevel.Information,
        "Announcement {AnnouncementId} ({Reference}, {Template}) made, expires {ExpiresAt}")]
    private partial void LogMade(string announcementId, string reference, string template, DateTimeOffset expiresAt);
}
