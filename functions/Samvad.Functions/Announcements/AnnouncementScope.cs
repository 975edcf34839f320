using Microsoft.AspNetCore.Http;
using Samvad.Access;
using Samvad.Outages;
using Samvad.Tracking;

namespace Samvad.Announcements;

/// <summary>What a caller sees of announcements: those that reach the own offices, and of these the own groups.</summary>
public sealed class AnnouncementScope(
    AnnouncementStore announcements, Progress progress, OfficeScopes scopes, AffectedOffices affected)
{
    /// <summary>Headers looked at for one page; where few are the caller's, a page may be short and yet not the last.</summary>
    private const int LookedAtOnce = 1000;

    /// <summary>A page, newest first, with the counts of the own groups, and where the next page starts.</summary>
    public async Task<(IReadOnlyList<AnnouncementHeader> Headers, string? Continuation)> ListAsync(
        HttpRequest request, int top, string? continuation, CancellationToken cancellationToken)
    {
        var scope = await scopes.OfAsync(request, cancellationToken);
        if (scope.IsEverywhere)
            return await announcements.ListAsync(top, continuation, cancellationToken);
        var page = new List<AnnouncementHeader>();
        for (var looked = 0; looked < LookedAtOnce; looked += top)
        {
            var (headers, next) = await announcements.ListAsync(top, continuation, cancellationToken);
            foreach (var header in headers)
            {
                continuation = header.Announcement.Id;
                if (await OwnAsync(header, scope, cancellationToken) is { } own)
                    page.Add(own);
                if (page.Count == top)
                    return (page, continuation);
            }

            if (next is null)
                return (page, null);
        }

        return (page, continuation);
    }

    public async Task<bool> SeesAsync(HttpRequest request, AnnouncementHeader header, CancellationToken cancellationToken)
    {
        var scope = await scopes.OfAsync(request, cancellationToken);
        return scope.IsEverywhere || scope.Touches(await affected.OfAsync(header.Announcement, cancellationToken));
    }

    /// <summary>Whether the caller may tell the audience, and decide on what it is told: nobody of it is elsewhere.</summary>
    public async Task<bool> RulesAsync(HttpRequest request, Affected audience, CancellationToken cancellationToken)
    {
        var scope = await scopes.OfAsync(request, cancellationToken);
        return scope.IsEverywhere || scope.Covers(await affected.OfAsync(audience, cancellationToken));
    }

    /// <summary>Where it is told.</summary>
    public Task<IReadOnlySet<string>> OfficesAsync(Announcement announcement, CancellationToken cancellationToken) =>
        affected.OfAsync(announcement, cancellationToken);

    /// <inheritdoc cref="OfficesAsync(Announcement, CancellationToken)"/>
    public Task<IReadOnlySet<string>> OfficesAsync(Affected audience, CancellationToken cancellationToken) =>
        affected.OfAsync(audience, cancellationToken);

    /// <summary>The groups in the caller's offices; null for all.</summary>
    public async Task<Func<string, bool>?> GroupsAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var scope = await scopes.OfAsync(request, cancellationToken);
        if (scope.IsEverywhere)
            return null;
        var groups = await affected.OfGroupsAsync(cancellationToken);
        return group => scope.Contains(groups.GetValueOrDefault(group));
    }

    public async Task<IReadOnlyList<GroupProgress>> WithinAsync(
        HttpRequest request, IReadOnlyList<GroupProgress> all, CancellationToken cancellationToken) =>
        await GroupsAsync(request, cancellationToken) is { } isOwn ? [.. all.Where(group => isOwn(group.Group))] : all;

    private async Task<AnnouncementHeader?> OwnAsync(
        AnnouncementHeader header, OfficeScope scope, CancellationToken cancellationToken)
    {
        var hit = await affected.OfAsync(header.Announcement, cancellationToken);
        if (scope.Covers(hit))
            return header;
        if (!scope.Touches(hit))
            return null;
        var offices = await affected.OfGroupsAsync(cancellationToken);
        var own = (await progress.ReadAsync(header.Announcement.Id, cancellationToken))
            .Where(group => scope.Contains(offices.GetValueOrDefault(group.Group))).ToList();
        return header with { Groups = own.Count, Totals = AnnouncementTotals.Of(own) };
    }
}
