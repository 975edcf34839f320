using CsCheck;
using Samvad.Consumers;
using Samvad.Outages;
using Samvad.Outages.Reliability;

namespace Samvad.Tests.Outages;

public sealed class WithoutSupplyTests
{
    private static readonly OfficeTree s_tree = new(
    [
        Office("C", OfficeLevel.Circle, null), Office("D1", OfficeLevel.Division, "C"), Office("D2", OfficeLevel.Division, "C"),
        Office("S1", OfficeLevel.Section, "D1"), Office("S2", OfficeLevel.Section, "D1"), Office("S3", OfficeLevel.Section, "D2"),
    ]);

    private static readonly Network s_network = new(
    [
        new("S1", "F1", "T1", 10, 0, 0), new("S1", "F1", "T2", 20, 0, 0), new("S2", "F2", "T3", 0, 40, 1), new("S3", "F3", "T4", 0, 30, 0),
    ]);

    [Fact]
    public void Somebody_hit_by_two_outages_counts_once_and_in_every_office_above()
    {
        var supply = Of(Report("A", new([], ["F1"], [], [])), Report("B", new(["D1"], [], [], [])));
        Assert.Equal(new(100, 70), supply.All);
        Assert.Equal(new(100, 70), supply.Offices["C"]);
        Assert.Equal(new(70, 70), supply.Offices["D1"]);
        Assert.Equal(new(30, 0), supply.Offices["D2"]);
        Assert.Equal([70.0, 30.0], supply.Outages.Select(outage => outage.Out));
    }

    [Fact]
    public void What_is_back_is_not_out_whether_the_source_says_where_or_only_how_many()
    {
        var there = Report("A", new([], ["F1"], [], [])) with { Restored = Affected.Nothing with { Transformers = ["T2"] } };
        Assert.Equal(10, Of(there).All.Without);
        var somewhere = Report("A", new([], ["F1"], [], [])) with { CustomersAffected = 30, CustomersRestored = 15 };
        Assert.Equal(15, Of(somewhere).All.Without);
        Assert.Equal([("F1", "T1", 5.0), ("F1", "T2", 10.0)], Of(somewhere).At("S1").Select(one => (one.Feeder, one.Transformer, one.Count.Without)));
    }

    [Fact]
    public void Whom_the_register_does_not_know_counts_as_the_source_reports_it()
    {
        var supply = Of(Report("A", new(["S3"], ["F-NEW"], [], [])) with { CustomersAffected = 7 });
        Assert.Equal(30, supply.Outages[0].Out);
        var unknown = Of(Report("A", new([], ["F-NEW"], [], [])) with { CustomersAffected = 7 });
        Assert.Equal((7.0, 7.0), (unknown.Outages[0].Out, unknown.All.Without));
    }

    [Fact]
    public void Somebody_of_an_office_sees_of_an_outage_what_is_in_it()
    {
        var outage = Of(Report("A", new(["D1"], [], [], []))).Outages[0];
        var own = outage.Within(code => code == "S2")!;
        Assert.Equal((40.0, 40.0), (own.Consumers, own.Out));
        Assert.Equal(["S2"], own.Offices);
        Assert.Empty(own.Report.Affected.Offices);
        Assert.Null(outage.Within(code => code == "S3"));
    }

    [Fact]
    public void Whatever_fails_nobody_counts_twice_and_the_offices_add_up()
    {
        var affected = Gen.Select(
            One("C", "D1", "D2", "S1", "S2", "S3").Array[0, 2], One("F1", "F2", "F3", "F9").Array[0, 2],
            One("T1", "T2", "T3", "T4", "T9").Array[0, 2], (offices, feeders, transformers) => new Affected(offices, feeders, transformers, []));
        var report = Gen.Select(affected, affected, Gen.Int[0, 50], (what, back, some) =>
            Report("A", what) with { Restored = back, CustomersAffected = 50, CustomersRestored = some });
        report.Array[0, 4].Sample(reports =>
        {
            var supply = Of([.. reports.Select((one, at) => one with { ExternalId = $"{at}" })]);
            Assert.InRange(supply.Offices["C"].Without, 0, supply.Offices["C"].Consumers + (50 * reports.Length));
            Assert.Equal(supply.Offices["C"].Without, supply.Offices["D1"].Without + supply.Offices["D2"].Without + supply.At("C").Sum(one => one.Count.Without), 6);
            Assert.All(supply.At("S1").Concat(supply.At("S2")).Concat(supply.At("S3")), one => Assert.InRange(one.Count.Without, 0, one.Count.Consumers));
            Assert.All(supply.Outages, outage => Assert.InRange(outage.Out, 0, outage.Consumers + 1e-9));
        });
    }

    private static Gen<string> One(params string[] of) => Gen.Int[0, of.Length - 1].Select(at => of[at]);

    private static WithoutSupply Of(params OutageReport[] running) => new(running, new Dictionary<string, string>(), s_network, s_tree);

    private static Office Office(string code, OfficeLevel level, string? parent) => new(code, level, parent, new(code, code, code));

    private static OutageReport Report(string id, Affected affected) => new(
        "oms", id, 1, OutageKind.Unplanned, OutageState.Confirmed, "lineDown", null, App.Start, null, null, affected, App.Start);
}
