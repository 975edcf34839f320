using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Samvad.LocalHost.Demo;
using Samvad.Tests.Consumers;

namespace Samvad.Tests.Pipeline;

public sealed class OrderTests(LiveHost live)
{
    private const int Groups = 100;
    private const int Outages = 100;

    /// <summary>
    /// 100 outages over 100 groups: 10,000 pairs of outage and restoration, each pair free to go wrong. Where the
    /// restoration is there before the outage was told, the outage is superseded.
    /// </summary>
    [Fact]
    public async Task No_phone_sees_a_restoration_before_its_outage_in_10_000_random_interleavings()
    {
        await live.StartAsync();
        await ImportAsync();
        var random = new Random(20261123);
        var reports = Enumerable.Range(0, Outages).SelectMany(outage => Reports(outage, random)).OrderBy(report => report.At)
            .Select(report => report.Json).ToArray();
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(15));
        foreach (var batch in reports.Chunk(15))
        {
            using var response = await live.Http.PostAsync(
                "/api/outages", new StringContent(new JsonArray([.. batch.Select(json => json.DeepClone())]).ToJsonString(), Encoding.UTF8, "application/json"));
            response.EnsureSuccessStatusCode();
            await DrainAsync(timeout.Token);
        }

        var told = 0;
        for (var outage = 0; outage < Outages; outage++)
        {
            var restored = await live.Outages.FinalAsync($"ORDER-{outage}.2", (_, _) => { }, timeout.Token);
            Assert.Equal(Groups, OutageRun.Count(restored, "sent"));
            var confirmed = await live.Outages.FinalAsync($"ORDER-{outage}.1", (_, _) => { }, timeout.Token);
            var stale = confirmed.GetProperty("counts").TryGetProperty("skipped", out var skipped)
                && skipped.TryGetProperty("superseded", out var superseded) ? superseded.GetInt32() : 0;
            Assert.Equal(Groups, OutageRun.Count(confirmed, "sent") + stale);
            told += Groups - stale;
        }

        Assert.InRange(told, Groups, Groups * Outages);
        for (var group = 0; group < Groups; group++)
        {
            var got = (await live.Journal.MessagesAsync("91" + Some.Phone(10_000 + group), timeout.Token))
                .Select(message => message.GetProperty("announcement").GetString()!).ToList();
            Assert.Equal(got.Count, got.Distinct().Count());
            for (var outage = 0; outage < Outages; outage++)
                Assert.True(got.IndexOf($"ORDER-{outage}.1") < got.IndexOf($"ORDER-{outage}.2"), $"Group {group}, outage {outage}: {string.Join(' ', got)}");
        }
    }

    /// <summary>Else all restorations would be there before the first outage is told.</summary>
    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        for (var still = 0; still < 2;)
        {
            await Task.Delay(50, cancellationToken);
            var status = await live.Http.GetFromJsonAsync<JsonElement>("/local/status", cancellationToken);
            var open = ((string[])["outage-events", "announcements", "shards-urgent"])
                .Sum(queue => status.GetProperty("queues").GetProperty(queue).GetProperty("active").GetInt64());
            still = open == 0 ? still + 1 : 0;
        }
    }

    /// <summary>Confirmed, then restored, sometimes at once, sometimes much later, sometimes each twice.</summary>
    private static IEnumerable<(double At, JsonObject Json)> Reports(int outage, Random random)
    {
        var confirmed = random.NextDouble();
        var restored = confirmed + random.NextDouble() * random.NextDouble() * 0.2;
        yield return (confirmed, Json(outage, 1, "confirmed"));
        yield return (restored, Json(outage, 2, "restored"));
        if (random.Next(4) == 0)
            yield return (confirmed + random.NextDouble(), Json(outage, 1, "confirmed"));
        if (random.Next(4) == 0)
            yield return (restored + random.NextDouble(), Json(outage, 2, "restored"));
    }

    private static JsonObject Json(int outage, int revision, string state) => new()
    {
        ["source"] = "order-test",
        ["externalId"] = $"ORDER-{outage}",
        ["revision"] = revision,
        ["state"] = state,
        ["start"] = "2026-06-12T14:05:00+05:30",
        ["offices"] = new JsonArray("ORDER-S"),
    };

    private async Task ImportAsync()
    {
        await live.ImportAsync("offices", "code,level,parent,name_mr,name_hi,name_en\nORDER-S,section,,शाखा,शाखा,Section O\n");
        var groups = Enumerable.Range(0, Groups).Select(group => $"ORDER-{group},ORDER-S,गट,rural,\n");
        await live.ImportAsync("groups", "id,office,name,area,lineman\n" + string.Concat(groups));
        var members = Enumerable.Range(0, Groups).Select(group => Some.Row($"ORDER-{group}", 1, 10_000 + group));
        await live.ImportAsync("members", Some.MembersHeader + string.Concat(members));
    }
}
