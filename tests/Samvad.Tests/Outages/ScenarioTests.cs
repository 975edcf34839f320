using Samvad.Consumers;
using Samvad.Outages;

namespace Samvad.Tests.Outages;

/// <summary>Timelines of reports, and exactly what one person of transformer T1 on feeder F1 gets.</summary>
public sealed class ScenarioTests
{
    [Theory]
    // When an outage is news.
    [InlineData("0 confirmed", "5 Off")]
    [InlineData("3 confirmed", "5 Off")]
    [InlineData("20 confirmed", "20 Off")]
    [InlineData("0 predicted", "")]
    [InlineData("0 predicted; 12 confirmed", "12 Off")]
    [InlineData("0 confirmed start=30", "5 Off")]
    [InlineData("0 confirmed to=T2", "")]
    [InlineData("0 confirmed to=SEC-1", "5 Off")]
    [InlineData("0 confirmed to=T1,T2", "5 Off")]
    // What is over before it is news.
    [InlineData("0 confirmed; 3 restored", "")]
    [InlineData("0 confirmed; 3 cancelled", "")]
    [InlineData("0 confirmed; 6 restored at=3", "5 Off; 6 Restored")]
    [InlineData("4 restored at=4", "")]
    [InlineData("60 restored at=58", "60 Restored")]
    [InlineData("600 restored at=58", "")]
    [InlineData("0 cancelled", "")]
    // The time of restoration.
    [InlineData("0 confirmed etr=120", "5 Off until 120; 120 Delayed")]
    [InlineData("10 confirmed etr=20", "10 Off")]
    [InlineData("10 confirmed etr=25", "10 Off until 25; 25 Delayed")]
    [InlineData("10 confirmed; 20 etr-changed etr=90; 80 restored", "10 Off; 20 EtrChanged until 90; 80 Restored")]
    [InlineData("10 confirmed etr=90; 20 etr-changed etr=105; 80 restored", "10 Off until 90; 80 Restored")]
    [InlineData("10 confirmed etr=90; 20 etr-changed etr=106; 80 restored", "10 Off until 90; 20 EtrChanged until 106; 80 Restored")]
    [InlineData("10 confirmed etr=90; 20 etr-changed etr=60; 50 restored", "10 Off until 90; 20 EtrChanged until 60; 50 Restored")]
    [InlineData("10 confirmed etr=90; 20 etr-changed etr=30; 80 restored", "10 Off until 90; 80 Restored")]
    [InlineData("10 confirmed etr=90; 20 etr-changed etr=100", "10 Off until 90; 100 Delayed")]
    [InlineData("10 confirmed etr=90; 20 confirmed", "10 Off until 90; 90 Delayed")]
    [InlineData("10 confirmed etr=60; 70 etr-changed etr=120; 110 restored",
        "10 Off until 60; 60 Delayed; 70 EtrChanged until 120; 110 Restored")]
    [InlineData("10 confirmed etr=60; 70 etr-changed etr=120", "10 Off until 60; 60 Delayed; 70 EtrChanged until 120; 120 Delayed")]
    [InlineData("10 confirmed etr=60; 60 restored at=55", "10 Off until 60; 60 Delayed; 60 Restored")]
    // How it ends.
    [InlineData("10 confirmed; 40 cancelled", "10 Off; 40 Cancelled")]
    [InlineData("10 confirmed; 40 restored", "10 Off; 40 Restored")]
    [InlineData("10 confirmed; 40 restored; 41 restored", "10 Off; 40 Restored")]
    [InlineData("10 confirmed; 40 restored; 90 confirmed; 120 restored", "10 Off; 40 Restored; 90 Off; 120 Restored")]
    // In parts.
    [InlineData("10 confirmed; 30 partially-restored back=T1; 60 restored", "10 Off; 30 PartlyRestored")]
    [InlineData("10 confirmed; 30 partially-restored back=T2; 60 restored", "10 Off; 60 Restored")]
    [InlineData("10 confirmed; 30 partially-restored back=T2; 40 partially-restored back=T1; 60 restored", "10 Off; 40 PartlyRestored")]
    [InlineData("10 partially-restored back=T1; 60 restored", "")]
    [InlineData("10 partially-restored back=T2; 60 restored", "10 Off; 60 Restored")]
    [InlineData("10 confirmed etr=90; 30 partially-restored back=T1 etr=200", "10 Off until 90; 30 PartlyRestored")]
    [InlineData("10 confirmed etr=90; 30 partially-restored back=T2 etr=200; 150 restored",
        "10 Off until 90; 30 EtrChanged until 200; 150 Restored")]
    [InlineData("10 confirmed to=T1,T2; 30 partially-restored back=T1; 40 partially-restored back=T1,T2; 50 restored",
        "10 Off; 30 PartlyRestored")]
    // An outage that reaches more people is news to them alone, and its end to all whom it ever reached.
    [InlineData("10 confirmed to=T2; 30 confirmed to=T1,T2; 60 restored", "30 Off; 60 Restored")]
    [InlineData("10 confirmed to=T2 etr=90; 30 confirmed to=T1,T2 etr=200; 150 restored", "30 Off until 200; 150 Restored")]
    [InlineData("10 confirmed to=T1 etr=90; 30 confirmed to=T1,T2 etr=200; 150 restored", "10 Off until 90; 30 EtrChanged until 200; 150 Restored")]
    [InlineData("10 confirmed to=T1,T2; 30 confirmed to=T2; 60 restored", "10 Off; 60 Restored")]
    [InlineData("10 confirmed to=F1; 30 confirmed to=T1,T2; 60 restored", "10 Off; 60 Restored")]
    [InlineData("10 confirmed to=T1; 30 confirmed to=F1; 60 restored", "10 Off; 60 Restored")]
    // Out of order, twice, late.
    [InlineData("10 confirmed rev=1; 20 restored rev=3; 30 etr-changed etr=90 rev=2", "10 Off; 20 Restored")]
    [InlineData("10 confirmed rev=1; 12 confirmed rev=1; 14 confirmed rev=2", "10 Off")]
    [InlineData("10 restored rev=2; 20 confirmed rev=1", "20 Restored")]
    [InlineData("10 etr-changed etr=90 rev=2; 20 confirmed rev=1; 50 restored rev=3", "20 Off until 90; 50 Restored")]
    // Somebody is still out.
    [InlineData("60 still-out to=T1", "60 StillOut")]
    [InlineData("60 still-out to=T1; 90 restored", "60 StillOut; 90 Restored")]
    public void What_a_person_gets_of_an_outage(string timeline, string told) =>
        Assert.Equal(told, Town.Live(timeline).ToldTo(Town.Person("T1")));

