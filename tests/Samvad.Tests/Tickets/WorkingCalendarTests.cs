using CsCheck;
using Samvad.Tickets;

namespace Samvad.Tests.Tickets;

public sealed class WorkingCalendarTests
{
    private static readonly TimeSpan India = new(5, 30, 0);

    private static readonly WorkingCalendar Calendar = new(
        TimeSpan.FromHours(10), TimeSpan.FromHours(18), new HashSet<DayOfWeek> { DayOfWeek.Sunday },
        new HashSet<DateOnly> { new(2026, 11, 24), new(2027, 1, 26) });

    private static readonly Gen<DateTimeOffset> Instants =
        Gen.Int[0, 90 * 24 * 60].Select(minutes => new DateTimeOffset(2026, 11, 1, 0, 0, 0, India).AddMinutes(minutes));

    private static readonly Gen<TimeSpan> Works = Gen.Int[1, 60 * 60].Select(minutes => TimeSpan.FromMinutes(minutes));

    [Theory]
    [InlineData("2026-11-25T11:00", 1, "2026-11-26T11:00")]
    [InlineData("2026-11-23T11:00", 1, "2026-11-25T11:00")]
    [InlineData("2026-11-28T17:00", 1, "2026-11-30T17:00")]
    [InlineData("2026-11-29T12:00", 1, "2026-11-30T18:00")]
    [InlineData("2026-11-25T03:00", 1, "2026-11-25T18:00")]
    [InlineData("2026-11-25T22:00", 1, "2026-11-26T18:00")]
    [InlineData("2026-11-25T11:00", 4, "2026-11-30T11:00")]
    public void A_working_day_later_is_the_same_time_of_the_next_day_on_which_the_office_is_open(
        string from, int days, string until) =>
        Assert.Equal(At(until), Calendar.Add(At(from), days * Calendar.Day));

    [Fact]
    public void Work_may_be_added_in_parts() => Gen.Select(Instants, Works, Works).Sample((from, one, other) =>
        Calendar.Add(Calendar.Add(from, one), other) == Calendar.Add(from, one + other));

    [Fact]
    public void More_work_ends_later_and_none_ends_before_it_began() => Gen.Select(Instants, Works, Works).Sample(
        (from, one, other) => Calendar.Add(from, one) > from && Calendar.Add(from, one + other) > Calendar.Add(from, one));

    [Fact]
    public void Work_ends_while_the_office_is_open() => Gen.Select(Instants, Works).Sample((from, work) =>
    {
        var end = Calendar.Add(from, work).ToOffset(India);
        return end.TimeOfDay > TimeSpan.FromHours(10) && end.TimeOfDay <= TimeSpan.FromHours(18)
            && end.DayOfWeek != DayOfWeek.Sunday && end.Date != new DateTime(2026, 11, 24) && end.Date != new DateTime(2027, 1, 26);
    });

    [Fact]
    public void The_minutes_of_work_until_its_end_are_as_many_as_were_added() =>
        Gen.Select(Instants, Gen.Int[1, 1500]).Sample((from, minutes) =>
        {
            var end = Calendar.Add(from, TimeSpan.FromMinutes(minutes));
            var open = 0;
            for (var at = from; at < end; at = at.AddMinutes(1))
                open += IsOpen(at.ToOffset(India)) ? 1 : 0;
            return open == minutes;
        }, iter: 50);

    private static bool IsOpen(DateTimeOffset at) => at.Hour is >= 10 and < 18 && at.DayOfWeek != DayOfWeek.Sunday
        && DateOnly.FromDateTime(at.Date) != new DateOnly(2026, 11, 24) && DateOnly.FromDateTime(at.Date) != new DateOnly(2027, 1, 26);

    private static DateTimeOffset At(string local) => new(DateTime.Parse(local, null), India);
}
