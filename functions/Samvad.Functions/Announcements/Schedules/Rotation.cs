using Samvad.Announcements.Library;
using Samvad.WhatsApp;

namespace Samvad.Announcements.Schedules;

/// <summary>What a schedule sends: named items, or all of the library that have something in common.</summary>
/// <param name="Items">Ids, in this order; empty where the rest decides.</param>
/// <param name="InSeason">Only what is in season on the day, what belongs to no other season last.</param>
/// <param name="Values">Of a single item that asks for some, per language.</param>
public sealed record Content(
    IReadOnlyList<string> Items,
    LibraryKind? Kind,
    TemplateCategory? Category,
    IReadOnlyList<Season> Seasons,
    bool InSeason,
    IReadOnlyDictionary<string, IReadOnlyList<string?>>? Values)
{
    /// <summary>Those that may be sent on the day, in the order in which they are.</summary>
    public IReadOnlyList<LibraryItem> Of(IReadOnlyList<LibraryItem> library, DateOnly day)
    {
        var known = library.Where(item => item.Enabled && (item.FillsItself || Values is not null));
        if (Items.Count > 0)
            known = known.Where(item => Items.Contains(item.Id)).OrderBy(item => Items.ToList().IndexOf(item.Id));
        else
            known = known.Where(item => (Kind is null || item.Kind == Kind) && (Category is null || item.Category == Category)
                && (Seasons.Count == 0 || item.Seasons.Intersect(Seasons).Any()));
        return InSeason
            ? [.. known.Where(item => item.IsInSeason(day)).OrderBy(item => item.Seasons.Contains(Season.AllYear) || item.Seasons.Count == 0)]
            : [.. known];
    }
}

/// <summary>What a schedule has sent since all were sent last.</summary>
/// <param name="Last">The item that was sent last.</param>
public sealed record Sent(IReadOnlyList<string> Round, string? Last)
{
    public static readonly Sent Nothing = new([], null);

    /// <summary>None is sent again before all were; a new round does not begin with what ended the old one.</summary>
    /// <returns>Null where there is none to choose.</returns>
    public LibraryItem? Choose(IReadOnlyList<LibraryItem> candidates) =>
        candidates.FirstOrDefault(item => !Round.Contains(item.Id))
        ?? candidates.FirstOrDefault(item => item.Id != Last)
        ?? candidates.FirstOrDefault();

    public Sent With(string item, IReadOnlyList<LibraryItem> candidates) => candidates.All(one => Round.Contains(one.Id))
        ? new([.. Round.Except(candidates.Select(one => one.Id)), item], item)
        : new([.. Round.Append(item).Distinct()], item);
}
