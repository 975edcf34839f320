using Samvad.Benchmarks.Controls;

namespace Samvad.Tests.Pipeline;

/// <summary>The same as `controls` of the benchmarks does at length; a failure names the seed to repeat it with.</summary>
public sealed class ControlSequencesTests : IDisposable
{
    private const int Seed = 1;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("samvad-controls");

    [Fact]
    public async Task Whatever_operators_do_while_hosts_are_killed_ledger_and_journal_agree_person_by_person()
    {
        var plan = new ControlPlan(_data.FullName, Sequences: 4, Seed, AtOnce: 4, Rest: TimeSpan.FromSeconds(6));
        var log = new StringWriter();
        var result = await new ControlSequences(plan, log, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);
        Assert.True(result.Violations.Count == 0, log.ToString());
        Assert.Equal(0, result.Duplicates);
        Assert.InRange(result.Messages, 60, 4 * ControlPlan.Groups * ControlPlan.Members * 2);
        Assert.True(result.Kills > 0);
    }

    public void Dispose() => _data.Delete(recursive: true);
}
