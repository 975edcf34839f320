using CsCheck;
using Samvad.Outages;

namespace Samvad.Tests.Outages;

public sealed class OutageLifeTests
{
    private static readonly Gen<Affected> Assets = Gen.Int[1, 3].Select(number => $"T{number}").Array[0, 2].Select(
        codes => new Affected([], [], [.. codes.Distinct().Order(StringComparer.Ordinal)], []));

    private static readonly Gen<OutageReport[]> Reports = Gen.Select(
            Gen.Enum<OutageState>(), Gen.Bool, Gen.Int[0, 300], Assets, Assets)
        .Array[1, 8]
        .Select(drawn => drawn.Select((one, index) => new OutageReport(
            "oms", "o", index + 1, OutageKind.Unplanned, one.Item1, null, null, App.Start,
            one.Item2 ? App.Start.AddMinutes(one.Item3) : null, null, one.Item4, App.Start.AddMinutes(index))
        {
            Restored = one.Item5.IsEmpty ? null : one.Item5,
        }).ToArray());

    [Fact]
    public void The_same_reports_in_any_order_and_number_make_the_same_outage() => Gen.Select(Reports, Gen.Int).Sample(drawn =>
    {
        var (reports, seed) = drawn;
        var random = new Random(seed);
        OutageReport[] mixed = [.. reports, .. reports.Where(_ => random.Next(3) == 0)];
        random.Shuffle(mixed);
        return Same(OutageLife.Of(reports), OutageLife.Of(mixed))
            && Same(OutageLife.Of(reports), reports.Aggregate((OutageReport?)null, OutageLife.Then)!);
    });

    [Fact]
    public void Whatever_comes_in_whatever_order_each_hears_of_beginning_and_end_in_turn() => Gen.Select(Reports, Gen.Int).Sample(drawn =>
    {
        var (reports, seed) = drawn;
        var arrived = (OutageReport[])[.. reports];
        new Random(seed).Shuffle(arrived);
        var rules = new OutageRules(new OutageOptions());
        var (known, last, now) = (new Known(), default((Notice, string)?), App.Start);
        var off = new HashSet<string>();
        var outage = reports[0];
        for (var count = 1; count <= arrived.Length; count++)
        {
            outage = OutageLife.Of(arrived.Take(count));
            for (var looks = 0; looks < 20; looks++)
            {
                var verdict = rules.Decide(outage, known, now);
                known = verdict.Known;
                if (verdict.Notice is { } notice)
                {
                    var to = verdict.To.Without(verdict.Except).Transformers;
                    var said = (notice, $"{verdict.Etr} {string.Join(',', to)}");
                    Assert.True(to.Count == 0 || last != said, $"{said} is told twice");
                    last = said;
                    foreach (var transformer in to)
                        Hear(notice, transformer);
                }
                else if (verdict.LookAt is not { } at || at <= now)
                {
                    break;
                }

                now = verdict.LookAt ?? now;
            }

            now += TimeSpan.FromMinutes(7);
        }

        if (OutageLife.IsOver(outage.State))
            Assert.Empty(off);
        else if (off.Count > 0 && outage.State is not (OutageState.Predicted or OutageState.Scheduled))
            Assert.Empty(outage.Affected.Without(outage.Restored ?? Affected.Nothing).Transformers.Except(off));

        void Hear(Notice notice, string transformer)
        {
            if (notice is Notice.Off or Notice.StillOut)
                Assert.True(off.Add(transformer), $"{transformer} hears twice that supply is off");
            else if (notice is Notice.PartlyRestored or Notice.Restored or Notice.Cancelled)
                off.Remove(transformer);
        }
    }, iter: 100_000);

    private static bool Same(OutageReport one, OutageReport other) =>
        System.Text.Json.JsonSerializer.Serialize(one) == System.Text.Json.JsonSerializer.Serialize(other);
}
