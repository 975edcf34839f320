using Samvad.Dialogue;
using Samvad.WhatsApp;

namespace Samvad.Tests.Dialogue;

public sealed class ConsentWordsTests
{
    [Theory]
    [InlineData("STOP", "en")]
    [InlineData("  stop. ", "en")]
    [InlineData("S T O P !!", "en")]
    [InlineData("Unsubscribe", "en")]
    [InlineData("opt-out", "en")]
    [InlineData("थांबवा", "mr")]
    [InlineData("थांब\u200Dवा।", "mr")]
    [InlineData("बंद करा", "mr")]
    [InlineData("बंद  करा 🙏", "mr")]
    [InlineData("thambva", "mr")]
    [InlineData("Band Kara", "mr")]
    [InlineData("बंद", "mr")]
    [InlineData("रोको", "hi")]
    [InlineData("रोकें", "hi")]
    [InlineData("बंद करें", "hi")]
    [InlineData("roko", "hi")]
    [InlineData("band karo", "hi")]
    public void These_words_withdraw(string text, string language) =>
        Assert.Equal(new ConsentWord(false, language), ConsentWords.Of(text));

    [Theory]
    [InlineData("start", "en")]
    [InlineData("SUBSCRIBE", "en")]
    [InlineData("सुरू करा", "mr")]
    [InlineData("सुरु", "mr")]
    [InlineData("chalu kara", "mr")]
    [InlineData("शुरू करें", "hi")]
    [InlineData("shuru karo", "hi")]
    [InlineData("\uFEFFStart❤\uFE0F", "en")]
    public void These_words_bring_back(string text, string language) =>
        Assert.Equal(new ConsentWord(true, language), ConsentWords.Of(text));

    [Theory]
    [InlineData("light band")]
    [InlineData("लाईट बंद आहे")]
    [InlineData("वीज कधी सुरू होईल")]
    [InlineData("please stop the sparking at the pole")]
    [InlineData("start date of my connection")]
    [InlineData("चालू")]
    [InlineData("")]
    [InlineData("...")]
    [InlineData(null)]
    public void A_report_is_no_word_about_consent(string? text) => Assert.Null(ConsentWords.Of(text));

    [Fact]
    public void A_button_counts_by_its_payload_or_by_what_it_showed()
    {
        var button = new InboundEvent("1", "+91", default) { Kind = InboundKind.Button, ButtonPayload = "OPT_OUT" };
        Assert.False(ConsentWords.Of(button)!.Value.Given);
        Assert.True(ConsentWords.Of(button with { ButtonPayload = "X-1", ButtonText = "सुरू करा" })!.Value.Given);
    }

    [Fact]
    public void A_caption_or_a_reaction_is_no_word() =>
        Assert.Null(ConsentWords.Of(new InboundEvent("1", "+91", default) { Kind = InboundKind.Image, Text = "STOP" }));
}
