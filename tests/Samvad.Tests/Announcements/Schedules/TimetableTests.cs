using Samvad.Announcements.Library;
using Samvad.Announcements.Schedules;
using Samvad.Consumers;
using Samvad.WhatsApp;

namespace Samvad.Tests.Announcements.Schedules;

public sealed class TimetableTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 0, 0, 0, TimeSpan.FromMinutes(330));

    [Fact]
    public void An_expression_speaks_of_indian_time()
    {
        var due = Cron("30 10 * * 1").Next(Monday, [])!.Value;
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 5, 0, 0, TimeSpan.Zero), due);
        Assert.Equal(due.AddDays(7), Cron("30 10 * * 1").Next(due, []));
        Assert.Equal(due.AddSeconds(15), Cron("15 30 10 * * *").Next(due, []));
    }

    [Fact]
    public void Holidays_and_excepted_days_are_free_and_the_end_day_is_the_last()
    {
        var table = Cron("0 10 * * *") with
        {
            SkipsHolidays = true, Until = new(2026, 11, 27), Except = [new(2026, 11, 24)],
        };
        DateOnly[] holidays = [new(2026, 11, 26)];
        var days = table.Between(Monday, Monday.AddDays(30), holidays).Select(one => (Timetable.DayOf(one.Due).Day, one.IsFree));
        Assert.Equal([(23, false), (24, true), (25, false), (26, true), (27, false)], days);
        Assert.Equal(27, Timetable.DayOf(table.Next(Monday.AddDays(2).AddHours(11), holidays)!.Value).Day);
        Assert.Null(table.Next(Monday.AddDays(4).AddHours(11), holidays));
        Assert.False((table with { SkipsHolidays = false }).Between(Monday, Monday.AddDays(4), holidays).Last().IsFree);
    }

    [Fact]
    public void A_due_time_outside_the_window_is_none_and_the_window_closes_the_same_day()
    {
        var table = Cron("0 */3 * * *") with { Window = "09:00-18:00" };
        var due = table.Between(Monday, Monday.AddDays(1), []).Select(one => one.Due).ToList();
        Assert.Equal([9, 12, 15], due.Select(at => at.ToOffset(TimeSpan.FromMinutes(330)).Hour));
        Assert.All(due, at => Assert.Equal(Monday.AddHours(18), table.CloseOf(at)));
        Assert.Null(Cron("0 9 * * *").CloseOf(due[0]));
    }

    [Fact]
    public void Once_is_once()
    {
        var table = new Timetable(Monday.AddHours(10), null, null, null, true, []);
        Assert.Equal(Monday.AddHours(10), table.Next(Monday, []));
        Assert.Null(table.Next(Monday.AddHours(10), []));
        Assert.Null(table.Next(Monday, [new(2026, 11, 23)]));
    }

    [Fact]
    public void No_item_comes_again_before_all_were_sent_also_when_the_library_changes()
    {
        var dice = new Random(7);
        for (var trial = 0; trial < 200; trial++)
        {
            var library = Enumerable.Range(0, 1 + dice.Next(8)).Select(number => Item($"i{number}")).ToList();
            var (sent, open, last) = (Sent.Nothing, new HashSet<string>(), (string?)null);
            for (var run = 0; run < 60; run++)
            {
                if (dice.Next(10) == 0)
                    library.Add(Item($"n{trial}-{run}"));
                if (dice.Next(12) == 0 && library.Count > 1)
                    library.RemoveAt(dice.Next(library.Count));
                var item = sent.Choose(library)!.Id;
                if (library.Exists(one => !open.Contains(one.Id)))
                    Assert.DoesNotContain(item, open);
                else
                    open.ExceptWith(library.Select(one => one.Id));
                if (library.Count > 1)
                    Assert.NotEqual(last, item);
                open.Add(item);
                sent = sent.With(item, library);
                last = item;
            }
        }
    }

    [Fact]
    public void In_season_is_what_the_season_brings_before_what_is_always_true()
    {
        var content = new Content([], LibraryKind.Tip, null, [], true, null);
        var january = content.Of(LibraryTemplates.Brought, new(2027, 1, 10));
        Assert.Contains(Season.KiteFestival, january[0].Seasons);
        Assert.DoesNotContain(january, item => item.Seasons is [Season.Monsoon]);
        Assert.Contains(january, item => item.Seasons is [Season.AllYear]);
        Assert.All(content.Of(LibraryTemplates.Brought, new(2027, 7, 10)).Take(5), item => Assert.Contains(Season.Monsoon, item.Seasons));
        Assert.Equal(["rccb", "earthing"], new Content(["rccb", "earthing"], null, null, [], false, null)
            .Of(LibraryTemplates.Brought, new(2027, 1, 10)).Select(item => item.Id));
    }

    private static Timetable Cron(string cron) => new(null, cron, null, null, false, []);

    private static LibraryItem Item(string id) => new(
        id, LibraryKind.Tip, TemplateCategory.Marketing, [], new Names("अ", "अ", "A"), new Names("अ", "अ", "A"), []);
}
