using CsCheck;
using Samvad.Announcements;
using Samvad.Tracking;

namespace Samvad.Tests.Announcements;

public sealed class PaceTests
{
    [Fact]
    public void One_look_tells_no_pace_and_two_tell_rate_and_end()
    {
        var counts = new Counts { Audience = 1000, Queued = 400 };
        Assert.Null(Samvad.Announcements.Pace.Of([(App.Start, 0)], counts));
        var pace = Samvad.Announcements.Pace.Of([(App.Start, 500), (App.Start.AddSeconds(10), 600)], counts)!;
        Assert.Equal((10, App.Start.AddSeconds(50)), (pace.PerSecond, pace.Eta));
    }

    [Fact]
    public void What_is_held_does_not_move_so_there_is_no_end_to_tell()
    {
        var counts = new Counts { Audience = 10, Queued = 4, Held = { ["paused"] = 4 } };
        Assert.Null(Samvad.Announcements.Pace.Of([(App.Start, 0), (App.Start.AddSeconds(1), 6)], counts)!.Eta);
    }

    [Fact]
    public void Samples_are_of_the_last_minute_and_in_order()
    {
        Gen.Int[0, 100].Array[1, 40].Sample(gaps =>
        {
            IReadOnlyList<(DateTimeOffset At, int Final)> samples = [];
            var at = App.Start;
            foreach (var gap in gaps)
                samples = Samvad.Announcements.Pace.With(samples, at = at.AddSeconds(gap), gap);
            Assert.All(samples, sample => Assert.InRange(at - sample.At, TimeSpan.Zero, TimeSpan.FromMinutes(1)));
            Assert.Equal(samples.OrderBy(sample => sample.At), samples);
            Assert.Equal(samples.Count, samples.Select(sample => sample.At).Distinct().Count());
        });
    }
}