    [Theory]
    [InlineData("0 scheduled planned start=4320 etr=4500", "1440 Planned until 4500; 4260 Reminder until 4500; 4320 Off until 4500; 4500 Delayed")]
    [InlineData("0 scheduled planned start=2000 etr=2200; 2190 restored",
        "0 Planned until 2200; 1940 Reminder until 2200; 2000 Off until 2200; 2190 Restored")]
    [InlineData("0 scheduled planned start=30 etr=200; 190 restored", "0 Planned until 200; 30 Off until 200; 190 Restored")]
    [InlineData("0 scheduled planned start=2000; 2100 restored", "0 Planned; 1940 Reminder; 2000 Off; 2100 Restored")]
    [InlineData("0 scheduled planned start=2000 etr=2200 to=T2; 500 scheduled planned start=2000 etr=2200 to=T1,T2; 2190 restored planned start=2000",
        "500 Planned until 2200; 1940 Reminder until 2200; 2000 Off until 2200; 2190 Restored")]
    [InlineData("0 scheduled planned start=2000 etr=2200; 1000 cancelled", "0 Planned until 2200; 1000 Cancelled")]
    [InlineData("0 scheduled planned start=9000 etr=9200; 1000 cancelled", "")]
    [InlineData("0 scheduled planned start=2000 etr=2200; 500 scheduled planned start=2500 etr=2700; 2600 restored",
        "0 Planned until 2200; 500 Planned until 2700; 2440 Reminder until 2700; 2500 Off until 2700; 2600 Restored")]
    [InlineData("0 scheduled planned start=2000 etr=2200; 500 scheduled planned start=2010 etr=2210; 2210 restored",
        "0 Planned until 2200; 1950 Reminder until 2200; 2010 Off until 2210; 2210 Delayed; 2210 Restored")]
    [InlineData("0 scheduled planned start=2000 etr=2200; 1980 started planned start=1980; 2100 extended planned start=1980 etr=2400; 2300 restored",
        "0 Planned until 2200; 1940 Reminder until 2200; 1980 Off until 2200; 2100 Extended until 2400; 2300 Restored")]
    [InlineData("0 started planned etr=200; 100 restored", "0 Off until 200; 100 Restored")]
    [InlineData("500 scheduled planned start=0 etr=200", "")]
    [InlineData("0 scheduled planned start=2000 etr=2200; 2100 partially-restored planned start=2000 back=T1; 2190 restored planned start=2000",
        "0 Planned until 2200; 1940 Reminder until 2200; 2000 Off until 2200; 2100 PartlyRestored")]
    public void What_a_person_gets_of_planned_work(string timeline, string told) =>
        Assert.Equal(told, Town.Live(Planned(timeline)).ToldTo(Town.Person("T1")));

