using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.Tests.Tracking;

public sealed class DeliveryCallbackTests
{
    private const string Announcement = "20261123-100000000-0f0eb78e";

    [Fact]
    public void A_callback_reads_back_as_formatted()
    {
        var callback = new DeliveryCallback(Announcement, "SAT-1.G_2", 3, MessageIds.Of("a", Consumers.Some.Address(1), 0));
        Assert.True(DeliveryCallback.TryParse(callback.Format(), out var back));
        Assert.Equal(callback, back);
        Assert.DoesNotContain(Consumers.Some.Phone(1), callback.Format());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(Announcement + "|g|0")]
    [InlineData(Announcement + "|g|-1|0f0eb78ea5761dfcb4140f0756de3338")]
    [InlineData(Announcement + "|g|0|0f0eb78e-a576-1dfc-b414-0f0756de3338")]
    [InlineData(Announcement + "|g|0|0f0eb78ea5761dfcb4140f0756de3338|more")]
    [InlineData("a|g|0|0f0eb78ea5761dfcb4140f0756de3338")]
    public void What_is_none_of_ours_is_not_taken_for_a_callback(string? text) =>
        Assert.False(DeliveryCallback.TryParse(text, out _));

    [Fact]
    public void The_first_round_keeps_the_id_that_it_had_and_each_other_has_its_own()
    {
        var first = MessageIds.Of("a", Consumers.Some.Address(1), 0);
        Assert.Equal(NameBasedGuid.Of("a", Consumers.Some.Address(1)), first);
        Assert.Equal(3, new[] { first, MessageIds.Of("a", Consumers.Some.Address(1), 1), MessageIds.Of("a", Consumers.Some.Address(1), 2) }.Distinct().Count());
    }
}
