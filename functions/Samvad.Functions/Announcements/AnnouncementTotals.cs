using Samvad.Tracking;

namespace Samvad.Announcements;

/// <summary>The sum over an announcement's groups.</summary>
internal static class AnnouncementTotals
{
    /// <summary>A group that was not begun counts with the people it had when the announcement was planned, as queued.</summary>
    public static Counts Of(IEnumerable<GroupProgress> groups)
    {
        var totals = new Counts();
        foreach (var group in groups)
            totals.Include(group.Counts ?? new Counts { Audience = group.Expected, Queued = group.Expected });
        return totals;
    }
}
