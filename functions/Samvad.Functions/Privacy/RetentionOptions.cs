using System.ComponentModel.DataAnnotations;

namespace Samvad.Privacy;

/// <summary>Settings under `Retention`: how long what is kept.</summary>
public sealed class RetentionOptions
{
    public const string Section = "Retention";

    /// <summary>Whole months of the ledger and of announcements, besides the running one. Default 13: a year and its comparison.</summary>
    [Range(1, 120)]
    public int LedgerMonths { get; set; } = 13;

    /// <summary>Pictures that people sent. Default 90: a ticket is closed by then.</summary>
    [Range(1, 3650)]
    public int MediaDays { get; set; } = 90;

    /// <summary>What was done by whom. Default 1096, three years.</summary>
    [Range(30, 3650)]
    public int AuditDays { get; set; } = 1096;

    /// <summary>Closed tickets. Default 1096, three years.</summary>
    [Range(30, 3650)]
    public int TicketDays { get; set; } = 1096;

    /// <summary>What staff were asked and never answered. Default 90.</summary>
    [Range(2, 3650)]
    public int StaffTalkDays { get; set; } = 90;

    /// <summary>Who answered whether supply is back, who reported none, who told whom. Default 90.</summary>
    [Range(2, 3650)]
    public int AnswerDays { get; set; } = 90;

    /// <summary>Counts that only matter on the day, and storms that are over. Default 7.</summary>
    [Range(2, 3650)]
    public int DayCountDays { get; set; } = 7;

    /// <summary>Finished imports with their rejected rows, and files that an import left behind. Default 90.</summary>
    [Range(1, 3650)]
    public int ImportDays { get; set; } = 90;

    /// <summary>Messages that were put aside and that nobody replayed. Default 30.</summary>
    [Range(1, 3650)]
    public int DeadLetterDays { get; set; } = 30;

    /// <summary>Alerts that are over. Default 400.</summary>
    [Range(1, 3650)]
    public int AlertDays { get; set; } = 400;
}
