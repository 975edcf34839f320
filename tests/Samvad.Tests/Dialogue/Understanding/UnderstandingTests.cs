using Samvad.Dialogue;

namespace Samvad.Tests.Dialogue;

public sealed class UnderstandingTests
{
    private static readonly Samvad.Dialogue.Understanding Understood = new();

    [Theory]
    [InlineData("लाईट गेली", "mr")]
    [InlineData("light geli", null)]
    [InlineData("lihgt geli ahe", "mr")]
    [InlineData("आमच्या गावात वीज नाही", "mr")]
    [InlineData("veej nahi", "mr")]
    [InlineData("लाइट बंद आहे 😡", "mr")]
    [InlineData("लाईट कधी येणार?", "mr")]
    [InlineData("light kadhi yenar", "mr")]
    [InlineData("बिजली नहीं है", "hi")]
    [InlineData("bijli nahi hai", null)]
    [InlineData("bijlee chali gayi", "hi")]
    [InlineData("बत्ती गुल", "hi")]
    [InlineData("बिजली कब आएगी", "hi")]
    [InlineData("light kab ayegi", "hi")]
    [InlineData("no light", "en")]
    [InlineData("light gone", "en")]
    [InlineData("lightgone", "en")]
    [InlineData("NO POWER since morning!!", "en")]
    [InlineData("Powercut", "en")]
    [InlineData("electrcity not there", "en")]
    [InlineData("लाईट off zali", null)]
    [InlineData("घरात अंधार", "mr")]
    [InlineData("light", "en")]
    public void These_say_that_supply_is_out(string text, string? language)
    {
        var heard = Understood.Of(text);
        Assert.Equal(Intent.NoLight, heard.Intent);
        Assert.True(language is null || language == heard.Writes, heard.Writes);
    }

    [Theory]
    [InlineData("तार तुटली आहे", "wire")]
    [InlineData("tar tutli", "wire")]
    [InlineData("wire is hanging near school", "wire")]
    [InlineData("wire brokn", "wire")]
    [InlineData("बिजली का तार टूटा है", "wire")]
    [InlineData("खांब पडला", "pole")]
    [InlineData("khamb vakla ahe", "pole")]
    [InlineData("खंभा गिर गया", "pole")]
    [InlineData("pole fallen on road", "pole")]
    [InlineData("डीपी मधून ठिणग्या येत आहेत", "transformer")]
    [InlineData("transformar sparking", "transformer")]
    [InlineData("ट्रांसफार्मर में आग", "transformer")]
    [InlineData("खांबाला शॉक लागतो", "shock")]
    [InlineData("danger", null)]
    [InlineData("धोका", null)]
    public void These_say_that_something_is_dangerous(string text, string? kind)
    {
        var heard = Understood.Of(text);
        Assert.Equal((Intent.Hazard, kind), (heard.Intent, heard.Kind));
    }

    [Theory]
    [InlineData("bill jast aale", "bill")]
    [InlineData("वीज बिल चुकीचे आहे", "bill")]
    [InlineData("मीटर खराब है", "meter")]
    [InlineData("low voltage", "voltage")]
    [InlineData("लाईट कमी आहे", "voltage")]
    [InlineData("शिकायत", null)]
    [InlineData("takrar karaychi ahe", null)]
    public void These_complain(string text, string? kind)
    {
        var heard = Understood.Of(text);
        Assert.Equal((Intent.Complaint, kind), (heard.Intent, heard.Kind));
    }

    [Theory]
    [InlineData("हिंदी", Intent.Language, "hi")]
    [InlineData("English please", Intent.Language, "en")]
    [InlineData("marathi", Intent.Language, "mr")]
    [InlineData("भाषा", Intent.Language, null)]
    [InlineData("हो", Intent.Yes, null)]
    [InlineData("haan ji", Intent.Yes, null)]
    [InlineData("नाही", Intent.No, null)]
    [InlineData("no", Intent.No, null)]
    [InlineData("धन्यवाद", Intent.Thanks, null)]
    [InlineData("ok thanks", Intent.Thanks, null)]
    [InlineData("light aali", Intent.Thanks, null)]
    [InlineData("मेनू", Intent.Menu, null)]
    [InlineData("नमस्कार", Intent.Hello, null)]
    [InlineData("Hi sir", Intent.Hello, null)]
    [InlineData("अधिकाऱ्याशी बोलायचे आहे", Intent.Human, null)]
    [InlineData("विषय", Intent.Topics, null)]
    [InlineData("MREG 170012345678", Intent.Link, null)]
    [InlineData("asdf qwer", Intent.Unclear, null)]
    [InlineData("उद्या पाऊस येईल का", Intent.Unclear, null)]
    [InlineData("", Intent.Unclear, null)]
    [InlineData("👍", Intent.Unclear, null)]
    public void These_say_what_they_say(string text, Intent intent, string? kind)
    {
        var heard = Understood.Of(text);
        Assert.Equal((intent, kind), (heard.Intent, heard.Kind));
    }

    [Theory]
    [InlineData("2", 2)]
    [InlineData(" २. ", 2)]
    [InlineData("(3)", 3)]
    [InlineData("दोन", 2)]
    [InlineData("one", 1)]
    [InlineData("1 2", null)]
    [InlineData("light 2", null)]
    public void A_number_alone_is_a_choice(string text, int? choice) => Assert.Equal(choice, Understood.Of(text).Choice);

    [Fact]
    public void Both_scripts_sound_the_same()
    {
        foreach (var (devanagari, latin) in (ReadOnlySpan<(string, string)>)
            [("गेली", "geli"), ("नाही", "nahi"), ("नाही", "naahee"), ("वीज", "veej"), ("बंद", "band"), ("खंभा", "khambhaa")])
            Assert.Equal(Words.Sound(devanagari), Words.Sound(latin).Replace("mb", "nb"));
    }

    [Fact]
    public void Twelve_digits_are_a_consumer_number_in_either_script_and_however_they_are_grouped() =>
        Assert.All((string[])["my no 1700 1234 5678", "१७००१२३४५६७८"], text =>
            Assert.Equal("170012345678", Understood.Of(text).ConsumerNumber));

    [Fact]
    public void Words_run_together_or_with_one_slip_mean_the_same()
    {
        var random = new Random(3);
        foreach (var text in (string[])["light gone", "bijli nahin", "power failure", "andhera", "electricity off"])
        {
            for (var i = 0; i < 30; i++)
            {
                var words = text.Split(' ');
                var at = random.Next(1, words[0].Length - 1);
                words[0] = words[0].Length < 5 ? words[0] : words[0][..at] + words[0][at] + words[0][at..];
                Assert.Equal(Intent.NoLight, Understood.Of(string.Join(' ', words)).Intent);
            }
        }
    }

    [Fact]
    public void Rules_name_concepts_that_the_vocabulary_has()
    {
        var vocabulary = Vocabulary.Load();
        var concepts = vocabulary.Concepts.ToHashSet();
        Assert.All(vocabulary.Rules.SelectMany(rule => rule.All.SelectMany(one => one.Split('|'))
            .Concat(rule.None).Concat(rule.Beside)), concept => Assert.Contains(concept, concepts));
    }
}
