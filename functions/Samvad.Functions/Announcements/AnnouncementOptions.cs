namespace Samvad.Announcements;

/// <summary>Settings under `Announcements`.</summary>
public sealed class AnnouncementOptions
{
    public const string Section = "Announcements";

    /// <summary>How long an outage without a time of restoration is news. Default 4 h.</summary>
    public TimeSpan OutageExpiry { get; set; } = TimeSpan.FromHours(4);

    /// <summary>How long "supply is back" is news. Default 6 h.</summary>
    public TimeSpan RestorationExpiry { get; set; } = TimeSpan.FromHours(6);

    /// <summary>The least time that any announcement gets, whatever its time of restoration. Default 30 min.</summary>
    public TimeSpan LeastExpiry { get; set; } = TimeSpan.FromMinutes(30);
}
