using CsCheck;
using Samvad.Announcements;

namespace Samvad.Tests.Announcements;

public sealed class AnnouncementIdTests
{
    private static readonly Gen<DateTimeOffset> Times =
        Gen.Long[0, 4_000_000_000_000].Select(DateTimeOffset.FromUnixTimeMilliseconds);

    [Fact]
    public void The_same_cause_at_the_same_time_gives_the_same_id() => Times.Sample(at =>
        AnnouncementId.New(at, "oms~1", 1) == AnnouncementId.New(at, "oms~1", 1)
        && AnnouncementId.New(at, "oms~1", 1) != AnnouncementId.New(at, "oms~1", 2));

    [Fact]
    public void The_id_tells_when_it_was_made() =>
        Times.Sample(at => AnnouncementId.CreatedAt(AnnouncementId.New(at, "oms~1", 1)) == at);

    [Fact]
    public void Inverting_twice_gives_the_id_back() => Times.Sample(at =>
    {
        var id = AnnouncementId.New(at, "oms~1", 7);
        return AnnouncementId.Inverted(AnnouncementId.Inverted(id)) == id;
    });

    [Fact]
    public void Inverted_ids_sort_the_newest_first() => Gen.Select(Times, Times).Sample((one, other) =>
        one == other || (string.CompareOrdinal(
            AnnouncementId.Inverted(AnnouncementId.New(one, "a", 1)),
            AnnouncementId.Inverted(AnnouncementId.New(other, "a", 1))) < 0) == (one > other));

    [Theory]
    [InlineData("")]
    [InlineData("20261123")]
    [InlineData("20261399-110500000-0a1b2c3d")]
    [InlineData("x0261123-110500000-0a1b2c3d")]
    public void A_text_of_another_form_is_no_id(string text) => Assert.False(AnnouncementId.TryCreatedAt(text, out _));
}