    [Theory]
    [InlineData(null, "F1", "10 Off; 30 PartlyRestored; 60 Restored")]
    [InlineData("T2", "F1", "10 Off; 60 Restored")]
    [InlineData("T9", "F2", "")]
    [InlineData(null, null, "10 Off; 30 PartlyRestored; 60 Restored")]
    public void Others_hear_what_concerns_them(string? transformer, string? feeder, string told)
    {
        var town = Town.Live("10 confirmed; 30 partially-restored back=T1; 60 restored");
        // A person of the feeder whose transformer is not known is at none that is back by name.
        var expected = transformer is null && feeder is not null ? "10 Off; 60 Restored" : told;
        Assert.Equal(expected, town.ToldTo(Town.Person(transformer, feeder)));
    }

    [Fact]
    public void Who_answered_that_there_is_no_supply_hears_when_it_is_back_and_the_neighbours_do_not()
    {
        var town = Town.Live("60 still-out nested to=T1,C1; 65 still-out nested to=T1,C2; 90 restored nested");
        Assert.Equal("90 Restored", town.ToldTo(Town.Person("T1", consumer: "C1")));
        Assert.Equal("90 Restored", town.ToldTo(Town.Person("T1", consumer: "C2")));
        Assert.Equal("", town.ToldTo(Town.Person("T1", consumer: "C3")));
    }

    [Fact]
    public void The_engineer_is_alerted_while_a_time_has_passed()
    {
        Assert.Contains("oms~o", Town.Live("10 confirmed etr=60").Overdue);
        Assert.Empty(Town.Live("10 confirmed etr=60; 90 restored").Overdue);
        Assert.Contains("oms~o", Town.Live("10 confirmed etr=20").Overdue);
    }

    [Fact]
    public void What_is_momentary_and_how_long_a_notice_was_are_recorded()
    {
        Assert.True(Town.Live("0 confirmed; 3 restored").KnownOf("o").Momentary);
        Assert.False(Town.Live("0 confirmed; 30 restored").KnownOf("o").Momentary);
        Assert.Equal(TimeSpan.FromMinutes(2000), Town.Live("0 scheduled planned start=2000 etr=2200").KnownOf("o").Lead);
        Assert.Equal(TimeSpan.Zero, Town.Live("0 started planned etr=200").KnownOf("o").Lead);
    }

    [Fact]
    public void A_hold_of_nothing_speaks_at_once() => Assert.Equal(
        "0 Off; 1 Restored",
        Town.Live("0 confirmed; 1 restored", new OutageOptions { MomentaryHold = TimeSpan.Zero }).ToldTo(Town.Person("T1")));

    // The kind and the times of planned work are said by each report.
    private static string Planned(string timeline)
    {
        var first = timeline.Split(';')[0].Split(' ');
        var times = string.Join(' ', first.Where(word => word.StartsWith("start", StringComparison.Ordinal)));
        return string.Join(';', timeline.Split(';').Select(one => one.Contains("planned") ? one : $"{one} planned {times}"));
    }
}
