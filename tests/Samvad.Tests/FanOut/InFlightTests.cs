using Samvad.Announcements;
using Samvad.FanOut;

namespace Samvad.Tests.FanOut;

public sealed class InFlightTests
{
    [Fact]
    public void No_more_are_under_way_than_may_be()
    {
        var inFlight = new InFlight(2);
        var window = inFlight.Begin(Priority.Routine);
        var entered = Enumerable.Range(0, 4).Select(_ => inFlight.EnterAsync(window, default).AsTask()).ToArray();
        Assert.Equal(2, entered.Count(one => one.IsCompleted));
        inFlight.Leave();
        Assert.Equal(3, entered.Count(one => one.IsCompleted));
        inFlight.Leave();
        Assert.All(entered, one => Assert.True(one.IsCompleted));
    }

    [Fact]
    public void The_window_that_began_first_goes_first_whoever_asked_first()
    {
        var inFlight = new InFlight(1);
        var (first, second) = (inFlight.Begin(Priority.Routine), inFlight.Begin(Priority.Routine));
        Assert.True(inFlight.EnterAsync(second, default).IsCompleted);
        var young = inFlight.EnterAsync(second, default).AsTask();
        var old = inFlight.EnterAsync(first, default).AsTask();
        inFlight.Leave();
        Assert.True(old.IsCompleted);
        Assert.False(young.IsCompleted);
        inFlight.Leave();
        Assert.True(young.IsCompleted);
    }

    [Fact]
    public void An_outage_goes_before_tips_that_began_before_it()
    {
        var inFlight = new InFlight(1);
        var (tip, outage) = (inFlight.Begin(Priority.Routine), inFlight.Begin(Priority.Urgent));
        Assert.True(inFlight.EnterAsync(tip, default).IsCompleted);
        var second = inFlight.EnterAsync(tip, default).AsTask();
        var first = inFlight.EnterAsync(outage, default).AsTask();
        inFlight.Leave();
        Assert.True(first.IsCompleted);
        Assert.False(second.IsCompleted);
    }

    [Fact]
    public async Task Who_does_not_wait_any_more_leaves_the_place_to_the_next()
    {
        var inFlight = new InFlight(1);
        var window = inFlight.Begin(Priority.Routine);
        await inFlight.EnterAsync(window, default);
        using var ended = new CancellationTokenSource();
        var gone = inFlight.EnterAsync(window, ended.Token).AsTask();
        var next = inFlight.EnterAsync(inFlight.Begin(Priority.Routine), default).AsTask();
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        inFlight.Leave();
        Assert.True(next.IsCompleted);
        inFlight.Leave();
        Assert.True(inFlight.EnterAsync(window, default).IsCompleted);
    }
}
