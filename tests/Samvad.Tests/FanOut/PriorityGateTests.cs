using Samvad.Announcements;
using Samvad.FanOut;

namespace Samvad.Tests.FanOut;

public sealed class PriorityGateTests
{
    [Fact]
    public void No_more_are_under_way_than_may_be()
    {
        var gate = new PriorityGate(2);
        var window = gate.Begin(Priority.Routine);
        var entered = Enumerable.Range(0, 4).Select(_ => gate.EnterAsync(window, default).AsTask()).ToArray();
        Assert.Equal(2, entered.Count(one => one.IsCompleted));
        gate.Leave();
        Assert.Equal(3, entered.Count(one => one.IsCompleted));
        gate.Leave();
        Assert.All(entered, one => Assert.True(one.IsCompleted));
    }

    [Fact]
    public void The_window_that_began_first_goes_first_whoever_asked_first()
    {
        var gate = new PriorityGate(1);
        var (first, second) = (gate.Begin(Priority.Routine), gate.Begin(Priority.Routine));
        Assert.True(gate.EnterAsync(second, default).IsCompleted);
        var young = gate.EnterAsync(second, default).AsTask();
        var old = gate.EnterAsync(first, default).AsTask();
        gate.Leave();
        Assert.True(old.IsCompleted);
        Assert.False(young.IsCompleted);
        gate.Leave();
        Assert.True(young.IsCompleted);
    }

    [Fact]
    public void An_outage_goes_before_tips_that_began_before_it()
    {
        var gate = new PriorityGate(1);
        var (tip, outage) = (gate.Begin(Priority.Routine), gate.Begin(Priority.Urgent));
        Assert.True(gate.EnterAsync(tip, default).IsCompleted);
        var second = gate.EnterAsync(tip, default).AsTask();
        var first = gate.EnterAsync(outage, default).AsTask();
        gate.Leave();
        Assert.True(first.IsCompleted);
        Assert.False(second.IsCompleted);
    }

    [Fact]
    public async Task Who_does_not_wait_any_more_leaves_the_place_to_the_next()
    {
        var gate = new PriorityGate(1);
        var window = gate.Begin(Priority.Routine);
        await gate.EnterAsync(window, default);
        using var ended = new CancellationTokenSource();
        var gone = gate.EnterAsync(window, ended.Token).AsTask();
        var next = gate.EnterAsync(gate.Begin(Priority.Routine), default).AsTask();
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        gate.Leave();
        Assert.True(next.IsCompleted);
        gate.Leave();
        Assert.True(gate.EnterAsync(window, default).IsCompleted);
    }
}
