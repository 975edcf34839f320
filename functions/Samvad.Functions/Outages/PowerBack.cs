using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.Operations;
using Samvad.Storage;
using Samvad.WhatsApp;

namespace Samvad.Outages;

/// <summary>
/// "Is your power back?": counts the answers, and makes a "no" a nested outage of the person's transformer, which
/// began when the first one did.
/// </summary>
public sealed partial class PowerBack(
    AnnouncementStore announcements,
    OutageStore outages,
    People people,
    MemberPages members,
    Replies replies,
    TemplateCatalogue catalogue,
    [FromKeyedServices(QueueNames.OutageEvents)] ServiceBusSender queue,
    ILogger<PowerBack> logger)
{
    /// <summary>The source of outages that answers opened.</summary>
    public const string Source = "replies";
    private const string Yes = "back:yes";
    private const string No = "back:no";
    private const string Unknown = "unknown";
    private const int LongestId = 80;

    /// <param name="receivedAt">Counts where the provider does not say when it was written.</param>
    /// <returns>What to answer; null where it is no such answer.</returns>
    public async Task<string?> HearAsync(InboundEvent letter, DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        var back = QuickReply.AnnouncementOf(letter.ButtonPayload, Yes) is not null;
        var id = QuickReply.AnnouncementOf(letter.ButtonPayload, back ? Yes : No);
        if (id is null || await announcements.FindAsync(id, cancellationToken) is not { Outage: { } key } announcement)
            return null;
        var person = await people.FindAsync(letter.From, cancellationToken);
        var seat = await SeatAsync(person, announcement.Audience, cancellationToken);
        var at = letter.At == default ? receivedAt : letter.At;
        await replies.NoteAsync(key, seat?.Transformer ?? Unknown, letter.From, back, at, cancellationToken);
        var reported = !back && seat is not null
            && await outages.FindAsync(announcement.Source, key[(announcement.Source.Length + 1)..], cancellationToken) is { } outage
            && await ReportAsync(outage.Report, seat, letter, at, cancellationToken);
        var text = back ? TextNames.PowerBackYes : reported ? TextNames.PowerBackNo : TextNames.PowerBackNoPlace;
        return catalogue.Text(text).In(person?.Language ?? "mr");
    }

    /// <summary>The person's seat at what was restored, else any.</summary>
    private async Task<Member?> SeatAsync(Person? person, Affected restored, CancellationToken cancellationToken)
    {
        Member? any = null;
        foreach (var group in (person?.Seats ?? []).Select(seat => seat.Group).Distinct())
        {
            foreach (var member in await members.ReadAsync(group, cancellationToken))
            {
                if (member.Address != person!.Address)
                    continue;
                if (restored.Feeders.Contains(member.Feeder) || restored.Transformers.Contains(member.Transformer)
                    || restored.ConsumerNumbers.Contains(member.ConsumerNumber))
                    return member;
                any ??= member;
            }
        }

        return any;
    }

    /// <returns>Whether the place is known, so that somebody can be sent.</returns>
    private async Task<bool> ReportAsync(
        OutageReport restored, Member seat, InboundEvent letter, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if ((seat.Transformer ?? seat.ConsumerNumber ?? seat.Feeder) is not { } place)
            return false;
        // Still out after a nested one was restored: the same one goes on.
        var again = restored.Source == Source;
        var externalId = again ? restored.ExternalId : $"{restored.ExternalId}-{place}";
        var report = restored with
        {
            Source = Source,
            ExternalId = externalId.Length <= LongestId ? externalId : NameBasedGuid.Of(Source, externalId).ToString("n"),
            Revision = RevisionOf(letter, at),
            // Until then they count in the outage around it, and the indices must not count them twice.
            Start = again ? restored.Start : restored.RestoredAt ?? restored.ReceivedAt,
            Kind = OutageKind.Unplanned,
            State = OutageState.StillOut,
            Etr = null,
            RestoredAt = null,
            Restored = null,
            Affected = new Affected(
                [],
                seat.Transformer is null && seat.ConsumerNumber is null ? [place] : [],
                seat.Transformer is { } transformer ? [transformer] : [],
                seat.ConsumerNumber is { } consumer ? [consumer] : []),
            ReceivedAt = at,
            Parent = again ? restored.Parent : restored.Key,
            CustomersAffected = null,
            CustomersRestored = null,
            AmendedAt = null,
            By = null,
        };
        await queue.SendMessageAsync(ToMessage(report, letter), cancellationToken);
        LogStillOut(report.ExternalId, report.Parent);
        return true;
    }

    /// <summary>By time, and another one for each letter of one instant.</summary>
    private static long RevisionOf(InboundEvent letter, DateTimeOffset at) =>
        at.ToUnixTimeMilliseconds() * 1024 + NameBasedGuid.Of("revision", letter.Id).ToByteArray()[0];

    private static ServiceBusMessage ToMessage(OutageReport report, InboundEvent letter) =>
        new ServiceBusMessage(BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(report, OutageJson.Default.OutageReport)))
        {
            SessionId = report.Key,
            MessageId = NameBasedGuid.Of("still-out", letter.Id).ToString(),
            ContentType = "application/json",
        }.Versioned();

    [LoggerMessage(EventIds.StillOutHeard, LogLevel.Warning, "Nested outage {ExternalId} within {Parent}: somebody answered that supply is not back")]
    private partial void LogStillOut(string externalId, string? parent);
}
