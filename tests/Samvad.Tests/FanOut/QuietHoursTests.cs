using System.Globalization;
using CsCheck;
using Samvad.FanOut;

namespace Samvad.Tests.FanOut;

public sealed class QuietHoursTests
{
    [Theory]
    [InlineData("2026-11-23T21:59:00+05:30", "22-07", null, null)]
    [InlineData("2026-11-23T22:00:00+05:30", "22-07", null, "2026-11-24T07:00:00+05:30")]
    [InlineData("2026-11-24T06:59:00+05:30", "22-07", null, "2026-11-24T07:00:00+05:30")]
    [InlineData("2026-11-24T07:00:00+05:30", "22-07", null, null)]
    [InlineData("2026-11-24T01:29:59Z", "22-07", null, "2026-11-24T07:00:00+05:30")]
    [InlineData("2026-11-24T13:10:00+05:30", "22-07", "13-15", "2026-11-24T15:00:00+05:30")]
    [InlineData("2026-11-24T05:00:00+05:30", "22-07", "06-09", "2026-11-24T09:00:00+05:30")]
    [InlineData("2026-11-23T23:00:00+05:30", "", "21-08", "2026-11-24T08:00:00+05:30")]
    [InlineData("2026-11-23T23:00:00+05:30", "", null, null)]
    public void Peace_ends_when_the_topics_and_the_persons_hours_are_over(
        string now, string topic, string? own, string? end) =>
        Assert.Equal(
            end is null ? null : DateTimeOffset.Parse(end, CultureInfo.InvariantCulture),
            QuietHours.EndOf(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture), topic, own));

    [Fact]
    public void Where_an_hour_of_the_day_is_free_the_end_is_not_quiet_and_less_than_two_days_away() =>
        Gen.Select(Gen.Int[0, 23].Array[4], Gen.Int[0, 2879]).Sample((hours, minute) =>
        {
            var (one, two) = ($"{hours[0]:d2}-{hours[1]:d2}", $"{hours[2]:d2}-{hours[3]:d2}");
            var isFree = Enumerable.Range(0, 24).Any(hour => QuietHours.EndOf(App.Start.AddHours(hour), one, two) is null);
            var now = App.Start.AddMinutes(minute);
            return !isFree
                || QuietHours.EndOf(now, one, two) is not { } end
                || (end > now && end - now < TimeSpan.FromDays(2) && QuietHours.EndOf(end, one, two) is null);
        });

    [Theory]
    [InlineData("7-22")]
    [InlineData("22-24")]
    [InlineData("22-22")]
    [InlineData("22_07")]
    [InlineData(null)]
    public void What_is_no_span_of_hours_is_no_peace(string? hours) => Assert.False(QuietHours.TryParse(hours, out _));
}
