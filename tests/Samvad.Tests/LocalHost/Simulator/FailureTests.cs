using System.Text.Json;

namespace Samvad.Tests.LocalHost.Simulator;

public class FailureTests
{
    private const string Told = """{"statuses":{"enabled":true,"sentDelayMs":[0,0]}}""";

    [Fact]
    public async Task Who_got_only_messages_that_failed_was_not_told_so_sending_again_is_no_duplicate()
    {
        await using var simulated = await Simulated.StartAsync(Told);
        await simulated.ScriptAsync("""{"failures":{"131000":1}}""");
        await simulated.SendAsync("919800000001");
        await simulated.SendAsync("919800000001");
        await simulated.ScriptAsync("""{"failures":{"131000":0}}""");
        await simulated.SendAsync("919800000001");
        Assert.Equal(0, await DuplicatesAsync(simulated));
        await simulated.SendAsync("919800000001");
        Assert.Equal(1, await DuplicatesAsync(simulated));
        var announcement = (await simulated.SummaryAsync()).GetProperty("announcements").GetProperty("MH-1");
        Assert.Equal((4, 1), (announcement.GetProperty("accepted").GetInt32(), announcement.GetProperty("people").GetInt32()));
    }

    [Fact]
    public async Task That_a_message_failed_survives_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        await using (var simulated = await Simulated.StartAsync(Told, dataDirectory: folder))
        {
            await simulated.ScriptAsync("""{"failures":{"131000":1}}""");
            await simulated.SendAsync("919800000001");
        }

        await using (var simulated = await Simulated.StartAsync(Told, dataDirectory: folder))
        {
            await simulated.SendAsync("919800000001");
            Assert.Equal(0, await DuplicatesAsync(simulated));
            await simulated.SendAsync("919800000001");
            Assert.Equal(1, await DuplicatesAsync(simulated));
        }
    }

    [Fact]
    public async Task Where_no_status_tells_of_a_failure_the_person_counts_as_told()
    {
        await using var simulated = await Simulated.StartAsync("""{"failures":{"131000":1}}""");
        await simulated.SendAsync("919800000001");
        await simulated.SendAsync("919800000001");
        Assert.Equal(1, await DuplicatesAsync(simulated));
    }

    [Fact]
    public async Task First_messages_fail_and_succeed_when_sent_again()
    {
        await using var simulated = await Simulated.StartAsync(Told);
        await simulated.ScriptAsync("""{"failFirst":{"131000":0.5},"statuses":{"deliveredDelayMs":[0,0],"readShare":0}}""");
        var people = Enumerable.Range(0, 60).Select(i => $"9198{i:d8}").ToArray();
        var first = new Dictionary<string, string>();
        foreach (var person in people)
            first[await simulated.SendAsync(person)] = person;
        var failed = await FailedAsync(simulated, 60);
        Assert.InRange(failed.Count, 15, 45);
        foreach (var id in failed)
            await simulated.SendAsync(first[id]);
        Assert.Equal(failed.Count, (await FailedAsync(simulated, 60 + failed.Count)).Count);
        Assert.Equal(0, await DuplicatesAsync(simulated));
    }

    private static async Task<IReadOnlyList<string>> FailedAsync(Simulated simulated, int messages)
    {
        IReadOnlyList<JsonElement> Final() => [.. simulated.Sender.Events.Select(status => status.GetProperty("data"))
            .Where(data => data.GetProperty("status").GetString() is "Failed" or "Delivered")];
        var final = await Until.CountAsync(Final, messages);
        return [.. final.Where(data => data.GetProperty("status").GetString() == "Failed")
            .Select(data => data.GetProperty("messageId").GetString()!)];
    }

    private static async Task<int> DuplicatesAsync(Simulated simulated) =>
        (await simulated.SummaryAsync()).GetProperty("duplicates").GetInt32();
}
