using System.Diagnostics.Metrics;
using Samvad.Announcements;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.Telemetry;

/// <summary>
/// Every metric of the app, with its unit; docs/telemetry.md lists them. Their tags have few values and never name a
/// person. A crash may let something be counted twice or not at all: the books are the ledger, these are gauges.
/// </summary>
public static class Metrics
{
    /// <summary>The meter that all belong to.</summary>
    public const string MeterName = "Samvad";

    private static readonly Meter Meter = new(MeterName);

    public static readonly Counter<long> ReportsAccepted = Meter.CreateCounter<long>(
        "samvad.reports.accepted", "{report}", "Outage reports put on the queue");

    public static readonly Counter<long> AnnouncementsPlanned = Meter.CreateCounter<long>(
        "samvad.announcements.planned", "{announcement}", "Announcements of which the groups were found");

    public static readonly Counter<long> ShardsPlanned = Meter.CreateCounter<long>(
        "samvad.shards.planned", "{shard}", "Groups of planned announcements");

    public static readonly Counter<long> AudiencePlanned = Meter.CreateCounter<long>(
        "samvad.audience.planned", "{person}", "Members of the groups of planned announcements");

    public static readonly Histogram<double> AnnouncementDuration = Meter.CreateHistogram<double>(
        "samvad.announcement.duration", "s", "From an announcement's making until everybody of its audience has a final row");

    public static readonly Counter<long> MessagesSent = Meter.CreateCounter<long>(
        "samvad.messages.sent", "{message}", "Messages that the provider took");

    public static readonly Counter<long> MessagesDelivered = Meter.CreateCounter<long>(
        "samvad.messages.delivered", "{message}", "Messages that are on the phone, as the provider reported");

    public static readonly Counter<long> MessagesRead = Meter.CreateCounter<long>(
        "samvad.messages.read", "{message}", "Messages that were read, as far as people let us know");

    public static readonly Counter<long> MessagesFailed = Meter.CreateCounter<long>(
        "samvad.messages.failed", "{message}", "Messages that will not arrive, by class and code of the failure table");

    public static readonly Counter<long> MessagesRetried = Meter.CreateCounter<long>(
        "samvad.messages.retried", "{attempt}", "Attempts that failed and are repeated, by class of the failure table");

    public static readonly Counter<long> MessagesHeard = Meter.CreateCounter<long>(
        "samvad.messages.heard", "{message}", "Messages that people wrote");

    public static readonly Histogram<double> PaceWait = Meter.CreateHistogram<double>(
        "samvad.pace.wait", "s", "How long a message waited for its turn at the channel's rate");

    public static readonly Histogram<double> SendDuration = Meter.CreateHistogram<double>(
        "samvad.send.duration", "s", "How long the provider took to answer one message");

    public static readonly Histogram<double> QueueAge = Meter.CreateHistogram<double>(
        "samvad.queue.age", "s", "How old a message was when work on it began; of a batch its oldest");

    public static readonly Histogram<double> QueueWork = Meter.CreateHistogram<double>(
        "samvad.queue.work", "s", "How long the work on a message or batch took");

    public static readonly Counter<long> DeadLettered = Meter.CreateCounter<long>(
        "samvad.queue.dead_lettered", "{message}", "Messages put aside, by queue and code");

    public static readonly Histogram<double> LedgerDuration = Meter.CreateHistogram<double>(
        "samvad.ledger.duration", "s", "How long reading or writing a page of the ledger took");

    public static readonly Counter<long> LedgerConflicts = Meter.CreateCounter<long>(
        "samvad.ledger.conflicts", "{conflict}", "Pages that another writer wrote first, so that both were merged");

    public static readonly Counter<long> TicketsFiled = Meter.CreateCounter<long>(
        "samvad.tickets.filed", "{ticket}", "Tickets opened, by type");

    public static readonly Histogram<double> TicketAge = Meter.CreateHistogram<double>(
        "samvad.ticket.age", "s", "How old a ticket was when it was resolved, by type");

    public static readonly Counter<long> ImportRows = Meter.CreateCounter<long>(
        "samvad.import.rows", "{row}", "Rows of imports, by kind and whether they were accepted or rejected");

    public static readonly Counter<long> AlertsRaised = Meter.CreateCounter<long>(
        "samvad.alerts.raised", "{alert}", "Alerts raised, by kind");

    public static readonly Counter<long> RetentionRemoved = Meter.CreateCounter<long>(
        "samvad.retention.removed", "{item}", "Rows, tables and blobs that had been kept long enough, by what they were");

    private static readonly KeyValuePair<string, object?>[] Classes =
        [.. Enum.GetNames<FailureClass>().Select(name => Tag("class", Kebab(name)))];

    /// <summary>One message was taken by the provider.</summary>
    public static void Sent(string channel, Priority priority) =>
        MessagesSent.Add(1, Tag("channel", channel), Tag("priority", priority == Priority.Urgent ? "urgent" : "routine"));

    /// <summary>One message will not arrive.</summary>
    public static void Failed(Failure failure) =>
        MessagesFailed.Add(1, Classes[(int)failure.Class], Tag("code", failure.Code));

    /// <summary>An attempt failed and is repeated.</summary>
    public static void Retried(Failure failure) => MessagesRetried.Add(1, Classes[(int)failure.Class]);

    /// <summary>The provider reported something new of a message.</summary>
    public static void Reported(DeliveryStatus before, DeliveryStatus status, string? code)
    {
        // What is read is on the phone, also where that report comes first.
        if (status is DeliveryStatus.Delivered or DeliveryStatus.Read && before is not (DeliveryStatus.Delivered or DeliveryStatus.Read))
            MessagesDelivered.Add(1);
        if (status == DeliveryStatus.Read)
            MessagesRead.Add(1);
        else if (status == DeliveryStatus.Failed && MessagesFailed.Enabled)
            Failed(FailureTable.Of(code ?? "unknown"));
    }

    public static KeyValuePair<string, object?> Tag(string name, string? value) => new(name, value);

    private static string Kebab(string name) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(name);
}
