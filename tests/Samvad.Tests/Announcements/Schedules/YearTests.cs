using Microsoft.Extensions.Options;
using Samvad.Announcements;
using Samvad.Announcements.Audiences;
using Samvad.Announcements.Library;
using Samvad.Announcements.Schedules;
using Samvad.Outages;
using Samvad.Tests.Consumers;
using Samvad.Tickets;

namespace Samvad.Tests.Announcements.Schedules;

/// <summary>
/// A year of schedules on four hosts that look at them at the same time, are killed at any of their writes, and come back
/// hours or days later; now and then none is up.
/// </summary>
public sealed class YearTests(AzuriteFixture azurite)
{
    private const int Hosts = 4;
    private static readonly TimeSpan India = TimeSpan.FromMinutes(330);
    private static readonly DateTimeOffset Begin = new(2026, 12, 1, 0, 0, 0, India);
    private static readonly DateTimeOffset End = Begin.AddYears(1);

    private static readonly DateOnly[] Holidays =
        [new(2027, 1, 26), new(2027, 3, 22), new(2027, 5, 1), new(2027, 8, 15), new(2027, 10, 2), new(2027, 10, 29)];

    private static readonly Dictionary<string, Timetable> Tables = new()
    {
        ["daily"] = new(null, "0 10 * * *", "09:00-18:00", new(2027, 11, 30), true, [new(2026, 12, 25)]),
        ["monday"] = new(null, "30 11 * * 1", null, new(2027, 6, 30), false, []),
        ["thrice"] = new(null, "0 0 */6 * * 3,6", "08:00-20:00", new(2027, 11, 30), true, []),
        ["once"] = new(Begin.AddDays(100).AddHours(15), null, null, null, true, []),
    };

    private static readonly Dictionary<string, Content> Contents = new()
    {
        ["daily"] = new([], LibraryKind.Tip, null, [], true, null),
        ["monday"] = new([], LibraryKind.Notice, null, [], false, null),
        ["thrice"] = new(["rccb", "earthing", "wet-hands"], null, null, [], false, null),
        ["once"] = new(["shock-first-aid"], null, null, [], false, null),
    };

    [Fact]
    public async Task Every_due_run_is_made_exactly_once_in_rotation_and_none_on_holidays()
    {
        await using var app = App.Create(azurite, options => options.AddPolicy(new HostKills(), Azure.Core.HttpPipelinePosition.PerCall));
        await app.ImportAsync(Some.Offices, Some.Groups, Some.MembersHeader + Broadcasts.Member("A", 1, 1));
        foreach (var holiday in Holidays)
            app.Get<IOptions<TicketOptions>>().Value.Holidays.Add(holiday);
        app.Time.SetUtcNow(Begin);
        foreach (var (id, table) in Tables)
            await WriteAsync(app, id, table);
        var visits = await LiveAsync(app, new Random(2027));
        await JudgeAsync(app, visits);
    }

    /// <returns>When a host looked at the schedules to the end.</returns>
    private static async Task<IReadOnlyList<DateTimeOffset>> LiveAsync(App app, Random dice)
    {
        var hosts = Enumerable.Range(0, Hosts).Select(_ => app.Another<RunSchedules>()).ToArray();
        var downUntil = new DateTimeOffset[Hosts];
        var visits = new List<DateTimeOffset>();
        foreach (var tick in Ticks(dice))
        {
            if (tick > app.Time.GetUtcNow())
                app.Time.SetUtcNow(tick);
            if (dice.Next(60) == 0)
                Array.Fill(downUntil, tick.AddHours(1 + dice.Next(30)));
            var up = Enumerable.Range(0, Hosts).Where(host => downUntil[host] <= tick).ToArray();
            var kills = up.Select(_ => dice.Next(8) == 0 ? dice.Next(9) : int.MaxValue).ToArray();
            var lived = await Task.WhenAll(up.Select((host, index) => Task.Run(() => VisitAsync(hosts[host], kills[index]))));
            for (var index = 0; index < up.Length; index++)
            {
                if (!lived[index])
                {
                    downUntil[up[index]] = tick.AddMinutes(dice.Next(3 * 24 * 60));
                    hosts[up[index]] = app.Another<RunSchedules>();
                }
            }

            if (lived.Contains(true))
                visits.Add(tick);
        }

        return visits;
    }

