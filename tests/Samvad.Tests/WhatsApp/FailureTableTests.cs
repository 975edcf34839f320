using Samvad.WhatsApp;

namespace Samvad.Tests.WhatsApp;

public sealed class FailureTableTests
{
    [Theory]
    [InlineData("130429", FailureClass.Throttled, true)]
    [InlineData("131056", FailureClass.Throttled, true)]
    [InlineData("131026", FailureClass.PersonUnreachable, false)]
    [InlineData("131050", FailureClass.OptedOut, false)]
    [InlineData("131048", FailureClass.ChannelStopped, false)]
    [InlineData("132015", FailureClass.TemplateFault, false)]
    [InlineData("131009", FailureClass.OurBug, false)]
    [InlineData("133010", FailureClass.ChannelStopped, false)]
    [InlineData("131016", FailureClass.Transient, true)]
    public void A_code_has_its_class_and_says_whether_it_may_be_tried_again(string code, FailureClass expected, bool retryable)
    {
        var failure = FailureTable.Of(code);
        Assert.Equal(expected, failure.Class);
        Assert.Equal(retryable, failure.Retryable);
    }

    [Fact]
    public void An_unknown_code_is_transient_and_keeps_its_name()
    {
        var failure = FailureTable.Of("999999");
        Assert.Equal("999999", failure.Code);
        Assert.Equal(FailureClass.Transient, failure.Class);
        Assert.True(failure.Retryable);
    }

    [Fact]
    public void Every_line_tells_the_operator_what_to_do() =>
        Assert.All(FailureTable.All, failure => Assert.InRange(failure.Sentence.Length, 20, 120));

    [Fact]
    public void The_pair_limit_is_waited_for_at_least_six_seconds() =>
        Assert.True(FailureTable.Of("131056").RetryAfter >= TimeSpan.FromSeconds(6));
}
