using Azure;

namespace Samvad.Tests.LocalHost.Simulator;

public class ScriptTests
{
    private const string NoRepeat = """{"repeatsSucceed":false}""";

    [Fact]
    public async Task A_partial_script_leaves_the_rest_as_it_was()
    {
        await using var simulated = await Simulated.StartAsync("""{"latencyMs":7,"shares":{"throttled":0.5}}""");
        await simulated.ScriptAsync("""{"shares":{"error500":0.25}}""");
        var script = await simulated.GetAsync("/script");
        Assert.Equal(7, script.GetProperty("latencyMs").GetInt32());
        Assert.Equal(0.5, script.GetProperty("shares").GetProperty("throttled").GetDouble());
        Assert.Equal(0.25, script.GetProperty("shares").GetProperty("error500").GetDouble());
    }

    [Theory]
    [InlineData("""{"latency":7}""")]
    [InlineData("""{"shares":{"throttled":0.6,"timeout":0.6}}""")]
    [InlineData("""[]""")]
    public async Task A_script_that_makes_no_sense_is_refused(string script)
    {
        await using var simulated = await Simulated.StartAsync();
        var answer = await simulated.Http.PostAsync("/script", new StringContent(script));
        Assert.Equal(400, (int)answer.StatusCode);
    }

    [Fact]
    public async Task More_than_the_rate_of_the_channel_is_throttled()
    {
        await using var simulated = await Simulated.StartAsync("""{"messagesPerSecond":5}""");
        var outcomes = new List<int>();
        for (var i = 0; i < 12; i++)
            outcomes.Add(await OutcomeAsync(simulated, i));
        var summary = await simulated.SummaryAsync();
        Assert.Contains(429, outcomes);
        Assert.True(summary.GetProperty("peakPerSecond").GetInt32() <= 5);
        Assert.True(summary.GetProperty("rejected").GetProperty("429").GetInt32() >= 1);
    }

    [Fact]
    public async Task A_channel_may_have_a_rate_of_its_own()
    {
        await using var simulated = await Simulated.StartAsync(
            $$$"""{"messagesPerSecond":1,"channels":{"{{{Simulated.Channel}}}":0}}""");
        for (var i = 0; i < 10; i++)
            Assert.Equal(202, await OutcomeAsync(simulated, i));
    }

    [Fact]
    public async Task The_same_seed_meets_the_same_faults_in_the_shares_asked_for()
    {
        var first = await RunAsync(7, 400);
        var second = await RunAsync(7, 400);
        var other = await RunAsync(8, 400);
        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        Assert.InRange(first.Count(outcome => outcome == 429), 20, 60);
        Assert.InRange(first.Count(outcome => outcome == 500), 20, 60);
        Assert.InRange(first.Count(outcome => outcome == 0), 50, 110);
    }

    [Fact]
    public async Task A_hang_up_after_acceptance_is_in_the_journal_and_one_before_is_not()
    {
        await using var simulated = await Simulated.StartAsync("""{"shares":{"hangUpAfter":1}}""");
        Assert.Equal(0, await OutcomeAsync(simulated, 1));
        Assert.Equal(1, (await simulated.SummaryAsync()).GetProperty("accepted").GetInt32());
        await simulated.ScriptAsync("""{"shares":{"hangUpAfter":0,"hangUpBefore":1}}""");
        Assert.Equal(0, await OutcomeAsync(simulated, 2));
        Assert.Equal(1, (await simulated.SummaryAsync()).GetProperty("accepted").GetInt32());
    }

    [Fact]
    public async Task After_three_faults_a_message_meets_no_more()
    {
        await using var simulated = await Simulated.StartAsync("""{"shares":{"error500":1}}""");
        var outcomes = new List<int>();
        for (var i = 0; i < 4; i++)
            outcomes.Add(await OutcomeAsync(simulated, 1));
        Assert.Equal([500, 500, 500, 202], outcomes);
    }

    private static async Task<List<int>> RunAsync(int seed, int count)
    {
        await using var simulated = await Simulated.StartAsync(NoRepeat);
        await simulated.ScriptAsync(
            $$$"""{"seed":{{{seed}}},"shares":{"throttled":0.1,"error500":0.1,"hangUpBefore":0.1,"hangUpAfter":0.1}}""");
        var outcomes = new List<int>();
        for (var i = 0; i < count; i++)
            outcomes.Add(await OutcomeAsync(simulated, i));
        return outcomes;
    }

    // 0 = the connection broke.
    private static async Task<int> OutcomeAsync(Simulated simulated, int person)
    {
        try
        {
            await simulated.SendAsync($"9198{person:d8}");
            return 202;
        }
        catch (RequestFailedException e)
        {
            return e.Status;
        }
    }
}
