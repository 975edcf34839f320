using Microsoft.Extensions.Options;
using Samvad.Access;
using Samvad.Announcements.Audiences;
using Samvad.Announcements.Library;
using Samvad.Consumers;
using Samvad.Outages;
using Samvad.WhatsApp;

namespace Samvad.Announcements;

/// <summary>Makes an announcement of what a caller asks for, and finds all faults.</summary>
public sealed class AnnouncementReader(
    TemplateCatalogue catalogue,
    ContentLibrary library,
    LibraryTemplates templates,
    Selections selections,
    IOptions<AnnouncementOptions> options,
    TimeProvider time)
{
    private const int LongestReason = 200;

    /// <param name="isDraft">Only to be looked at: name, template and expiry may be left out.</param>
    /// <returns>The announcement, without an id yet; of no use where the check found faults.</returns>
    internal async Task<Announcement> ReadAsync(
        AnnouncementRequest body, Caller caller, bool isDraft, FieldCheck check, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var announcement = await ContentOfAsync(
            body with { ExternalId = isDraft && body.ExternalId is null ? "DRAFT" : check.Id("externalId", body.ExternalId) },
            isDraft, check, cancellationToken);
        announcement = announcement with
        {
            ExpiresAt = isDraft && body.ExpiresAt is null ? now + options.Value.RunExpiry : body.Expiry(now, check),
            Within = MadeWithin.Of(caller),
            By = new Hand(caller.Id, caller.Name),
            Emergency = Emergency(body, announcement, check),
        };
        var (people, at) = body.People;
        return (await selections.ReadAsync(at, people, caller, check, cancellationToken)).For(announcement);
    }

    /// <returns>What is said, without an audience; of no use where the check found faults.</returns>
    internal async Task<Announcement> ContentOfAsync(
        AnnouncementRequest body, bool isDraft, FieldCheck check, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (topic, template, own) = await ContentAsync(body, isDraft, check, cancellationToken);
        var reference = body.ExternalId ?? "";
        return new Announcement(
            "", reference, topic, template?.Name ?? "",
            template is null ? new Dictionary<string, IReadOnlyList<string?>>() : body.Compose(template, reference, check),
            Affected.Nothing, "api", now, now)
        {
            Own = own,
            Frequency = FrequencyOf(topic, template),
        };
    }

    /// <summary>Outages and planned work are told however often they happen.</summary>
    public static Frequency? FrequencyOf(Topics topic, Template? template) => topic is not (Topics.Safety or Topics.Service) ? null
        : template?.Category == TemplateCategory.Marketing ? Frequency.Marketing
        : Frequency.Routine;

    private async Task<(Topics Topic, Template? Template, Template? Own)> ContentAsync(
        AnnouncementRequest body, bool isDraft, FieldCheck check, CancellationToken cancellationToken)
    {
        if (body.Item is { Length: > 0 } id)
        {
            if (body.Template is not null)
                check.Add("template", body.Template, "either", "An item or a template, not both.");
            if (await library.FindAsync(id, cancellationToken) is { } item)
                return (item.Topic, templates.Of(item), templates.Of(item));
            check.Add("item", id, "unknown-item", "The id of an item of the library: see GET /api/library.");
            return default;
        }

        var topic = body.TopicOf(check);
        if (isDraft && body.Template is null)
            return (topic, null, null);
        var name = check.OneOf("template", body.Template, [.. catalogue.Templates.Select(template => template.Name)]);
        return (topic, catalogue.Find(name), null);
    }

    private static string? Emergency(AnnouncementRequest body, Announcement announcement, FieldCheck check)
    {
        if (body.Emergency is null)
            return null;
        var isUrgent = announcement.Topic is Topics.Outage or Topics.Planned
            || announcement is { Topic: Topics.Safety, Frequency: Frequency.Routine };
        if (!isUrgent)
            check.Add("emergency", null, "not-urgent", "Only outages, planned work and safety messages of the utility category.");
        return check.Text("emergency", body.Emergency, LongestReason);
    }
}
