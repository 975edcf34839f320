using Samvad.Outages;
using Samvad.Outages.Reliability;

namespace Samvad.Tests.Outages.Reliability;

public sealed class PerformanceTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(FaultClass.FuseOff, true, 3)]
    [InlineData(FaultClass.FuseOff, false, 18)]
    [InlineData(FaultClass.OverheadLine, true, 4)]
    [InlineData(FaultClass.OverheadLine, false, 24)]
    [InlineData(FaultClass.UndergroundCable, true, 8)]
    [InlineData(FaultClass.UndergroundCable, false, 48)]
    [InlineData(FaultClass.Transformer, true, 18)]
    [InlineData(FaultClass.Transformer, false, 48)]
    [InlineData(FaultClass.Meter, true, 18)]
    [InlineData(FaultClass.Meter, false, 48)]
    public void The_standard_names_the_hours(FaultClass fault, bool urban, int hours) =>
        Assert.Equal(TimeSpan.FromHours(hours), PerformanceStandard.Within(fault, urban));

    [Theory]
    [InlineData(0, false, 0)]
    [InlineData(1, false, 50)]
    [InlineData(60, false, 50)]
    [InlineData(61, false, 100)]
    [InlineData(6_000, false, 500)]
    [InlineData(61, true, 200)]
    [InlineData(6_000, true, 1_000)]
    public void Each_hour_begun_costs_up_to_a_limit(int minutesLate, bool highTension, double rupees) =>
        Assert.Equal(rupees, PerformanceStandard.Compensation(TimeSpan.FromMinutes(minutesLate), highTension));

    [Fact]
    public void Town_and_country_have_a_clock_each()
    {
        var outage = Line(new Part("SEC-1", "F-1", null, 100, 60, 10));
        var clocks = PerformanceClock.Of(outage, Start.AddHours(5));
        Assert.Equal(["urban", "rural"], clocks.Select(clock => clock.Area));
        Assert.Equal((60, 60, TimeSpan.FromHours(-1)), (clocks[0].Out, clocks[0].Late, clocks[0].Left));
        // Of 60 late by an hour, 6 are at high tension.
        Assert.Equal((54 * 50) + (6 * 100), clocks[0].Exposure);
        Assert.Equal((40, 0, TimeSpan.FromHours(19), 0), (clocks[1].Out, clocks[1].Late, clocks[1].Left, clocks[1].Exposure));
    }

    [Fact]
    public void Those_who_came_back_in_time_cost_nothing_and_those_who_came_back_late_still_do()
    {
        var outage = Line(
            new Part("SEC-1", "F-1", Start.AddHours(1), 30, 30, 0), new Part("SEC-1", "F-1", Start.AddHours(6), 10, 10, 0));
        var clock = Assert.Single(PerformanceClock.Of(outage, Start.AddHours(100)));
        Assert.Equal((0, 10, 1_000), (clock.Out, clock.Late, clock.Exposure));
        Assert.Null(clock.Left);
    }

    [Fact]
    public void Planned_work_has_no_clock() =>
        Assert.Empty(PerformanceClock.Of(
            Line(new Part("SEC-1", "F-1", null, 100, 60, 10)) with { Kind = OutageKind.Planned }, Start));

    private static Interruption Line(params Part[] parts) => new(
        "oms", "O-1", 1, OutageKind.Unplanned, OutageState.Confirmed, "lineDown", null, Start, null, null, null, parts);
}
