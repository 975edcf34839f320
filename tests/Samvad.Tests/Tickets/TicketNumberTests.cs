using CsCheck;
using Samvad.Tickets;

namespace Samvad.Tests.Tickets;

public sealed class TicketNumberTests
{
    [Theory]
    [InlineData("h-4f7k-2qx", "H-4F7K-2QX")]
    [InlineData(" H4F7K2QX ", "H-4F7K-2QX")]
    [InlineData("c 4f7k 2ol", "C-4F7K-201")]
    [InlineData("N-४F7K-2QX", "N-4F7K-2QX")]
    [InlineData("X-4F7K-2QX", null)]
    [InlineData("H-4F7K-2Q", null)]
    [InlineData("H-4F7K-2QXX", null)]
    [InlineData("H-4F7K-2QU", null)]
    [InlineData("light gone", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_number_is_read_as_people_write_it(string? text, string? number) =>
        Assert.Equal(number, TicketNumber.Parse(text));

    [Fact]
    public void Every_number_is_read_as_itself_and_follows_from_its_cause() =>
        Gen.Select(Gen.Enum<TicketType>(), Gen.String[Gen.Char.AlphaNumeric, 1, 80], Gen.Int[0, 3]).Sample((type, cause, attempt) =>
        {
            var number = TicketNumber.Of(type, cause, attempt);
            return TicketNumber.Parse(number) == number && number == TicketNumber.Of(type, cause, attempt)
                && number != TicketNumber.Of(type, cause, attempt + 1);
        });
}
