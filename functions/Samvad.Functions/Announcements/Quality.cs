using Samvad.Outages;
using Samvad.Outages.Reliability;
using Samvad.Storage;
using Samvad.Tracking;

namespace Samvad.Announcements;

/// <summary>How well people were told in a month (IST).</summary>
/// <param name="Month">As `2026-11`.</param>
/// <param name="Failed">People who have a failed row.</param>
/// <param name="PlannedNotices">Planned outages that were told ahead.</param>
/// <param name="LeadHours">Between the first notice and the switching off: half of them had more; null without any.</param>
/// <param name="LateNotices">Of the notices, those that came later than <see cref="OutageOptions.PlannedNotice"/> asks.</param>
public sealed record MonthOfTelling(
    string Month,
    int Announcements,
    int Audience,
    int Sent,
    int Delivered,
    int Read,
    int Failed,
    int Skipped,
    int PlannedNotices,
    double? LeadHours,
    int LateNotices);

/// <summary>Sums the announcements up by month; kept for a minute or more, as months change slowly.</summary>
public sealed class Quality(AnnouncementStore announcements, OutageStore outages, OutageOptions options, TimeProvider time)
{
    /// <summary>As many months as are summed up, this one included.</summary>
    public const int Months = 12;

    private const int PageSize = 1000;
    private const double Share = 0.05;
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, TimeSpan?> _leads = [];
    private Kept<IReadOnlyList<MonthOfTelling>>? _kept;

    /// <summary>The oldest first; every month, also those in which nobody was told anything.</summary>
    public ValueTask<IReadOnlyList<MonthOfTelling>> ReadAsync(CancellationToken cancellationToken) =>
        (_kept ??= new(ReadAsync, Age, time, Share)).GetAsync(cancellationToken);

    private async Task<IReadOnlyList<MonthOfTelling>> ReadAsync()
    {
        var first = OutageBook.MonthOf(time.GetUtcNow()).AddMonths(1 - Months);
        var months = Enumerable.Range(0, Months).ToDictionary(first.AddMonths, _ => new Sum());
        string? next = null;
        do
        {
            (var headers, next) = await announcements.ListAsync(PageSize, next, CancellationToken.None);
            foreach (var header in headers)
            {
                if (!months.TryGetValue(OutageBook.MonthOf(header.Announcement.CreatedAt), out var month))
                    return Views(months);
                month.Announcements++;
                month.Totals.Include(header.Totals);
                if (await LeadAsync(header.Announcement) is { } lead)
                    month.Leads.Add(lead);
            }
        }
        while (next is not null);
        return Views(months);
    }

    private async Task<TimeSpan?> LeadAsync(Announcement announcement)
    {
        if (announcement is not { Template: "planned_notice", Outage: { } key } || key.Split('~', 2) is not [var source, var id])
            return null;
        if (!_leads.TryGetValue(announcement.Id, out var lead))
            _leads[announcement.Id] = lead = (await outages.FindAsync(source, id, CancellationToken.None))?.Known.Lead;
        return lead;
    }

    private IReadOnlyList<MonthOfTelling> Views(Dictionary<DateOnly, Sum> months) =>
    [
        .. months.OrderBy(month => month.Key).Select(month => new MonthOfTelling(
            $"{month.Key:yyyy-MM}",
            month.Value.Announcements,
            month.Value.Totals.Audience,
            month.Value.Totals.Sent,
            month.Value.Totals.Delivered,
            month.Value.Totals.Read,
            month.Value.Totals.Failed.Values.Sum(),
            month.Value.Totals.Skipped.Values.Sum(),
            month.Value.Leads.Count,
            month.Value.Leads.Count == 0 ? null : Math.Round(month.Value.Leads.Order().ElementAt(month.Value.Leads.Count / 2).TotalHours, 1),
            month.Value.Leads.Count(lead => lead < options.PlannedNotice))),
    ];

    private sealed class Sum
    {
        public int Announcements { get; set; }
        public Counts Totals { get; } = new();
        public List<TimeSpan> Leads { get; } = [];
    }
}
