using System.Globalization;
using Samvad.Announcements.Audiences;
using Samvad.Announcements.Library;
using Samvad.Consumers;
using Samvad.WhatsApp;

namespace Samvad.Announcements.Schedules;

/// <summary>What of the library is rotated through.</summary>
internal sealed record RotateBody(string? Kind, string? Category, IReadOnlyList<string?>? Seasons, bool? InSeason);

/// <summary>A schedule as a caller writes it: `once` or `cron`, `items` or `rotate`.</summary>
/// <param name="Version">The version that the caller changed; another one since is a conflict.</param>
internal sealed record ScheduleBody(
    string? Name,
    string? Once,
    string? Cron,
    string? Window,
    string? Until,
    bool? SkipHolidays,
    IReadOnlyList<string?>? Except,
    IReadOnlyList<string?>? Items,
    RotateBody? Rotate,
    IReadOnlyDictionary<string, IReadOnlyList<string?>>? Values,
    AudienceBody? Audience,
    int? Version)
{
    private const int LongestName = 100;
    private const int MostDays = 100;

    /// <summary>Nobody wants tips more often; and a slip in an expression would send one each second.</summary>
    private static readonly TimeSpan Closest = TimeSpan.FromHours(1);

    public string NameOf(FieldCheck check) => check.Text("name", Name, LongestName);

    public Timetable WhenOf(DateTimeOffset now, FieldCheck check)
    {
        var once = string.IsNullOrWhiteSpace(Once) ? null : check.Date("once", Once);
        if (once <= now)
            check.Add("once", Once, "range", "Later than now.");
        if (string.IsNullOrWhiteSpace(Once) == string.IsNullOrWhiteSpace(Cron))
            check.Add("cron", Cron, "either", "Either once, as 2026-12-01T10:00:00+05:30, or cron, as 0 10 * * 1.");
        else if (Cron is not null && once is null)
            CheckCron(now, check);
        if (Window is not null && !Timetable.TryParseWindow(Window, out _))
            check.Add("window", Window, "window", "Hours of a day in India, as 09:00-18:00.");
        var table = new Timetable(
            once, once is null ? Cron?.Trim() : null, Window, Day("until", Until, check), SkipHolidays ?? true,
            [.. (Except ?? []).Take(MostDays).Select((day, index) => Day($"except[{index}]", day, check)).OfType<DateOnly>()]);
        if (check.Faults.Count == 0 && table.Next(now, []) is null)
            check.Add(table.IsOnce ? "once" : "cron", table.IsOnce ? Once : Cron, "never", "It would never be due: see window, until and except.");
        return table;
    }

    public Content WhatOf(FieldCheck check)
    {
        var items = (Items ?? []).Select((id, index) => check.Id($"items[{index}]", id)).Distinct().ToArray();
        if (items.Length == 0 && Rotate is null)
            check.Add("items", null, "either", "Items of the library by their ids, or rotate with what they have in common.");
        if (items.Length > 0 && Rotate is { Kind: not null } or { Category: not null } or { Seasons.Count: > 0 })
            check.Add("rotate", null, "either", "Items by their ids, or what they have in common; not both.");
        if (Values is not null && items.Length != 1)
            check.Add("values", null, "single", "Values belong to a single item.");
        return new Content(
            items,
            Named<LibraryKind>("rotate.kind", Rotate?.Kind, check),
            Named<TemplateCategory>("rotate.category", Rotate?.Category, check),
            [.. (Rotate?.Seasons ?? []).Select((season, index) => Named<Season>($"rotate.seasons[{index}]", season ?? "", check)).OfType<Season>()],
            Rotate?.InSeason ?? false,
            Values);
    }

    private void CheckCron(DateTimeOffset now, FieldCheck check)
    {
        if (Timetable.Parse(Cron) is not { } cron)
        {
            check.Add("cron", Cron, "ncrontab", "Minute, hour, day, month, day of week in India, as 0 10 * * 1; with seconds before it if need be.");
            return;
        }

        var next = cron.GetNextOccurrences(now.UtcDateTime, now.UtcDateTime.AddDays(400)).Take(100).ToArray();
        if (next.Zip(next.Skip(1), (one, other) => other - one).Any(gap => gap < Closest))
            check.Add("cron", Cron, "too-often", "At most once an hour.");
    }

    private static DateOnly? Day(string field, string? text, FieldCheck check)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        check.Add(field, text, "date", "A day as 2026-12-31.");
        return null;
    }

    private static T? Named<T>(string field, string? name, FieldCheck check) where T : struct, Enum =>
        name is null ? null
        : KebabCase.TryParse<T>(check.OneOf(field, name, KebabCase.Names<T>()), out var value) ? value : null;
}
