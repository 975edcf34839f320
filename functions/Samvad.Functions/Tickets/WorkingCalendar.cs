using System.Globalization;

namespace Samvad.Tickets;

/// <summary>When offices are open, in Indian Standard Time.</summary>
/// <param name="opens">After midnight.</param>
/// <param name="closes">After midnight of the same day.</param>
/// <param name="restDays">Days of every week on which they are closed; not all seven.</param>
public sealed class WorkingCalendar(
    TimeSpan opens, TimeSpan closes, IReadOnlySet<DayOfWeek> restDays, IReadOnlySet<DateOnly> holidays)
{
    private static readonly TimeSpan India = new(5, 30, 0);

    /// <summary>The length of a working day.</summary>
    public TimeSpan Day => closes - opens;

    public static WorkingCalendar Of(TicketOptions options)
    {
        options.TryRestDays(out var rest);
        return new(Hour(options.OfficeHours[..2]), Hour(options.OfficeHours[3..]), rest, options.Holidays.ToHashSet());
    }

    /// <summary>The instant at which so much time has been worked since then.</summary>
    public DateTimeOffset Add(DateTimeOffset from, TimeSpan work)
    {
        for (var at = from.ToOffset(India); ; at = new DateTimeOffset(at.Date.AddDays(1), India))
        {
            if (!IsWorkingDay(DateOnly.FromDateTime(at.Date)))
                continue;
            var start = at.TimeOfDay > opens ? at.TimeOfDay : opens;
            if (start >= closes)
                continue;
            if (work <= closes - start)
                return new DateTimeOffset(at.Date + start + work, India).ToUniversalTime();
            work -= closes - start;
        }
    }

    private bool IsWorkingDay(DateOnly day) => !restDays.Contains(day.DayOfWeek) && !holidays.Contains(day);

    private static TimeSpan Hour(string hour) => TimeSpan.FromHours(int.Parse(hour, CultureInfo.InvariantCulture));
}
