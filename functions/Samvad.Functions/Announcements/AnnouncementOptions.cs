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

    /// <summary>Tips and notices that a person gets in seven days, marketing not counted. 0 is no limit. Default 2.</summary>
    [Range(0, 100)]
    public int RoutinePerWeek { get; set; } = 2;

    /// <summary>Messages of the marketing category that a person gets in seven days. 0 is no limit. Default 2.</summary>
    [Range(0, 100)]
    public int MarketingPerWeek { get; set; } = 2;

    /// <summary>More people than that are told only after a second person approved. 0 never asks. Default 5,000.</summary>
    [Range(0, int.MaxValue)]
    public int ApprovalAbove { get; set; } = 5_000;

    /// <summary>How long a request for approval stays open, if what it asks for does not expire before. Default 48 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan ApprovalExpiry { get; set; } = TimeSpan.FromHours(48);

    /// <summary>How late a scheduled run without a window of hours may still begin. Default 2 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan RunGrace { get; set; } = TimeSpan.FromHours(2);

    /// <summary>How long a scheduled run without a window of hours is news. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan RunExpiry { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// What a delivered message costs, by provider, category and currency, as `Prices:acs:utility:USD`. Default: Meta's
    /// prices for India from 1 January 2026, without tax, and the fee of Azure Communication Services (2023).
    /// </summary>
    public Dictionary<string, Dictionary<string, Dictionary<string, decimal>>> Prices { get; } = new()
    {
        ["cloud"] = new()
        {
            ["utility"] = new() { ["INR"] = 0.1150m }, ["marketing"] = new() { ["INR"] = 0.8631m },
            ["authentication"] = new() { ["INR"] = 0.1150m },
        },
        ["acs"] = new()
        {
            ["utility"] = new() { ["INR"] = 0.1150m, ["USD"] = 0.005m },
            ["marketing"] = new() { ["INR"] = 0.8631m, ["USD"] = 0.005m },
            ["authentication"] = new() { ["INR"] = 0.1150m, ["USD"] = 0.005m },
        },
    };

    /// <summary>The least time that any announcement gets, whatever its time of restoration. Default 30 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan LeastExpiry { get; set; } = TimeSpan.FromMinutes(30);
}
