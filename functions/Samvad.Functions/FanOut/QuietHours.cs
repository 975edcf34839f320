using System.Globalization;
using Samvad.Announcements;
using Samvad.Consumers;

namespace Samvad.FanOut;

/// <summary>
/// The hours in which people are left in peace, in Indian Standard Time: those of the topic and the person's own.
/// Running outages and urgent safety are exempt.
/// </summary>
public static class QuietHours
{
    /// <param name="hours">From and to as `22-07`: the hour in which peace begins, and the one in which it ends.</param>
    public static bool TryParse(string? hours, out (int From, int To) parsed)
    {
        parsed = default;
        return hours is [_, _, '-', _, _]
            && int.TryParse(hours.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out parsed.From)
            && int.TryParse(hours.AsSpan(3, 2), NumberStyles.None, CultureInfo.InvariantCulture, out parsed.To)
            && parsed is { From: < 24, To: < 24 } && parsed.From != parsed.To;
    }

    /// <returns>When the peace ends that all of the given hours together make; null where there is none now.</returns>
    public static DateTimeOffset? EndOf(DateTimeOffset now, params ReadOnlySpan<string?> hours)
    {
        var at = now.ToOffset(IndianTime.Offset);
        // Two spans may follow on each other; more than two do not.
        for (var again = 0; again < 2; again++)
        {
            foreach (var one in hours)
            {
                if (TryParse(one, out var quiet) && Contains(quiet, at.Hour))
                    at = Next(at, quiet.To);
            }
        }

        return at > now ? at : null;
    }

    /// <summary>The topic's own hours; null where it has none.</summary>
    public static string? Of(Announcement announcement, AnnouncementOptions options) => announcement.Topic switch
    {
        Topics.Outage => null,
        Topics.Planned => options.QuietHoursPlanned,
        _ => options.QuietHoursRoutine,
    };

    private static bool Contains((int From, int To) quiet, int hour) => quiet.From < quiet.To
        ? hour >= quiet.From && hour < quiet.To
        : hour >= quiet.From || hour < quiet.To;

    private static DateTimeOffset Next(DateTimeOffset at, int hour)
    {
        var midnight = new DateTimeOffset(at.Year, at.Month, at.Day, 0, 0, 0, IndianTime.Offset);
        var next = midnight.AddHours(hour);
        return next > at ? next : next.AddDays(1);
    }
}
