using Samvad.Consumers;
using Samvad.Tracking;

namespace Samvad.Announcements.Reports;

/// <summary>An office's part of an announcement.</summary>
public sealed record OfficeCount(string Office, Names? Name, Counts Counts);

/// <summary>Sums the groups of an announcement up by their offices.</summary>
public sealed class OfficeCounts(Groups groups, Offices offices)
{
    /// <summary>Ordered by code; groups that are gone under an empty one.</summary>
    public async Task<IReadOnlyList<OfficeCount>> OfAsync(
        IReadOnlyList<GroupProgress> progress, CancellationToken cancellationToken)
    {
        var officeOf = (await groups.AllAsync(cancellationToken)).ToDictionary(group => group.Id, group => group.Office);
        var tree = await offices.ReadTreeAsync(cancellationToken);
        return [.. progress.GroupBy(row => officeOf.GetValueOrDefault(row.Group, ""))
            .OrderBy(office => office.Key, StringComparer.Ordinal)
            .Select(office => new OfficeCount(office.Key, tree.Find(office.Key)?.Name, AnnouncementTotals.Of(office)))];
    }

    public static object View(OfficeCount office) => new
    {
        office.Office,
        office.Name,
        office.Counts.Audience,
        office.Counts.Queued,
        office.Counts.Sent,
        office.Counts.Delivered,
        office.Counts.Read,
        Failed = office.Counts.Failed.Values.Sum(),
        Skipped = office.Counts.Skipped.Values.Sum(),
    };
}
