using Microsoft.AspNetCore.Http;
using Samvad.Access;
using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.Outages;

namespace Samvad.Operations;

/// <summary>Which dead letters a caller sees: those about the own offices; what cannot be read, only who sees all.</summary>
public sealed class LetterScope(
    OfficeScopes scopes, AffectedOffices affected, AnnouncementStore announcements, OutageStore outages, ImportLog imports)
{
    public async Task<IReadOnlyList<DeadLetter>> SeenAsync(
        HttpRequest request, IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
    {
        var scope = await scopes.OfAsync(request, cancellationToken);
        if (scope.IsEverywhere)
            return letters;
        var seen = new List<DeadLetter>();
        foreach (var letter in letters)
        {
            if (scope.Covers(await OfficesAsync(letter.What, cancellationToken)))
                seen.Add(letter);
        }

        return seen;
    }

    /// <summary>Empty where it is not known.</summary>
    public async Task<IReadOnlyCollection<string>> OfficesAsync(LetterSubject? what, CancellationToken cancellationToken) => what switch
    {
        { Group: { } group } => await affected.OfGroupAsync(group, cancellationToken) is { } office ? [office] : [],
        { Announcement: { } id } => await announcements.FindHeaderAsync(id, cancellationToken) is { } header
            ? [.. await affected.OfAsync(header.Announcement, cancellationToken)] : [],
        { Outage: { } key } => await outages.FindAsync(key, cancellationToken) is { } outage
            ? [.. await affected.OfAsync(outage.Report.Affected, cancellationToken)] : [],
        { Import: { } id } => (await imports.FindAsync(id, cancellationToken))?.Offices ?? [],
        _ => [],
    };
}
