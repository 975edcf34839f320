using Samvad.Consumers;

namespace Samvad.Tests.Consumers;

public sealed class AddressesTests
{
    [Theory]
    [InlineData("9822012345", "+919822012345")]
    [InlineData(" 98220 12345 ", "+919822012345")]
    [InlineData("098220-12345", "+919822012345")]
    [InlineData("+91 98220 12345", "+919822012345")]
    [InlineData("919822012345", "+919822012345")]
    [InlineData("+971501234567", "+971501234567")]
    [InlineData("IN.13491208655302741918", "IN.13491208655302741918")]
    public void A_mobile_number_in_any_common_notation_or_a_user_id_is_an_address(string text, string address) =>
        Assert.Equal(address, Addresses.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("12345")]
    [InlineData("1234567890")]
    [InlineData("98220123456789")]
    [InlineData("02162234567")]
    [InlineData("9822O12345")]
    [InlineData("in.abc")]
    [InlineData("IN.a b")]
    public void Anything_else_is_not(string? text) => Assert.Null(Addresses.Parse(text));

    [Theory]
    [InlineData("+919822012345", "+**********45")]
    [InlineData("98220 12345", "*********45")]
    [InlineData("SAT-DTC-004217", "SAT-DTC-004217")]
    [InlineData("call 9822012345 or 9822012346", "call ********45 or ********46")]
    public void Long_numbers_are_masked_to_their_last_two_digits(string text, string masked) =>
        Assert.Equal(masked, Addresses.Mask(text));
}
