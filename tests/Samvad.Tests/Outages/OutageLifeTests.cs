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
    public void Whatever_comes_in_whatever_order_nobody_is_told_the_same_twice_in_a_row() => Gen.Select(Reports, Gen.Int).Sample(drawn =>
    {
        var (reports, seed) = drawn;
        var arrived = (OutageReport[])[.. reports];
        new Random(seed).Shuffle(arrived);
        var rules = new OutageRules(new OutageOptions());
        var (known, told, now) = (new Known(), new List<(Notice, string)>(), App.Start);
        for (var count = 1; count <= arrived.Length; count++)
        {
            var outage = OutageLife.Of(arrived.Take(count));
            for (var looks = 0; looks < 20; looks++)
            {
                var verdict = rules.Decide(outage, known, now);
                known = verdict.Known;
                if (verdict.Notice is { } notice)
                    told.Add((notice, $"{verdict.Etr} {string.Join(',', verdict.To.Transformers)}"));
                else if (verdict.LookAt is not { } at || at <= now)
                    break;
                now = verdict.LookAt ?? now;
            }

            now += TimeSpan.FromMinutes(7);
        }

        return told.Zip(told.Skip(1)).All(pair => pair.First != pair.Second)
            && told.Count(one => one.Item1 == Notice.Restored) <= told.Count(one => one.Item1 is Notice.Off or Notice.StillOut) + 1;
    });

    private static bool Same(OutageReport one, OutageReport other) =>
        System.Text.Json.JsonSerializer.Serialize(one) == System.Text.Json.JsonSerializer.Serialize(other);
}
