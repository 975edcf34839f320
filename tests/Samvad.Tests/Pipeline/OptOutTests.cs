using System.Text.Json;
using Samvad.Tests.Consumers;

namespace Samvad.Tests.Pipeline;

public sealed class OptOutTests(LiveHost live)
{
    private const int Leaving = 20_001;
    private const int Staying = 20_002;
    private readonly CancellationTokenSource _timeout = new(TimeSpan.FromMinutes(3));

    [Fact]
    public async Task Who_writes_stop_gets_no_outage_until_they_write_start()
    {
        await live.StartAsync();
        await live.ImportAsync("offices", "code,level,parent,name_mr,name_hi,name_en\nOUT-S,section,,शाखा,शाखा,Section\n");
        await live.ImportAsync("groups", "id,office,name,area,lineman\nOUT-G,OUT-S,गट,rural,\n");
        await live.ImportAsync(
            "members", Some.MembersHeader + Some.Row("OUT-G", 1, Leaving, "hi") + Some.Row("OUT-G", 2, Staying));

        await live.Journal.WriteAsync("91" + Some.Phone(Leaving), "रोको", _timeout.Token);
        Assert.Contains("START", (await AnswersAsync(1))[0]);
        var without = await TellAsync("OUT-1");
        Assert.Equal(1, without.GetProperty("counts").GetProperty("skipped").GetProperty("no-consent").GetInt32());

        await live.Journal.WriteAsync("91" + Some.Phone(Leaving), "शुरू करें", _timeout.Token);
        Assert.Contains("STOP", (await AnswersAsync(2))[1]);
        await TellAsync("OUT-2");
        Assert.Equal(["OUT-2.1"], await AnnouncementsAsync(Leaving));
        Assert.Equal(["OUT-1.1", "OUT-2.1"], await AnnouncementsAsync(Staying));
        Assert.Equal(2, (await AnswersAsync(2)).Count);
    }

    private async Task<JsonElement> TellAsync(string outage) => await live.Outages.FinalAsync(
        await live.Outages.ReportAsync(outage, 1, "confirmed", ("offices", ["OUT-S"]), _timeout.Token),
        (_, _) => { },
        _timeout.Token);

    private async Task<IReadOnlyList<string>> AnswersAsync(int atLeast)
    {
        while (true)
        {
            var texts = (await MessagesAsync(Leaving)).Where(message => message.GetProperty("kind").GetString() == "text")
                .Select(message => message.GetProperty("text").GetString()!).ToList();
            if (texts.Count >= atLeast)
                return texts;
            await Task.Delay(100, _timeout.Token);
        }
    }

    private async Task<IReadOnlyList<string?>> AnnouncementsAsync(int person) => [.. (await MessagesAsync(person))
        .Where(message => message.GetProperty("kind").GetString() == "template")
        .Select(message => message.GetProperty("announcement").GetString())];

    private Task<IReadOnlyList<JsonElement>> MessagesAsync(int person) =>
        live.Journal.MessagesAsync("91" + Some.Phone(person), _timeout.Token);
}
