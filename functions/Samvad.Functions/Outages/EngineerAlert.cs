using System.Globalization;
using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.Dialogue;
using Samvad.Operations;
using Samvad.WhatsApp;

namespace Samvad.Outages;

/// <summary>
/// An outage that lasts longer than was estimated: the control room sees an alert, and the engineers of its section, or of
/// the nearest office above that has any, get a message, once for each time that passed.
/// </summary>
public sealed class EngineerAlert(
    Alerts alerts, OutageOffices outageOffices, Offices offices, Staff staff, Letters letters, TemplateCatalogue catalogue)
{
    /// <summary>The kind of the alert.</summary>
    public const string Kind = "etr-passed";

    private const string Template = "outage_overdue";

    public async Task RaiseAsync(OutageReport outage, Known known, CancellationToken cancellationToken)
    {
        var office = known.Office ?? await outageOffices.OfAsync(outage.Affected, cancellationToken);
        await alerts.RaiseAsync(
            Kind,
            outage.Key,
            $"Office {office ?? "unknown"}: supply was to be back at {outage.Etr?.ToOffset(IndianTime.Offset):yyyy-MM-dd HH:mm} IST and is not. "
            + "See to the crew and report a new time.",
            cancellationToken);
        if (office is null)
            return;
        var tree = await offices.ReadTreeAsync(cancellationToken);
        foreach (var engineer in (await staff.ReadAsync(cancellationToken)).InCharge(office, OfficeLevel.Section, tree))
        {
            var cause = string.Create(CultureInfo.InvariantCulture, $"overdue:{outage.Key}:{outage.Etr?.UtcTicks}:{engineer.Address}");
            var content = Content(outage, tree.Find(office), engineer.Language);
            await letters.SendAsync(new(cause, engineer.Address, content, content) { Office = office }, cancellationToken);
        }
    }

    public Task ClearAsync(OutageReport outage, CancellationToken cancellationToken) =>
        alerts.ClearAsync(Kind, outage.Key, cancellationToken);

    private TemplateContent Content(OutageReport outage, Office? office, string language) => new(
        catalogue[Template],
        language,
        [
            office?.Name.In(language) ?? "-",
            OutageWords.CauseOf(catalogue, outage).In(language),
            catalogue.Time(outage.Start, language),
            outage.Etr is { } etr ? catalogue.Time(etr, language) : "-",
            outage.Reference,
        ]);
}
