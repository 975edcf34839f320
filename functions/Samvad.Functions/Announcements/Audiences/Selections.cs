using Samvad.Access;
using Samvad.Consumers;
using Samvad.Outages;

namespace Samvad.Announcements.Audiences;

/// <summary>
/// Reads what a caller names as an audience. Whether it lies in the caller's offices judges
/// <see cref="AnnouncementScope"/>; what changes later is kept there by <see cref="Announcement.Within"/>.
/// </summary>
public sealed class Selections(AudienceStore saved, MadeWithin reach, Offices offices, Groups groups)
{
    internal async Task<Selection> ReadAsync(
        string at, AudienceBody? body, Caller caller, FieldCheck check, CancellationToken cancellationToken)
    {
        if (body?.Saved is { Length: > 0 } id)
            return await FindAsync(at, check.Id(at + "saved", id), caller, check, cancellationToken);
        var selection = new Selection(
            body?.Places(at, check) ?? Affected.Nothing,
            body?.Traits(at, check) ?? Traits.None,
            body?.Exclude?.Places(at + "exclude.", check) ?? Affected.Nothing,
            body?.Exclude?.Traits(at + "exclude.", check) ?? Traits.None);
        if (selection.Places.IsEmpty)
            check.Add(at + "offices", null, "required", "At least one office, group, feeder, transformer or consumer number.");
        if (!check.Faults.Exists(fault => fault.Field.StartsWith(at + "offices", StringComparison.Ordinal)))
            await CheckPlacesAsync(at, selection, check, cancellationToken);
        return selection;
    }

    private async Task<Selection> FindAsync(
        string at, string id, Caller caller, FieldCheck check, CancellationToken cancellationToken)
    {
        if (await saved.FindAsync(id, cancellationToken) is { } audience && await reach.SeesAsync(caller, audience.Within, cancellationToken))
            return audience.Selection;
        check.Add(at + "saved", id, "unknown-audience", "The id of a saved audience: see GET /api/audiences.");
        return new(Affected.Nothing, Traits.None, Affected.Nothing, Traits.None);
    }

    private async Task CheckPlacesAsync(
        string at, Selection selection, FieldCheck check, CancellationToken cancellationToken)
    {
        var tree = await offices.ReadTreeAsync(cancellationToken);
        for (var i = 0; i < selection.Places.Offices.Count; i++)
        {
            var code = selection.Places.Offices[i];
            if (tree.Find(code) is null)
                check.Add($"{at}offices[{i}]", code, "unknown-office", "The code of an office: see GET /api/offices.");
        }

        for (var i = 0; i < selection.Places.Groups.Count; i++)
        {
            var id = selection.Places.Groups[i];
            if (await groups.FindAsync(id, cancellationToken) is null)
                check.Add($"{at}groups[{i}]", id, "unknown-group", "The id of a group: see GET /api/groups.");
        }
    }
}
