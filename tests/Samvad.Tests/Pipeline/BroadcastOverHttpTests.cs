using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Samvad.Tests.Announcements;
using Samvad.Tests.Consumers;

namespace Samvad.Tests.Pipeline;

/// <summary>A tip for three groups, by a channel of its own that is slow enough to be paused on the way.</summary>
public sealed class BroadcastOverHttpTests(LiveHost live)
{
    private const string Reference = "TIP-OVER-HTTP";
    private const int Persons = 60_000;
    private const int GroupSize = 60;
    private const int Shared = Persons + 1;
    private static readonly string[] Languages = ["mr", "hi", "en"];
    private readonly CancellationTokenSource _timeout = new(TimeSpan.FromMinutes(3));

    [Fact]
    public async Task A_paused_and_resumed_tip_reaches_whom_the_dry_run_counted_and_report_and_csv_say_the_same()
    {
        await RegisterAsync();
        var tip = new
        {
            externalId = Reference,
            topic = "safety",
            template = "safety_monsoon",
            values = Languages.ToDictionary(language => language, _ => Array.Empty<string>()),
            audience = new { offices = (string[])["TIP-D"] },
            expiresAt = TimeProvider.System.GetUtcNow().AddDays(2),
        };
        var expected = (await UntilAsync(
            await PostAsync("/api/dry-runs", new { announcement = tip }), run => Text(run, "state") == "finished")).GetProperty("result");
        var people = expected.GetProperty("people").GetInt32();
        Assert.Equal(((3 * GroupSize) + 1, 3 * (GroupSize - 6)), (expected.GetProperty("audience").GetInt32(), people));

        var announcement = await PostAsync("/api/announcements", tip);
        await UntilSentAsync(10);
        Assert.Equal("paused", Text(await ControlAsync(announcement, "pause"), "state"));
        var paused = (await UntilAsync(announcement + "?groups=false", IsHeld)).GetProperty("counts");
        var sent = Of(paused, "sent");
        Assert.InRange(sent, 10, people - 1);
        Assert.Equal(sent, (await live.Journal.AnnouncedAsync(Reference, _timeout.Token)).Count);
        await PaceAsync(200);
        await ControlAsync(announcement, "resume");
        await UntilAsync(announcement + "?groups=false", one => Of(one.GetProperty("counts"), "queued") == 0);

        Assert.Equal(people, (await live.Journal.AnnouncedAsync(Reference, _timeout.Token)).Count);
        Assert.Equal((0, 0), await live.Journal.CompareAsync(Reference, Agreeing().Select(Some.Address), _timeout.Token));
        var report = await GetAsync(announcement + "/report?languages=true");
        AssertAgrees(expected, report);
        AssertAgrees(expected, await CsvAsync(announcement + "/report?format=csv"));
    }

    /// <summary>Each tenth person has not agreed to safety tips; one who has sits in two groups of one office.</summary>
    private async Task RegisterAsync()
    {
        await live.StartAsync();
        await live.ImportAsync(
            "offices",
            "code,level,parent,name_mr,name_hi,name_en\nTIP-D,division,,विभाग,विभाग,Division\n"
            + "TIP-A,section,TIP-D,शाखा,शाखा,Section A\nTIP-B,section,TIP-D,शाखा,शाखा,Section B\n");
        await live.ImportAsync(
            "groups", "id,office,name,area,lineman\nTIP-1,TIP-A,गट,rural,\nTIP-2,TIP-A,गट,rural,\nTIP-3,TIP-B,गट,urban,\n");
        var members = Enumerable.Range(0, 3 * GroupSize).Select(one => Broadcasts.Member(
            $"TIP-{1 + (one / GroupSize)}", Persons + one, Persons + one, Languages[one % 3],
            consents: Agrees(one) ? "yes,yes,yes,yes" : "yes,yes,no,yes"));
        await live.ImportAsync(
            "members", Some.MembersHeader + string.Concat(members) + Broadcasts.Member("TIP-2", Persons + 999, Shared, Languages[1]));
        await PaceAsync(4);
    }

    private async Task PaceAsync(int messagesPerSecond)
    {
        var channel = new
        {
            provider = "acs", sender = "33333333-3333-3333-3333-333333333333", messagesPerSecond, offices = (string[])["TIP-D"],
        };
        using var answer = await live.Http.PutAsJsonAsync("/api/channels/tips", channel, _timeout.Token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(_timeout.Token));
    }