    /// <summary>Seconds after each due time, as the timer comes, and at random moments in between.</summary>
    private static IReadOnlyList<DateTimeOffset> Ticks(Random dice)
    {
        var due = Tables.Values.SelectMany(table => table.Between(Begin, End, [])).Select(one => one.Due.AddSeconds(1 + dice.Next(14)));
        var others = Enumerable.Range(0, 365 * 2).Select(_ => Begin.AddMinutes(dice.Next(365 * 24 * 60)));
        return [.. due.Concat(others).Append(End.AddDays(2)).Order()];
    }

    /// <returns>Whether the host lived through it.</returns>
    private static async Task<bool> VisitAsync(RunSchedules host, int writes)
    {
        if (writes < int.MaxValue)
            HostKills.Arm(writes);
        try
        {
            await host.Run(new(), default);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            HostKills.Disarm();
        }
    }

    private static async Task JudgeAsync(App app, IReadOnlyList<DateTimeOffset> visits)
    {
        var announced = await AnnouncedAsync(app);
        var (all, missed) = (0, 0);
        foreach (var (id, table) in Tables)
        {
            var expected = Expected(id).ToList();
            var runs = await app.Get<ScheduleStore>().RunsAsync(id, Begin, End.AddDays(2), default);
            Assert.Equal(expected, runs.Select(run => run.Due));
            foreach (var run in runs)
            {
                var closes = table.CloseOf(run.Due) ?? run.Due.AddHours(2);
                // Whoever looked at it in time made it; a killed one may have made it too.
                if (visits.Any(visit => visit >= run.Due && visit <= closes.AddMinutes(-1)))
                    Assert.Equal(RunState.Announced, run.State);
                Assert.Contains(run.State, (RunState[])[RunState.Announced, RunState.Missed]);
                Assert.Equal(run.State == RunState.Announced, announced.Remove(run.Announcement ?? ""));
            }

            Rotates(id, runs);
            all += runs.Count;
            missed += runs.Count(run => run.State == RunState.Missed);
        }

        Assert.Empty(announced);
        Assert.InRange(all, 500, 1000);
        Assert.InRange(missed, 1, all / 4);
        TestContext.Current.TestOutputHelper?.WriteLine($"{all} runs due, {missed} missed while no host was up");
    }

    /// <summary>By a calendar's own logic, without the library that the app reads expressions with.</summary>
    private static IEnumerable<DateTimeOffset> Expected(string id)
    {
        for (var day = Begin; day < End; day = day.AddDays(1))
        {
            var date = DateOnly.FromDateTime(day.Date);
            var free = Holidays.Contains(date);
            if (id == "daily" && !free && date != new DateOnly(2026, 12, 25))
                yield return day.AddHours(10);
            if (id == "monday" && day.DayOfWeek == DayOfWeek.Monday && date <= new DateOnly(2027, 6, 30))
                yield return day.AddHours(11.5);
            if (id == "thrice" && !free && day.DayOfWeek is DayOfWeek.Wednesday or DayOfWeek.Saturday)
            {
                if (!free)
                    yield return day.AddHours(12);
                if (!free)
                    yield return day.AddHours(18);
            }

            if (id == "once" && day == Begin.AddDays(100))
                yield return day.AddHours(15);
        }
    }

    private static void Rotates(string id, IReadOnlyList<ScheduleRun> runs)
    {
        var round = new HashSet<string>();
        foreach (var run in runs.Where(run => run.State == RunState.Announced))
        {
            var candidates = Contents[id].Of(LibraryTemplates.Brought, Timetable.DayOf(run.Due)).Select(item => item.Id).ToList();
            Assert.Contains(run.Item, candidates);
            if (candidates.Exists(item => !round.Contains(item)))
                Assert.DoesNotContain(run.Item!, round);
            else
                round.ExceptWith(candidates);
            round.Add(run.Item!);
        }
    }

    /// <summary>All announcements that schedules made; each is one of a run.</summary>
    private static async Task<HashSet<string>> AnnouncedAsync(App app)
    {
        var ids = new List<string>();
        string? next = null;
        do
        {
            (var headers, next) = await app.Get<AnnouncementStore>().ListAsync(200, next, default);
            ids.AddRange(headers.Select(header => header.Announcement.Id));
        }
        while (next is not null);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        return [.. ids];
    }

    private static async Task WriteAsync(App app, string id, Timetable table)
    {
        var everybody = new Selection(Affected.Nothing with { Groups = ["A"] }, Traits.None, Affected.Nothing, Traits.None);
        var schedule = new Schedule(id, id, 1, table, Contents[id], everybody, null, new Hand("p:maker", "maker"), Begin);
        Assert.True(await app.Get<ScheduleStore>().TryWriteAsync(
            new ScheduleRow(schedule, ScheduleState.Active, table.Next(Begin, Holidays), Sent.Nothing), default));
    }
}
