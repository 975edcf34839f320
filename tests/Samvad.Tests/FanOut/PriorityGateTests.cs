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
        var entered = Enumerable.Range(0, 4).Select(_ => gate.EnterAsync(window).AsTask()).ToArray();
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
        Assert.True(gate.EnterAsync(second).IsCompleted);
        var young = gate.EnterAsync(second).AsTask();
        var old = gate.EnterAsync(first).AsTask();
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
        Assert.True(gate.EnterAsync(tip).IsCompleted);
        var second = gate.EnterAsync(tip).AsTask();
        var first = gate.EnterAsync(outage).AsTask();
        gate.Leave();
        Assert.True(first.IsCompleted);
        Assert.False(second.IsCompleted);
    }

    [Fact]
    public void Places_that_come_free_while_nobody_waits_are_kept_for_who_comes()
    {
        var gate = new PriorityGate(2);
        var window = gate.Begin(Priority.Routine);
        var entered = Enumerable.Range(0, 3).Select(_ => gate.EnterAsync(window).AsTask()).ToArray();
        Array.ForEach(entered, _ => gate.Leave());
        Assert.True(gate.EnterAsync(window).IsCompleted);
        Assert.True(gate.EnterAsync(window).IsCompleted);
        Assert.False(gate.EnterAsync(window).IsCompleted);
    }
}
