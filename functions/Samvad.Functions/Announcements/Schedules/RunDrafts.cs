using System.Globalization;
using Microsoft.Extensions.Options;
using Samvad.Announcements.Library;
using Samvad.Consumers;
using Samvad.Outages;
using Samvad.WhatsApp;

namespace Samvad.Announcements.Schedules;

/// <summary>Makes the announcement of a run.</summary>
public sealed class RunDrafts(
    ContentLibrary library, LibraryTemplates templates, TemplateStates states, IOptions<AnnouncementOptions> options)
{
    /// <summary>The same for a due time, whoever makes it.</summary>
    public static string IdOf(Schedule schedule, DateTimeOffset due) =>
        AnnouncementId.New(due, $"schedule~{schedule.Id}", due.ToUnixTimeSeconds());

    /// <summary>The items of the library that WhatsApp does not refuse.</summary>
    public async Task<IReadOnlyList<LibraryItem>> ShelfAsync(CancellationToken cancellationToken)
    {
        var known = await states.AllAsync(cancellationToken);
        return [.. (await library.AllAsync(cancellationToken))
            .Where(item => known.GetValueOrDefault(item.TemplateName)?.Values.Any(TemplateStates.IsRefused) != true)];
    }

    /// <returns>Null where the item is gone from the library, or asks for other values by now.</returns>
    public async Task<Announcement?> OfAsync(
        Schedule schedule, DateTimeOffset due, string itemId, CancellationToken cancellationToken)
    {
        if (await library.FindAsync(itemId, cancellationToken) is not { } item)
            return null;
        var template = templates.Of(item);
        var reference = ReferenceOf(schedule, due);
        var check = new FieldCheck();
        var values = Asked(schedule.What.Values).Compose(template, reference, check);
        if (check.Faults.Count > 0)
            return null;
        return schedule.Whom.For(new Announcement(
            IdOf(schedule, due), reference, item.Topic, template.Name, values, Affected.Nothing, "schedule", due,
            schedule.When.CloseOf(due) ?? due + options.Value.RunExpiry)
        {
            Own = template,
            Within = schedule.Within,
            By = schedule.ChangedBy,
            Frequency = AnnouncementReader.FrequencyOf(item.Topic, template),
        });
    }

    internal static AnnouncementRequest Asked(IReadOnlyDictionary<string, IReadOnlyList<string?>>? values) => new(
        null, null, null, values?.ToDictionary(one => one.Key, one => (IReadOnlyList<string?>?)one.Value), null, null, null, null, null);

    /// <summary>As people read it: the schedule and its due time in India.</summary>
    private static string ReferenceOf(Schedule schedule, DateTimeOffset due)
    {
        var local = due.ToOffset(IndianTime.Offset);
        return $"{schedule.Id}-{local.ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}";
    }
}
