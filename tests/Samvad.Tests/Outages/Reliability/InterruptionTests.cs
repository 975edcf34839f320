using CsCheck;
using Samvad.Consumers;
using Samvad.Outages;
using Samvad.Outages.Reliability;

namespace Samvad.Tests.Outages.Reliability;

public sealed class InterruptionTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);
    private static readonly OfficeTree Tree = new(
    [
        new Office("DIV", OfficeLevel.Division, null, new Names("वि", "वि", "Division")),
        new Office("SEC-1", OfficeLevel.Section, "DIV", new Names("१", "१", "One")),
        new Office("SEC-2", OfficeLevel.Section, "DIV", new Names("२", "२", "Two")),
    ]);

    private static readonly Network Network = new(
    [
        new Connection("SEC-1", "F-1", "T-1", 60, 0, 2),
        new Connection("SEC-1", "F-1", "T-2", 40, 0, 0),
        new Connection("SEC-2", "F-1", "T-3", 0, 100, 0),
        new Connection("SEC-2", "F-2", "T-4", 0, 50, 0),
    ]);

    [Fact]
    public void A_feeder_that_fails_and_comes_back_interrupts_all_who_are_connected_to_it_once()
    {
        var outage = Of(Report(1, OutageState.Confirmed, 0), Report(2, OutageState.Restored, 90));
        Assert.Equal(200, outage.Consumers);
        Assert.Equal(0, outage.Out);
        Assert.All(outage.Parts, part => Assert.Equal(Start.AddMinutes(90), part.Until));
        Assert.Equal(100, outage.Parts.Sum(part => part.Urban));
    }

    [Fact]
    public void What_came_back_in_parts_counts_each_part_for_its_own_time()
    {
        var outage = Of(
            Report(1, OutageState.Confirmed, 0),
            Report(2, OutageState.PartiallyRestored, 30) with { Restored = new Affected([], [], ["T-1"], []) },
            Report(3, OutageState.Restored, 60));
        Assert.Equal((60.0 * 30) + (140 * 60), Minutes(outage));
    }

    [Fact]
    public void Where_the_source_only_counts_who_is_back_all_places_get_the_same_share()
    {
        var outage = Of(
            Report(1, OutageState.Confirmed, 0) with { CustomersAffected = 400 },
            Report(2, OutageState.PartiallyRestored, 30) with { CustomersAffected = 400, CustomersRestored = 100 },
            Report(3, OutageState.Restored, 60));
        Assert.Equal((50.0 * 30) + (150 * 60), Minutes(outage), 6);
        Assert.Equal(200, outage.Consumers, 6);
    }

    [Fact]
    public void Where_the_register_knows_nobody_the_source_is_believed()
    {
        var outage = Of(
            Report(1, OutageState.Confirmed, 0) with { Affected = new Affected([], ["F-9"], [], []), CustomersAffected = 12 });
        Assert.Equal((12, 12), (outage.Consumers, outage.Out));
    }

    [Theory]
    [InlineData(OutageState.Predicted)]
    [InlineData(OutageState.Scheduled)]
    [InlineData(OutageState.Cancelled)]
    public void What_was_only_expected_or_was_none_interrupts_nobody(OutageState state) =>
        Assert.Empty(Of(Report(1, state, 0)).Parts);

    [Fact]
    public void An_outage_that_was_called_off_interrupted_nobody() =>
        Assert.Empty(Of(Report(1, OutageState.Confirmed, 0), Report(2, OutageState.Cancelled, 10)).Parts);

    [Fact]
    public void However_it_comes_back_everybody_is_counted_exactly_once()
    {
        var step = Gen.Select(Gen.Int[1, 4], Gen.Int[0, 400], Gen.Bool);
        step.Array[0, 6].Sample(steps =>
        {
            List<OutageReport> reports = [Report(1, OutageState.Confirmed, 0) with { CustomersAffected = 400 }];
            foreach (var (transformer, count, byPlace) in steps)
            {
                var next = Report(reports.Count + 1, OutageState.PartiallyRestored, reports.Count * 10);
                reports.Add(byPlace
                    ? next with { Restored = new Affected([], [], [$"T-{transformer}"], []) }
                    : next with { CustomersAffected = 400, CustomersRestored = count });
            }

            var still = Of([.. reports]);
            var ended = Of([.. reports, Report(reports.Count + 1, OutageState.Restored, 500)]);
            return Math.Abs(still.Consumers - 200) < 1e-6 && Math.Abs(ended.Consumers - 200) < 1e-6
                && ended.Out == 0 && still.Parts.All(part => part.Consumers > 0)
                && Minutes(ended) <= (200 * 500) + 1e-6;
        });
    }

    private static double Minutes(Interruption outage) =>
        outage.Parts.Sum(part => part.Consumers * (part.Until!.Value - outage.Start).TotalMinutes);

    private static Interruption Of(params OutageReport[] reports) =>
        InterruptionHistory.Of(reports, new Dictionary<string, int>(), Network, Tree);

    private static OutageReport Report(long revision, OutageState state, int minute) => new(
        "oms", "O-1", revision, OutageKind.Unplanned, state, "lineDown", null, Start, null, null,
        new Affected([], ["F-1"], [], []), Start.AddMinutes(minute));
}
