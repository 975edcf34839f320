using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Samvad.Consumers;
using Samvad.Operations;
using Samvad.Outages;
using Samvad.WhatsApp;

namespace Samvad.Announcements;

/// <summary>Turns a state of an outage into words, and asks for them to be planned.</summary>
public sealed partial class OutageAnnouncements(
    AnnouncementStore announcements,
    TemplateCatalogue catalogue,
    IOptions<AnnouncementOptions> options,
    PlanQueue plans,
    ILogger<OutageAnnouncements> logger)
{
    /// <summary>Makes sure that this announcement exists and is planned; repeating it changes nothing.</summary>
    /// <param name="supersedes">The earlier announcement of the outage, which is not sent any more from now on.</param>
    public async Task MakeAsync(string id, OutageReport report, string? supersedes, CancellationToken cancellationToken)
    {
        var announcement = Compose(id, report) with { Supersedes = supersedes };
        if (await announcements.AddAsync(announcement, cancellationToken))
            LogMade(id, announcement.Reference, announcement.Template, announcement.ExpiresAt);
        if (supersedes is not null)
            await SupersedeAsync(supersedes, id, cancellationToken);
        // Session = outage: the restoration is planned after the outage, so no group gets it first.
        await plans.AskAsync(new PlanRequest(id), report.Key, cancellationToken);
    }

    private async Task SupersedeAsync(string old, string by, CancellationToken cancellationToken)
    {
        var decided = await announcements.DecideAsync(
            old,
            header => header.Control.SupersededBy is null && header.State != AnnouncementState.Finished
                ? header.Control with { SupersededBy = by }
                : null,
            cancellationToken);
        if (decided is not { Changed: true } superseded)
            return;
        LogSuperseded(old, by);
        // What is held is on no queue; it is to learn that it is stale.
        if (superseded.Header.Control.Holds)
            await plans.WakeAsync(superseded.Header, "superseded", cancellationToken);
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

    [LoggerMessage(EventIds.AnnouncementSuperseded, LogLevel.Information,
        "Announcement {AnnouncementId} is superseded by {NewerId}")]
    private partial void LogSuperseded(string announcementId, string newerId);

    [LoggerMessage(EventIds.AnnouncementMade, LogLevel.Information,
        "Announcement {AnnouncementId} ({Reference}, {Template}) made, expires {ExpiresAt}")]
    private partial void LogMade(string announcementId, string reference, string template, DateTimeOffset expiresAt);
}
