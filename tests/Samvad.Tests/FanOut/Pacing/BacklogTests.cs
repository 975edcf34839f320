using Samvad.Announcements;
using Samvad.FanOut.Pacing;

namespace Samvad.Tests.FanOut.Pacing;

public sealed class BacklogTests
{
    private readonly Backlog _backlog = new() { Enough = 100 };

    [Fact]
    public async Task A_group_is_begun_when_less_than_a_second_of_messages_is_ready()
    {
        using var first = await EnterAsync(Priority.Routine);
        var second = EnterAsync(Priority.Routine);
        // Nobody knows yet how many the first has.
        Assert.False(second.IsCompleted);
        first.Add(130);
        for (var left = 0; left < 30; left++)
            first.Leave();
        Assert.False(second.IsCompleted);
        first.Leave();
        using var begun = await second.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(EnterAsync(Priority.Routine).IsCompleted);
    }

    [Fact]
    public async Task Windows_that_follow_count_too()
    {
        using var first = await EnterAsync(Priority.Routine);
        first.Add(60);
        first.Add(60);
        var second = EnterAsync(Priority.Routine);
        Assert.False(second.IsCompleted);
        for (var left = 0; left < 21; left++)
            first.Leave();
        using var begun = await second.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Small_groups_are_begun_until_they_are_enough()
    {
        var begun = new List<ReadyMessages>();
        for (var next = EnterAsync(Priority.Routine); next.IsCompleted; next = EnterAsync(Priority.Routine))
        {
            begun.Add(await next);
            begun[^1].Add(30);
        }

        Assert.Equal(4, begun.Count);
    }

    [Fact]
    public async Task An_outage_does_not_wait_until_tips_have_left_and_tips_do_until_it_has()
    {
        using var tip = await EnterAsync(Priority.Routine);
        var nextTip = EnterAsync(Priority.Routine);
        using var outage = await EnterAsync(Priority.Urgent).WaitAsync(TestContext.Current.CancellationToken);
        var nextOutage = EnterAsync(Priority.Urgent);
        tip.Dispose();
        Assert.False(nextTip.IsCompleted);
        Assert.False(nextOutage.IsCompleted);
        outage.Add(99);
        using var second = await nextOutage.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(nextTip.IsCompleted);
    }

    [Fact]
    public async Task A_group_that_ends_takes_what_did_not_leave_with_it()
    {
        var first = await EnterAsync(Priority.Urgent);
        first.Add(500);
        var second = EnterAsync(Priority.Urgent);
        first.Dispose();
        using var begun = await second.WaitAsync(TestContext.Current.CancellationToken);
        begun.Add(99);
        using var third = await EnterAsync(Priority.Urgent).WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Who_does_not_wait_any_more_leaves_the_place_to_the_next()
    {
        var first = await EnterAsync(Priority.Urgent);
        using var ended = new CancellationTokenSource();
        var gone = _backlog.EnterAsync(Priority.Urgent, ended.Token);
        var next = EnterAsync(Priority.Urgent);
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        first.Dispose();
        using var begun = await next.WaitAsync(TestContext.Current.CancellationToken);
    }

    private Task<ReadyMessages> EnterAsync(Priority priority) => _backlog.EnterAsync(priority, TestContext.Current.CancellationToken);
}
