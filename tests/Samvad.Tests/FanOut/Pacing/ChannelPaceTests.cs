using Samvad.Announcements;
using Samvad.FanOut.Pacing;
using Samvad.Storage;
using Samvad.WhatsApp.Channels;

namespace Samvad.Tests.FanOut.Pacing;

public sealed class ChannelPaceTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Messages_of_two_instances_leave_evenly_and_never_above_the_rate()
    {
        await using var app = App.Create(azurite);
        app.Time.AutoAdvanceAmount = TimeSpan.Zero;
        var left = new List<DateTimeOffset>();
        var instances = Enumerable.Range(0, 2).Select(_ => Instance(app, 80)).ToArray();
        var turns = Enumerable.Range(0, 240)
            .Select(number => LeaveAsync(app, instances[number % 2], Priority.Urgent, left)).ToArray();
        await AdvancingAsync(app, Task.WhenAll(turns));

        left.Sort();
        foreach (var start in left)
            Assert.InRange(left.Count(at => at >= start && at < start.AddSeconds(1)), 1, 81);
        Assert.InRange((left[^1] - left[0]).TotalSeconds, 2.9, 3.7);
    }

    [Fact]
    public async Task Urgent_messages_of_one_instance_go_before_the_routine_ones_of_another()
    {
        await using var app = App.Create(azurite);
        app.Time.AutoAdvanceAmount = TimeSpan.Zero;
        var (urgent, routine) = (new List<DateTimeOffset>(), new List<DateTimeOffset>());
        var tips = Enumerable.Range(0, 300).Select(_ => 0).ToArray();
        var (one, other) = (Instance(app, 100), Instance(app, 100));
        var going = Task.WhenAll(tips.Select(_ => LeaveAsync(app, one, Priority.Routine, routine)));
        await AdvancingAsync(app, going, until: () => routine.Count >= 50);
        var since = app.Time.GetUtcNow();
        await AdvancingAsync(app, Task.WhenAll(Enumerable.Range(0, 200).Select(_ => LeaveAsync(app, other, Priority.Urgent, urgent))));

        Assert.InRange((urgent.Min() - since).TotalSeconds, 0, 1);
        var meanwhile = routine.Count(at => at > since.AddSeconds(1) && at <= urgent.Max());
        Assert.InRange(meanwhile, 0, 20);
        await AdvancingAsync(app, going);
        Assert.Equal(300, routine.Count);
    }

    [Fact]
    public async Task An_idle_channel_gathers_no_right_to_a_burst()
    {
        await using var app = App.Create(azurite);
        app.Time.AutoAdvanceAmount = TimeSpan.Zero;
        var left = new List<DateTimeOffset>();
        var pace = Instance(app, 10);
        await AdvancingAsync(app, LeaveAsync(app, pace, Priority.Urgent, left));
        app.Time.Advance(TimeSpan.FromMinutes(1));
        await AdvancingAsync(app, Task.WhenAll(Enumerable.Range(0, 10).Select(_ => LeaveAsync(app, pace, Priority.Urgent, left))));
        // A busy machine lets the clock run on between two turns; what must not be is less.
        Assert.InRange((left[^1] - left[1]).TotalSeconds, 0.85, 5);
    }

    [Fact]
    public async Task A_throttled_channel_pauses_in_all_instances_and_goes_on_more_slowly()
    {
        await using var app = App.Create(azurite);
        app.Time.AutoAdvanceAmount = TimeSpan.Zero;
        var (here, there) = (new PaceClock(app.Get<SamvadTables>(), app.Time), new PaceClock(app.Get<SamvadTables>(), app.Time));
        var before = await there.ReserveAsync("c", 100, 10, Priority.Urgent, default);
        await here.HoldAsync("c", TimeSpan.FromSeconds(5), default);
        var held = await there.ReserveAsync("c", 100, 10, Priority.Urgent, default);
        Assert.Null(held.Slots);
        Assert.InRange((held.AskAgainAt - app.Time.GetUtcNow()).TotalSeconds, 3.4, 5);
        app.Time.Advance(TimeSpan.FromSeconds(5));
        var after = await there.ReserveAsync("c", 100, 10, Priority.Urgent, default);
        Assert.InRange(after.Slots!.Value.Interval / before.Slots!.Value.Interval, 1.2, 1.3);
        app.Time.Advance(TimeSpan.FromSeconds(30));
        var recovered = await there.ReserveAsync("c", 100, 10, Priority.Urgent, default);
        Assert.Equal(before.Slots.Value.Interval, recovered.Slots!.Value.Interval);
    }

    [Fact]
    public async Task Instances_that_are_refused_in_one_burst_slow_the_channel_once()
    {
        await using var app = App.Create(azurite);
        app.Time.AutoAdvanceAmount = TimeSpan.Zero;
        var clocks = Enumerable.Range(0, 4).Select(_ => new PaceClock(app.Get<SamvadTables>(), app.Time)).ToArray();
        var before = await clocks[0].ReserveAsync("c", 100, 10, Priority.Urgent, default);
        foreach (var clock in clocks)
        {
            await clock.HoldAsync("c", TimeSpan.FromSeconds(1), default);
            app.Time.Advance(TimeSpan.FromMilliseconds(50));
        }

        app.Time.Advance(TimeSpan.FromSeconds(1));
        var after = await clocks[3].ReserveAsync("c", 100, 10, Priority.Urgent, default);
        Assert.InRange(after.Slots!.Value.Interval / before.Slots!.Value.Interval, 1.2, 1.3);
    }

    [Fact]
    public async Task The_first_message_of_a_rested_instance_goes_alone_until_it_is_answered()
    {
        await using var app = App.Create(azurite);
        app.Time.AutoAdvanceAmount = TimeSpan.Zero;
        var pace = Instance(app, 100);
        var turns = Enumerable.Range(0, 10)
            .Select(_ => pace.WaitAsync(Priority.Urgent, TestContext.Current.CancellationToken)).ToArray();
        await AdvancingAsync(app, Task.WhenAny(turns));
        await AdvancingAsync(app, Task.Delay(TimeSpan.FromMilliseconds(500)));
        Assert.Equal(1, turns.Count(turn => turn.IsCompleted));
        pace.Answered();
        await AdvancingAsync(app, Task.WhenAll(turns));
    }

    [Fact]
    public async Task Turns_that_are_given_back_go_to_the_next_at_once_also_while_one_goes_alone()
    {
        await using var app = App.Create(azurite);
        app.Time.AutoAdvanceAmount = TimeSpan.Zero;
        var pace = Instance(app, 10);
        var since = app.Time.GetUtcNow();
        var cancelled = Enumerable.Range(0, 100).Select(async _ => pace.GiveBack(await pace.WaitAsync(Priority.Urgent, default))).ToArray();
        var last = pace.WaitAsync(Priority.Urgent, TestContext.Current.CancellationToken);
        await AdvancingAsync(app, Task.WhenAll([.. cancelled, last]));
        // A turn each would be 10 seconds, and waiting for an answer to each five minutes.
        Assert.InRange((app.Time.GetUtcNow() - since).TotalSeconds, 0, 3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(80)]
    [InlineData(500)]
    [InlineData(1000)]
    public async Task One_message_more_than_the_provider_lets_pass_in_a_second_takes_longer_than_a_second(int rate)
    {
        await using var app = App.Create(azurite);
        app.Time.AutoAdvanceAmount = TimeSpan.Zero;
        var clock = new PaceClock(app.Get<SamvadTables>(), app.Time);
        var interval = (await clock.ReserveAsync("c", rate, rate, Priority.Urgent, default)).Slots!.Value.Interval;
        var most = Math.Floor(rate * 1.02);
        // The first of them may be late, and the last one early.
        Assert.True(most * interval - ChannelPace.Late - ChannelPace.Early > TimeSpan.FromSeconds(1));
        Assert.InRange(1 / interval.TotalSeconds, rate * 0.97, rate * 0.996);
    }

    [Fact]
    public async Task Instances_that_reserve_at_the_same_time_never_get_the_same_instant()
    {
        await using var app = App.Create(azurite);
        app.Time.AutoAdvanceAmount = TimeSpan.Zero;
        var clocks = Enumerable.Range(0, 4).Select(_ => new PaceClock(app.Get<SamvadTables>(), app.Time)).ToArray();
        var slots = new List<DateTimeOffset>();
        for (var round = 0; round < 20; round++)
        {
            var got = await Task.WhenAll(clocks.Select(clock => clock.ReserveAsync("c", 1000, 50, Priority.Urgent, default)));
            foreach (var one in got.Where(one => one.Slots is not null).Select(one => one.Slots!.Value))
                slots.AddRange(Enumerable.Range(0, one.Count).Select(i => one.First + i * one.Interval));
            app.Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        slots.Sort();
        Assert.InRange(slots.Count, 1500, 3600);
        Assert.All(slots.Zip(slots.Skip(1)), pair => Assert.InRange((pair.Second - pair.First).TotalMilliseconds, 1, 1000));
    }

    [Theory]
    [InlineData(100, -8, false)]
    [InlineData(100, -12, true)]
    [InlineData(100, 5, false)]
    [InlineData(0, -5000, false)]
    public async Task A_turn_is_over_ten_milliseconds_after_it_and_never_where_there_is_no_rate(double rate, int from, bool over)
    {
        await using var app = App.Create(azurite);
        app.Time.AutoAdvanceAmount = TimeSpan.Zero;
        var channel = new Channel("c", "acs", "c", rate, 0, []);
        Assert.Equal(over, app.Get<Paces>().IsOver(channel, app.Time.GetUtcNow().AddMilliseconds(from)));
    }

    private static ChannelPace Instance(App app, double rate) =>
        new("c", new PaceClock(app.Get<SamvadTables>(), app.Time), app.Time) { Rate = rate };

    private static async Task LeaveAsync(App app, ChannelPace pace, Priority priority, List<DateTimeOffset> left)
    {
        await pace.WaitAsync(priority, TestContext.Current.CancellationToken);
        pace.Answered();
        lock (left)
            left.Add(app.Time.GetUtcNow());
    }

    private static async Task AdvancingAsync(App app, Task work, Func<bool>? until = null)
    {
        while (!work.IsCompleted && until?.Invoke() != true)
        {
            await Task.WhenAny(work, Task.Delay(3));
            app.Time.Advance(TimeSpan.FromMilliseconds(2));
        }

        if (until is null)
            await work;
    }
}
