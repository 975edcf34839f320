using Microsoft.Azure.Functions.Worker;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Samvad.Tests.LocalHost.Triggers;

public sealed class TimerFunctionTests : IDisposable
{
    private static readonly (string, string)[] s_settings = [("Every", "0 */5 * * * *")];
    private readonly string _directory = Directory.CreateTempSubdirectory("samvad-timers-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_timer_runs_at_its_time_in_one_of_two_processes()
    {
        await using var one = await StartAsync(typeof(Timer));
        await using var two = await StartAsync(typeof(Timer));
        for (var occurrence = 1; occurrence <= 3; occurrence++)
        {
            await AdvanceAsync(() =>
                one.Recorder.Lines.Count + two.Recorder.Lines.Count == occurrence, TimeSpan.FromMinutes(5));
            Assert.Equal(occurrence, one.Recorder.Lines.Count + two.Recorder.Lines.Count);
        }
    }

    [Fact]
    public async Task An_occurrence_missed_while_no_process_ran_is_made_up_for_once()
    {
        await RunOnceAsync();
        _time.Advance(TimeSpan.FromMinutes(18));
        await using (var late = await StartAsync(typeof(Timer)))
            await late.UntilAsync(1);
        await using var again = await StartAsync(typeof(Timer), typeof(AtStart));
        await again.UntilAsync(1);
        Assert.Equal(["start False"], again.Recorder.Lines);
    }

    [Fact]
    public async Task A_late_run_is_told_so()
    {
        await RunOnceAsync();
        _time.Advance(TimeSpan.FromMinutes(18));
        await using var late = await StartAsync(typeof(Timer));
        await late.UntilAsync(1);
        Assert.Equal(["past due True, last 00:05, next 00:25"], late.Recorder.Lines);
    }

    [Fact]
    public async Task An_occurrence_that_comes_while_a_process_starts_is_run()
    {
        await using var rig = await StartAsync(typeof(SlowAtStart));
        await rig.UntilAsync(2);
        Assert.Equal(["00:00", "00:06"], rig.Recorder.Lines);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private Task<TriggerRig> StartAsync(params Type[] classes) =>
        TriggerRig.StartAsync(_directory, _time, s_settings, classes);

    private async Task RunOnceAsync()
    {
        await using var rig = await StartAsync(typeof(Timer));
        await AdvanceAsync(() => rig.Recorder.Lines.Count == 1, TimeSpan.FromMinutes(5));
    }

    // The timers may not be waiting yet when the clock moves, so it moves in small steps until the time is over.
    private async Task AdvanceAsync(Func<bool> happened, TimeSpan most)
    {
        await TriggerRig.EventuallyAsync(() => Task.FromResult(HasBegun()));
        for (var passed = TimeSpan.Zero; passed < most; passed += TimeSpan.FromSeconds(10))
        {
            await Task.Delay(5);
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        await TriggerRig.EventuallyAsync(() => Task.FromResult(happened()));
    }

    /// <summary>A process knows its timers, and none of them is running.</summary>
    private bool HasBegun()
    {
        using var timers = new SqliteConnection($"Data Source={Path.Combine(_directory, "timers.db")};Mode=ReadOnly;Pooling=False");
        try
        {
            timers.Open();
            using var rows = timers.CreateCommand();
            rows.CommandText = "SELECT COUNT(*) > 0 AND COUNT(runner) = 0 FROM timers";
            return (long)rows.ExecuteScalar()! == 1;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    public sealed class Timer(Recorder recorder)
    {
        [Function("Timer")]
        public void Run([TimerTrigger("%Every%")] TimerInfo timer) => recorder.Add(
            $"past due {timer.IsPastDue}, last {timer.ScheduleStatus!.Last:HH:mm}, next {timer.ScheduleStatus.Next:HH:mm}");
    }

    public sealed class SlowAtStart(Recorder recorder, TimeProvider time)
    {
        [Function("SlowAtStart")]
        public void Run([TimerTrigger("0 */5 * * * *", RunOnStartup = true)] TimerInfo timer)
        {
            recorder.Add($"{time.GetUtcNow():HH:mm}");
            if (recorder.Lines.Count == 1)
                ((FakeTimeProvider)time).Advance(TimeSpan.FromMinutes(6));
        }
    }

    public sealed class AtStart(Recorder recorder)
    {
        [Function("AtStart")]
        public void Run([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo timer) => recorder.Add($"start {timer.IsPastDue}");
    }
}
