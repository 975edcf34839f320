using System.Globalization;
using System.Text.Json.Serialization;
using NCrontab;

namespace Samvad.Announcements.Schedules;

/// <summary>A moment at which a run is due.</summary>
/// <param name="IsFree">It falls on a holiday or an excepted day: nothing is sent.</param>
public readonly record struct Occurrence(DateTimeOffset Due, bool IsFree);

/// <summary>When a schedule is due, in Indian Standard Time.</summary>
/// <param name="Once">At this moment and never again.</param>
/// <param name="Cron">Or by NCRONTAB of five fields, or six with seconds.</param>
/// <param name="Window">Hours within which it may run, as `09:00-18:00`; a due time outside is none.</param>
/// <param name="Until">The last day.</param>
/// <param name="SkipsHolidays">Nothing is due on the holidays of the settings (`Tickets:Holidays`).</param>
/// <param name="Except">Other days on which nothing is due.</param>
public sealed record Timetable(
    DateTimeOffset? Once, string? Cron, string? Window, DateOnly? Until, bool SkipsHolidays, IReadOnlyList<DateOnly> Except)
{
    /// <summary>What is looked for no further.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(5 * 366);

    /// <returns>Null where it is no expression of five or six fields.</returns>
    public static CrontabSchedule? Parse(string? cron) => cron is null ? null : CrontabSchedule.TryParse(
        cron,
        new CrontabSchedule.ParseOptions { IncludingSeconds = cron.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6 });

    public static bool TryParseWindow(string? window, out (TimeSpan From, TimeSpan To) hours)
    {
        hours = default;
        return window?.Split('-') is [var from, var to]
            && TimeSpan.TryParseExact(from, @"hh\:mm", CultureInfo.InvariantCulture, out hours.From)
            && TimeSpan.TryParseExact(to, @"hh\:mm", CultureInfo.InvariantCulture, out hours.To)
            && hours.From < hours.To;
    }

    /// <summary>The moments after the one and up to the other, free days included.</summary>
    public IEnumerable<Occurrence> Between(DateTimeOffset after, DateTimeOffset until, IReadOnlyCollection<DateOnly> holidays)
    {
        foreach (var due in Moments(after, until))
        {
            var day = DateOnly.FromDateTime(due.Date);
            if (day > Until)
                yield break;
            if (IsWithin(due))
                yield return new(due.ToUniversalTime(), Except.Contains(day) || (SkipsHolidays && holidays.Contains(day)));
        }
    }

    /// <returns>Null where nothing is due any more.</returns>
    public DateTimeOffset? Next(DateTimeOffset after, IReadOnlyCollection<DateOnly> holidays)
    {
        foreach (var occurrence in Between(after, after + Horizon, holidays))
        {
            if (!occurrence.IsFree)
                return occurrence.Due;
        }

        return null;
    }

    /// <summary>When the window closes in which the due time lies; null where there is no window.</summary>
    public DateTimeOffset? CloseOf(DateTimeOffset due) => TryParseWindow(Window, out var hours)
        ? new DateTimeOffset(due.ToOffset(IndianTime.Offset).Date, IndianTime.Offset) + hours.To
        : null;

    /// <summary>The day of the due time in India.</summary>
    public static DateOnly DayOf(DateTimeOffset due) => DateOnly.FromDateTime(due.ToOffset(IndianTime.Offset).Date);

    [JsonIgnore]
    public bool IsOnce => Once is not null;

    private IEnumerable<DateTimeOffset> Moments(DateTimeOffset after, DateTimeOffset until)
    {
        if (Once is { } once)
            return once > after && once <= until ? [once.ToOffset(IndianTime.Offset)] : [];
        // The library's end is exclusive, and it knows no offsets.
        return Parse(Cron)!.GetNextOccurrences(after.ToOffset(IndianTime.Offset).DateTime, until.ToOffset(IndianTime.Offset).DateTime.AddSeconds(1))
            .Select(local => new DateTimeOffset(local, IndianTime.Offset));
    }

    private bool IsWithin(DateTimeOffset due) =>
        !TryParseWindow(Window, out var hours) || (due.TimeOfDay >= hours.From && due.TimeOfDay < hours.To);
}
