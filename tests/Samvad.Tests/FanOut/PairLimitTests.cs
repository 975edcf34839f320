using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Samvad.FanOut;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.Tests.FanOut;

public sealed class PairLimitTests
{
    private readonly FakeTimeProvider _time = new(App.Start);

    [Fact]
    public async Task A_persons_second_message_waits_six_seconds_and_a_third_twelve()
    {
        var pairs = new PairLimit(Options.Create(new WhatsAppOptions()), _time);
        // To wait for a turn is not to leave.
        Assert.True(pairs.WaitAsync("+911", default).IsCompletedSuccessfully);
        Assert.True(LeaveAsync().IsCompletedSuccessfully);
        var waiting = new[] { LeaveAsync(), LeaveAsync() };
        _time.Advance(TimeSpan.FromSeconds(5.9));
        Assert.DoesNotContain(waiting, task => task.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        await Task.WhenAny(waiting).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(1, waiting.Count(task => task.IsCompleted));
        var both = Task.WhenAll(waiting);
        while (!both.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.InRange((_time.GetUtcNow() - App.Start).TotalSeconds, 12, 13);

        async Task LeaveAsync()
        {
            do
            {
                await pairs.WaitAsync("+911", default);
            }
            while (!pairs.TryLeave("+911"));
        }
    }

    [Fact]
    public void Of_two_messages_that_wait_for_their_turn_one_leaves()
    {
        var pairs = new PairLimit(Options.Create(new WhatsAppOptions()), _time);
        var left = new ConcurrentBag<int>();
        Parallel.For(0, 1000, person =>
        {
            foreach (var _ in Enumerable.Range(0, 2))
            {
                if (pairs.TryLeave($"+91{person % 100}"))
                    left.Add(person % 100);
            }
        });
        Assert.Equal(Enumerable.Range(0, 100), left.Order());
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(pairs.TryLeave("+911"));
    }

    [Fact]
    public void Others_do_not_wait()
    {
        var pairs = new PairLimit(Options.Create(new WhatsAppOptions()), _time);
        for (var person = 0; person < 1000; person++)
        {
            Assert.True(pairs.WaitAsync($"+91{person}", default).IsCompletedSuccessfully);
            Assert.True(pairs.TryLeave($"+91{person}"));
        }
    }

    [Fact]
    public void A_person_known_by_an_id_waits_as_one_with_a_number_does()
    {
        var pairs = new PairLimit(Options.Create(new WhatsAppOptions()), _time);
        Assert.True(pairs.TryLeave("IN.7x4Qa"));
        Assert.True(pairs.WaitAsync("IN.7x4Qb", default).IsCompletedSuccessfully);
        Assert.False(pairs.WaitAsync("IN.7x4Qa", default).IsCompleted);
    }

    [Fact]
    public void What_another_instance_sent_counts_as_long_as_the_six_seconds_last()
    {
        var pairs = new PairLimit(Options.Create(new WhatsAppOptions()), _time);
        pairs.Remember("+911", _time.GetUtcNow().ToUnixTimeMilliseconds() - 3000);
        pairs.Remember("+912", _time.GetUtcNow().ToUnixTimeMilliseconds() - 7000);
        Assert.False(pairs.WaitAsync("+911", default).IsCompleted);
        Assert.True(pairs.WaitAsync("+912", default).IsCompleted);
    }

    [Fact]
    public void Who_was_written_to_a_moment_ago_comes_after_those_who_were_not()
    {
        var pairs = new PairLimit(Options.Create(new WhatsAppOptions()), _time);
        pairs.TryLeave("+911");
        _time.Advance(TimeSpan.FromSeconds(3));
        pairs.TryLeave("+912");
        var all = Enumerable.Range(1, 4).Select(person => new Delivery { Address = $"+91{person}", Member = $"m{person}", Language = "mr" }).ToList();
        Assert.Equal(["+913", "+914", "+911", "+912"], pairs.FreeFirst(all).Select(delivery => delivery.Address));
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(["+911", "+913", "+914", "+912"], pairs.FreeFirst(all).Select(delivery => delivery.Address));
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Same(all, pairs.FreeFirst(all));
    }
}
