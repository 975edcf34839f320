using Microsoft.Extensions.Time.Testing;
using Samvad.FanOut;

namespace Samvad.Tests.FanOut;

public sealed class ChannelPaceTests
{
    [Fact]
    public async Task Messages_leave_evenly_and_never_above_the_rate()
    {
        var time = new FakeTimeProvider();
        var pace = new ChannelPace(80, time);
        var left = new List<DateTimeOffset>();
        var turns = Enumerable.Range(0, 200).Select(async _ =>
        {
            await pace.WaitAsync(CancellationToken.None);
            lock (left)
                left.Add(time.GetUtcNow());
        }).ToArray();
        for (var i = 0; i < 2600 && left.Count < 200; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        await Task.WhenAll(turns);
        left.Sort();
        foreach (var start in left)
            Assert.InRange(left.Count(at => at >= start && at < start.AddSeconds(1)), 1, 81);
        Assert.InRange((left[^1] - left[0]).TotalSeconds, 2.4, 2.6);
    }

    [Fact]
    public void An_unthrottled_channel_never_waits()
    {
        var pace = new ChannelPace(0, new FakeTimeProvider());
        for (var i = 0; i < 1000; i++)
            Assert.True(pace.WaitAsync(CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public void An_idle_channel_gathers_no_right_to_a_burst()
    {
        var time = new FakeTimeProvider();
        var pace = new ChannelPace(10, time);
        Assert.True(pace.WaitAsync(CancellationToken.None).IsCompleted);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(pace.WaitAsync(CancellationToken.None).IsCompleted);
        Assert.False(pace.WaitAsync(CancellationToken.None).IsCompleted);
    }
}
