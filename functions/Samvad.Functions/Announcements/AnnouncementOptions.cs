using System.ComponentModel.DataAnnotations;

namespace Samvad.Announcements;

/// <summary>Settings under `Announcements`.</summary>
public sealed class AnnouncementOptions
{
    public const string Section = "Announcements";
    private const string Hours = "^(([01][0-9]|2[0-3])-([01][0-9]|2[0-3]))?$";

    /// <summary>How long an outage without a time of restoration is news. Default 4 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan OutageExpiry { get; set; } = TimeSpan.FromHours(4);

    /// <summary>How long "supply is back" is news. Default 6 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan RestorationExpiry { get; set; } = TimeSpan.FromHours(6);

    /// <summary>
    /// When people are not told of planned work, as `22-07` in Indian Standard Time; empty is never. What is held goes
    /// out in the morning unless it expired. Default 22-07.
    /// </summary>
    [RegularExpression(Hours)]
    public string QuietHoursPlanned { get; set; } = "22-07";

    /// <summary>When people are not sent tips and notices. Default 22-07.</summary>
    [RegularExpression(Hours)]
    public string QuietHoursRoutine { get; set; } = "22-07";

    /// <summary>The least time that any announcement gets, whatever its time of restoration. Default 30 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan LeastExpiry { get; set; } = TimeSpan.FromMinutes(30);
}
