using System.ComponentModel.DataAnnotations;

namespace Samvad.Outages;

/// <summary>Settings under `Outages`: when people are told.</summary>
public sealed class OutageOptions
{
    public const string Section = "Outages";

    /// <summary>
    /// How old an unplanned outage is when people are first told; one that ends before is momentary. Default 5 min: the
    /// usual bound of a momentary interruption, and most reclosings are over by then. 0 speaks at once.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan MomentaryHold { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A time of restoration that is nearer is not told. Default 15 min: it has passed before most have read it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan NoEtrBefore { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>By how much a time must move to be told again. Default 15 min: less changes nobody's plans.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan EtrChange { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The notice that planned work is to have; a shorter one is flagged as late. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan PlannedNotice { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How long ahead planned work is told at the earliest. Default 48 h: early enough for a notice held by quiet hours,
    /// late enough to be remembered.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan PlannedEarliest { get; set; } = TimeSpan.FromHours(48);

    /// <summary>How long ahead people are reminded of planned work. Default 1 h: time to charge and to fill the tank.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan PlannedReminder { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// More outages than this at one office within <see cref="StormWindow"/> are a storm. Default 10: a section of some
    /// forty transformers has one to three on a bad day. 0 knows no storms.
    /// </summary>
    [Range(0, 100_000)]
    public int StormOutages { get; set; } = 10;

    /// <summary>Within how long they are counted, and after how long without a new one a storm is over. Default 30 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan StormWindow { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a storm's outages are gathered for its first digest. Default 5 min: most of a squall is in.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan StormGather { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The time between two digests of a storm; a person gets one each at most. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan StormDigest { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Messages about outages that a person gets in an Indian day; the last of them says that it is the last. Default 10:
    /// three outages told in full. 0 is no limit.
    /// </summary>
    [Range(0, 1_000)]
    public int MostPerDay { get; set; } = 10;
}
