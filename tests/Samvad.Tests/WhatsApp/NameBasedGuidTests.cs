using CsCheck;
using Samvad.WhatsApp;

namespace Samvad.Tests.WhatsApp;

public sealed class NameBasedGuidTests
{
    [Fact]
    public void The_id_is_a_version_5_UUID_of_the_RFC_variant()
    {
        var text = NameBasedGuid.Of("20261123-110500000-0a1b2c3d", "+919812345678").ToString();
        Assert.Equal('5', text[14]);
        Assert.Contains(text[19], "89ab");
    }

    [Fact]
    public void The_same_names_give_the_same_id_and_others_another() => Gen.Select(Gen.String[0, 100], Gen.String[0, 100]).Sample(
        (first, second) => NameBasedGuid.Of(first, second) == NameBasedGuid.Of(first, second)
            && NameBasedGuid.Of(first, second) != NameBasedGuid.Of(first, second + "x"));
}