    private static bool Agrees(int person) => person % 10 != 0;

    private static IEnumerable<int> Agreeing() =>
        Enumerable.Range(0, 3 * GroupSize).Where(Agrees).Select(one => Persons + one);

    private static void AssertAgrees(JsonElement expected, JsonElement report)
    {
        var counts = report.GetProperty("counts");
        Assert.Equal(Of(expected, "audience"), Of(counts, "audience"));
        Assert.Equal(Of(expected, "people"), Of(counts, "sent"));
        Assert.Equal(Numbers(expected.GetProperty("skipped")), Numbers(counts.GetProperty("skipped")));
        Assert.Empty(Numbers(counts.GetProperty("failed")));
        Assert.Equal(
            Numbers(expected.GetProperty("languages")),
            report.GetProperty("languages").EnumerateArray().ToDictionary(
                one => Text(one, "language")!, one => Of(one.GetProperty("counts"), "sent")));
        Assert.Equal(Offices(expected, "people"), Offices(report, "sent"));
    }

    private static void AssertAgrees(JsonElement expected, IReadOnlyDictionary<string, int> csv)
    {
        Assert.Equal((Of(expected, "audience"), 0, Of(expected, "people")), (csv["~audience~"], csv["~queued~"], csv["~sent~"]));
        Assert.Equal(
            Numbers(expected.GetProperty("skipped")),
            csv.Where(line => line.Key.StartsWith("~skipped~", StringComparison.Ordinal))
                .ToDictionary(line => line.Key["~skipped~".Length..], line => line.Value));
        foreach (var (office, told) in Offices(expected, "people"))
            Assert.Equal(told, csv[$"{office}~sent~"]);
    }

    /// <summary>Office, figure and reason of each line, and how many people.</summary>
    private async Task<IReadOnlyDictionary<string, int>> CsvAsync(string path)
    {
        var lines = (await live.Http.GetStringAsync(path, _timeout.Token)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return lines.Skip(1).Select(line => line.Split(',')).ToDictionary(
            fields => $"{fields[0]}~{fields[2]}~{fields[3]}", fields => int.Parse(fields[4], CultureInfo.InvariantCulture));
    }

    /// <summary>All who are left wait for the pause to end.</summary>
    private static bool IsHeld(JsonElement announcement) =>
        announcement.GetProperty("counts") is var counts
        && Of(counts.GetProperty("held"), "paused") is > 0 and var held && held == Of(counts, "queued");

    private async Task UntilSentAsync(int count)
    {
        while ((await live.Journal.AnnouncedAsync(Reference, _timeout.Token)).Count < count)
            await Task.Delay(50, _timeout.Token);
    }

    /// <returns>Where it is to be looked for.</returns>
    private async Task<string> PostAsync(string path, object body)
    {
        using var answer = await live.Http.PostAsJsonAsync(path, body, _timeout.Token);
        Assert.True((int)answer.StatusCode == 202, await answer.Content.ReadAsStringAsync(_timeout.Token));
        return answer.Headers.Location!.ToString();
    }

    private async Task<JsonElement> ControlAsync(string announcement, string action)
    {
        using var answer = await live.Http.PostAsync($"{announcement}/{action}", null, _timeout.Token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(_timeout.Token));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(_timeout.Token);
    }

    private async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> holds)
    {
        JsonElement found = default;
        await Until.TrueAsync(async () => holds(found = await GetAsync(path)), () => $"{path} says {found}");
        return found;
    }

    private Task<JsonElement> GetAsync(string path) => live.Http.GetFromJsonAsync<JsonElement>(path, _timeout.Token);

    private static string? Text(JsonElement one, string name) => one.GetProperty(name).GetString();

    private static int Of(JsonElement counts, string name) => counts.TryGetProperty(name, out var count) ? count.GetInt32() : 0;

    private static Dictionary<string, int> Numbers(JsonElement counts) =>
        counts.EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetInt32());

    private static Dictionary<string, int> Offices(JsonElement view, string figure) =>
        view.GetProperty("offices").EnumerateArray().ToDictionary(one => Text(one, "office")!, one => Of(one, figure));
}
