using System.Text;
using Samvad.WhatsApp;

namespace Samvad.Tests.WhatsApp;

public sealed class TemplateCatalogueTests
{
    private readonly TemplateCatalogue _catalogue = TemplateCatalogue.Load();

    public static TheoryData<string, string> Bodies()
    {
        var data = new TheoryData<string, string>();
        foreach (var template in TemplateCatalogue.Load().Templates)
        {
            foreach (var language in TemplateCatalogue.Languages)
                data.Add(template.Name, language);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Every_template_renders_its_samples_in_every_language(string name, string language)
    {
        var template = _catalogue[name];
        var text = template.Render(language, template.Samples[language]);
        Assert.DoesNotContain("{{", text);
        Assert.Contains(template.Samples[language][template.ReferenceIndex], text);
        Assert.InRange(text.Length, 40, 1024);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Marathi_and_Hindi_are_written_in_Devanagari_and_English_is_not(string name, string language)
    {
        var devanagari = _catalogue[name].Body(language)!.Any(letter => letter is >= 'ऀ' and <= 'ॿ');
        Assert.Equal(language != "en", devanagari);
    }

    [Fact]
    public void Times_are_said_in_Indian_Standard_Time()
    {
        var at = new DateTimeOffset(2026, 11, 23, 11, 5, 0, TimeSpan.Zero);
        Assert.Equal("23 नोव्हेंबर, सायंकाळी 4:35", _catalogue.Time(at, "mr"));
        Assert.Equal("23 नवंबर, शाम 4:35 बजे", _catalogue.Time(at, "hi"));
        Assert.Equal("4:35 pm on 23 November", _catalogue.Time(at, "en"));
    }

    [Theory]
    [InlineData(18, 30, "12:00 am on 24 November", "24 नोव्हेंबर, मध्यरात्री 12:00")]
    [InlineData(6, 30, "12:00 pm on 23 November", "23 नोव्हेंबर, दुपारी 12:00")]
    [InlineData(23, 45, "5:15 am on 24 November", "24 नोव्हेंबर, पहाटे 5:15")]
    public void Midnight_noon_and_dawn_have_their_own_names(int utcHour, int utcMinute, string english, string marathi)
    {
        var at = new DateTimeOffset(2026, 11, 23, utcHour, utcMinute, 0, TimeSpan.Zero);
        Assert.Equal(english, _catalogue.Time(at, "en"));
        Assert.Equal(marathi, _catalogue.Time(at, "mr"));
    }

    [Fact]
    public void A_cause_code_is_translated_and_an_unknown_one_falls_back_to_the_sources_words()
    {
        Assert.Equal("विजेचा खांब पडला", _catalogue.Cause("poledown", null).Mr);
        Assert.Equal("jumper cut", _catalogue.Cause("X9", "jumper cut").Hi);
        Assert.Equal("a technical fault that is being traced", _catalogue.Cause(null, null).En);
    }

    [Fact]
    public void A_faulty_catalogue_is_refused_with_all_its_faults()
    {
        const string json = """
            { "templates": [ { "name": "Bad Name", "category": "utility", "parameters": ["place"],
                "samples": { "mr": [] }, "bodies": { "mr": "{{2}} काही", "hi": "कुछ {{1}} है।" } } ],
              "causes": {}, "clock": {}, "texts": {} }
            """;
        var fault = Assert.Throws<InvalidOperationException>(
            () => TemplateCatalogue.Read(new MemoryStream(Encoding.UTF8.GetBytes(json))));
        Assert.Contains("'Bad Name' has characters other than", fault.Message);
        Assert.Contains("no parameter 'reference'", fault.Message);
        Assert.Contains("mr: parameter 1 (place) is not in the body", fault.Message);
        Assert.Contains("mr: {{2}} is in the body but is no parameter", fault.Message);
        Assert.Contains("mr: a body may not start or end with a parameter", fault.Message);
        Assert.Contains("mr: there is not one sample value for each parameter", fault.Message);
        Assert.Contains("en: there is no body", fault.Message);
        Assert.Contains("There is no cause 'unknown'", fault.Message);
        Assert.Contains("There is no clock in hi", fault.Message);
    }

    [Fact]
    public void Faulty_buttons_are_refused_with_all_their_faults()
    {
        const string json = """
            { "templates": [ { "name": "asks", "category": "utility", "parameters": ["reference"],
                "samples": {}, "bodies": {}, "buttons": [
                  { "key": "a", "titles": { "mr": "हो", "hi": "", "en": "Yes, the power is back now" } },
                  { "key": "a", "titles": { "mr": "हो", "hi": "हाँ", "en": "Yes" } },
                  { "key": "B!", "titles": { "mr": "हो", "hi": "हाँ", "en": "Yes" } },
                  { "key": "c", "titles": { "mr": "हो", "hi": "हाँ", "en": "Yes" } } ] } ],
              "causes": {}, "clock": {}, "texts": {} }
            """;
        var fault = Assert.Throws<InvalidOperationException>(
            () => TemplateCatalogue.Read(new MemoryStream(Encoding.UTF8.GetBytes(json))));
        Assert.Contains("asks: there are 4 buttons, more than 3", fault.Message);
        Assert.Contains("button 'a' is there twice", fault.Message);
        Assert.Contains("button 'a', hi: the title is empty or longer than 20", fault.Message);
        Assert.Contains("button 'a', en: the title is empty or longer than 20", fault.Message);
        Assert.Contains("button key 'B!' is not words of a-z", fault.Message);
    }

    [Fact]
    public void A_payload_names_the_announcement_that_was_answered()
    {
        var payload = _catalogue["outage_restored"].Payloads("20261123-110500000-0a1b2c3d")[1];
        Assert.Equal("20261123-110500000-0a1b2c3d", QuickReply.AnnouncementOf(payload, "back:no"));
        Assert.Null(QuickReply.AnnouncementOf(payload, "back:yes"));
        Assert.Null(QuickReply.AnnouncementOf("back:nothing:1", "back:no"));
        Assert.Empty(_catalogue["outage_confirmed"].Payloads("x"));
    }
}
