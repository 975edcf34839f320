using Samvad.FanOut;

namespace Samvad.Announcements.DryRuns;

/// <summary>When work is done that rests in the quiet hours.</summary>
public static class Timeline
{
    private static readonly TimeSpan India = new(5, 30, 0);

    public static DateTimeOffset EndOf(DateTimeOffset now, TimeSpan work, string? quiet)
    {
        var at = QuietHours.EndOf(now, quiet) ?? now;
        while (NextQuiet(at, quiet) is { } night && at + work > night)
        {
            work -= night - at;
            at = QuietHours.EndOf(night, quiet) ?? night;
        }

        return at + work;
    }

    /// <summary>Whether work that begins now lasts into the quiet hours.</summary>
    public static bool Meets(DateTimeOffset now, double minutes, string? quiet) =>
        NextQuiet(now, quiet) is { } night && now.AddMinutes(minutes) > night;

    private static DateTimeOffset? NextQuiet(DateTimeOffset at, string? quiet)
    {
        if (!QuietHours.TryParse(quiet, out var hours))
            return null;
        var local = at.ToOffset(India);
        var night = new DateTimeOffset(local.Date, India).AddHours(hours.From);
        return night >= local ? night : night.AddDays(1);
    }
}
