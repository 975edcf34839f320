using System.Net.Http.Json;
using System.Text.Json;
using CsCheck;
using Samvad.LocalHost.Simulator;

namespace Samvad.Tests.LocalHost.Simulator;

public class JournalTests
{
    private static readonly KnownTemplate Outage = new(
        2, language => language == "mr", (_, values) => $"{values[0]} बंद ({values[1]})");

    [Fact]
    public async Task The_summary_counts_messages_people_and_duplicates()
    {
        await using var simulated = await Simulated.StartAsync();
        await simulated.SendAsync("919800000001", "MH-1");
        await simulated.SendAsync("+919800000001", "MH-1");
        await simulated.SendAsync("919800000001", "MH-2");
        await simulated.SendAsync("919800000002", "MH-1");
        var summary = await simulated.SummaryAsync();
        Assert.Equal(4, summary.GetProperty("accepted").GetInt32());
        Assert.Equal(2, summary.GetProperty("people").GetInt32());
        Assert.Equal(1, summary.GetProperty("duplicates").GetInt32());
        var first = summary.GetProperty("announcements").GetProperty("MH-1");
        Assert.Equal((3, 2), (first.GetProperty("accepted").GetInt32(), first.GetProperty("people").GetInt32()));
    }

    [Fact]
    public async Task Messages_come_in_order_of_acceptance_with_their_texts()
    {
        await using var simulated = await Simulated.StartAsync(template: Outage);
        await simulated.SendAsync("919800000001", "MH-1");
        await simulated.SendAsync("919800000002", "MH-1");
        await simulated.SendAsync("919800000001", "MH-2");
        var messages = await simulated.GetAsync("/journal/messages?person=919800000001");
        Assert.Equal(
            ["सातारा बंद (MH-1)", "सातारा बंद (MH-2)"],
            messages.EnumerateArray().Select(message => message.GetProperty("text").GetString()));
        Assert.Equal(2, (await simulated.GetAsync("/journal/messages?announcement=MH-1")).GetArrayLength());
    }

    [Fact]
    public async Task Missing_and_unexpected_people_are_found_and_masked()
    {
        await using var simulated = await Simulated.StartAsync();
        foreach (var person in (string[])["919800000001", "919800000002", "919800000003"])
            await simulated.SendAsync(person);
        var body = new StringContent("919800000001\n+919800000002\n919800000002\n919800000099\n");
        var response = await simulated.Http.PostAsync("/journal/missing?announcement=MH-1", body);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(3, answer.GetProperty("expected").GetInt32());
        Assert.Equal(1, answer.GetProperty("missing").GetInt32());
        Assert.Equal(1, answer.GetProperty("unexpected").GetInt32());
        Assert.Equal("**********99", answer.GetProperty("firstMissing")[0].GetString());
    }

    [Fact]
    public async Task The_journal_and_the_repeats_survive_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var id = Guid.NewGuid().ToString();
        string first;
        await using (var simulated = await Simulated.StartAsync(dataDirectory: folder))
            first = await simulated.SendAsync("919800000001", repeatId: id);
        await using (var simulated = await Simulated.StartAsync(dataDirectory: folder))
        {
            Assert.Equal(first, await simulated.SendAsync("919800000001", repeatId: id));
            await simulated.SendAsync("919800000002");
        }

        // A torn last record, as a kill leaves it, is dropped.
        var log = Path.Combine(folder, "simulator-journal.log");
        await using (var file = File.OpenWrite(log))
            file.SetLength(file.Length - 5);
        await using (var simulated = await Simulated.StartAsync(dataDirectory: folder))
        {
            Assert.Equal(1, (await simulated.SummaryAsync()).GetProperty("accepted").GetInt32());
            await simulated.SendAsync("919800000003");
            Assert.Equal(2, (await simulated.SummaryAsync()).GetProperty("accepted").GetInt32());
        }
    }

    [Fact]
    public async Task Reset_forgets_everything()
    {
        await using var simulated = await Simulated.StartAsync();
        var id = Guid.NewGuid().ToString();
        await simulated.SendAsync("919800000001", repeatId: id);
        await simulated.Http.PostAsync("/reset", null);
        Assert.Equal(0, (await simulated.SummaryAsync()).GetProperty("accepted").GetInt32());
        await simulated.SendAsync("919800000001", repeatId: id);
        Assert.Equal(1, (await simulated.SummaryAsync()).GetProperty("accepted").GetInt32());
    }

    [Fact]
    public void No_second_holds_more_than_the_rate() => Gen.Select(Gen.Int[1, 20], Gen.Int[0, 400].List[1, 200]).Sample((rate, gaps) =>
    {
        var limit = new ChannelLimit();
        var now = 0L;
        var passed = new List<long>();
        foreach (var gap in gaps)
        {
            now += gap;
            if (limit.Take(rate, now) == 0)
                passed.Add(now);
        }

        return passed.All(at => passed.Count(other => other > at - 1000 && other <= at) <= rate);
    });
}
