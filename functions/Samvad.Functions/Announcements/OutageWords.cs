using System.Globalization;
using Microsoft.Extensions.Options;
using Samvad.Consumers;
using Samvad.Outages;
using Samvad.WhatsApp;

namespace Samvad.Announcements;

/// <summary>Turns what is to be told of an outage into the words of a template.</summary>
public sealed class OutageWords(TemplateCatalogue catalogue, IOptions<AnnouncementOptions> options)
{
    public Announcement Of(OutageReport outage, Said said)
    {
        var template = TemplateOf(outage.Kind, said);
        var cause = CauseOf(catalogue, outage);
        var reference = OutageReport.ReferenceOf(outage.ExternalId, said.Revision, said.AmendedAt);
        return new Announcement(
            said.Id,
            reference,
            outage.Kind == OutageKind.Planned ? Topics.Planned : Topics.Outage,
            template,
            Filled(template, (name, language) => name switch
            {
                "reason" => cause.In(language),
                "since" => catalogue.Time(outage.Start, language),
                "until" => Time(said.Etr, language),
                "at" => catalogue.Time(outage.RestoredAt ?? outage.ReceivedAt, language),
                Template.Reference => reference,
                _ => throw Nothing(template, name),
            }),
            said.To,
            outage.Source,
            said.At,
            ExpiryOf(outage, said))
        {
            Supersedes = said.Supersedes,
            Except = said.Except.IsEmpty ? null : said.Except,
            Outage = outage.Key,
            Latest = catalogue.Text(LatestOf(said.Notice)),
        };
    }

    /// <summary>Why supply is off, as people are told.</summary>
    public static Names CauseOf(TemplateCatalogue catalogue, OutageReport outage) => catalogue.Cause(
        outage.CauseCode ?? (outage.Kind == OutageKind.Planned ? "plannedMaintenance" : null), outage.CauseText);

    public Announcement Of(Digest digest)
    {
        var template = digest.Etr is null ? "storm_digest" : "storm_digest_etr";
        var reference = string.Create(CultureInfo.InvariantCulture, $"STORM-{digest.Office}.{digest.Number}");
        return new Announcement(
            digest.Id,
            reference,
            Topics.Outage,
            template,
            Filled(template, (name, language) => name switch
            {
                "count" => digest.Outages.ToString(CultureInfo.InvariantCulture),
                "until" => Time(digest.Etr, language),
                Template.Reference => reference,
                _ => throw Nothing(template, name),
            }),
            digest.To,
            "storm",
            digest.At,
            digest.At + options.Value.OutageExpiry)
        {
            Outage = $"storm~{digest.Office}",
            Latest = catalogue.Text(TextNames.LatestOff),
        };
    }

    private static string TemplateOf(OutageKind kind, Said said) => (said.Notice, kind) switch
    {
        (Notice.Off, OutageKind.Planned) => "planned_started",
        (Notice.Restored, OutageKind.Planned) => "planned_restored",
        (Notice.Cancelled, OutageKind.Planned) => "planned_cancelled",
        (Notice.Off, _) => said.Etr is null ? "outage_confirmed" : "outage_confirmed_etr",
        (Notice.EtrChanged, _) => "outage_etr_changed",
        (Notice.Delayed, _) => "outage_delayed",
        (Notice.PartlyRestored, _) => "outage_partly_restored",
        (Notice.Restored, _) => "outage_restored",
        (Notice.Cancelled, _) => "outage_cancelled",
        (Notice.StillOut, _) => "outage_still_out",
        (Notice.Planned, _) => "planned_notice",
        (Notice.Reminder, _) => "planned_reminder",
        (Notice.Extended, _) => "planned_extended",
        _ => throw new InvalidOperationException($"There is no template for {said.Notice}."),
    };

    private static string LatestOf(Notice notice) => notice switch
    {
        Notice.Restored or Notice.PartlyRestored or Notice.Cancelled => TextNames.LatestOn,
        Notice.Planned or Notice.Reminder => TextNames.LatestPlanned,
        _ => TextNames.LatestOff,
    };

    /// <summary>Null stands for the name of the person's own office.</summary>
    private Dictionary<string, IReadOnlyList<string?>> Filled(string template, Func<string, string, string> value) =>
        TemplateCatalogue.Languages.ToDictionary(
            language => language,
            IReadOnlyList<string?> (language) =>
                [.. catalogue[template].Parameters.Select(name => name == "place" ? null : value(name, language))]);

    private string Time(DateTimeOffset? at, string language) => at is { } time
        ? catalogue.Time(time, language)
        : catalogue.Text(TextNames.EndUnknown).In(language);

    /// <summary>News until something else should be true; afterwards the message would only puzzle.</summary>
    private DateTimeOffset ExpiryOf(OutageReport outage, Said said)
    {
        var expiry = said.Notice switch
        {
            Notice.Restored or Notice.PartlyRestored or Notice.Cancelled => said.At + options.Value.RestorationExpiry,
            Notice.Planned or Notice.Reminder => outage.Start,
            Notice.Delayed => said.At + options.Value.OutageExpiry,
            _ => said.Etr ?? (outage.Etr > said.At ? outage.Etr : null) ?? said.At + options.Value.OutageExpiry,
        };
        var least = said.At + options.Value.LeastExpiry;
        return expiry > least ? expiry : least;
    }

    private static InvalidOperationException Nothing(string template, string name) =>
        new($"Template {template}: nothing is known for '{name}'.");
}
