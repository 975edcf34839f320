using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Samvad.Announcements.Library;
using Samvad.Tests.Consumers;
using Samvad.WhatsApp;

namespace Samvad.Tests.Announcements.Library;

public sealed partial class LibraryTests(AzuriteFixture azurite)
{
    private static readonly LibraryTemplates Templates = new(Options.Create(new LibraryOptions()));

    public static TheoryData<string> Ids() => [.. LibraryTemplates.Brought.Select(item => item.Id)];

    [Fact]
    public void The_app_brings_tips_and_notices_for_every_season()
    {
        Assert.InRange(LibraryTemplates.Brought.Count(item => item.Kind == LibraryKind.Tip), 24, 100);
        Assert.InRange(LibraryTemplates.Brought.Count(item => item.Kind == LibraryKind.Notice), 8, 100);
        Assert.Equal(
            Enum.GetValues<Season>().Order(), LibraryTemplates.Brought.SelectMany(item => item.Seasons).Distinct().Order());
        Assert.Equal(LibraryTemplates.Brought.Count, LibraryTemplates.Brought.Select(item => item.Id).Distinct().Count());
        for (var day = new DateOnly(2026, 1, 1); day.Year == 2026; day = day.AddDays(1))
            Assert.Contains(LibraryTemplates.Brought, item => item.Kind == LibraryKind.Tip && item.IsInSeason(day));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_item_is_a_template_that_whatsapp_would_take_and_that_is_written_in_its_language(string id)
    {
        var item = LibraryTemplates.Brought.Single(item => item.Id == id);
        Assert.Empty(Templates.Faults(item));
        var template = Templates.Of(item);
        foreach (var language in TemplateCatalogue.Languages)
        {
            var text = template.RenderWhole(language, template.Samples[language]);
            Assert.DoesNotContain("{", text);
            Assert.Contains("STOP", text);
            Assert.Contains(template.Samples[language][template.ReferenceIndex], text);
            // Short enough to be read on a phone, and said in whole sentences.
            Assert.InRange(item.Text.In(language).Length, 120, 800);
            var letters = Names().Replace(item.Text.In(language), "").Where(char.IsLetter).ToList();
            var devanagari = letters.Count(letter => letter is >= 'ऀ' and <= 'ॿ') / (double)letters.Count;
            Assert.True(language == "en" ? devanagari == 0 : devanagari > 0.75, $"{id}, {language}: {devanagari}");
        }

        Assert.NotEqual(item.Text.Mr, item.Text.Hi);
    }

    [Fact]
    public async Task A_changed_text_is_another_template_and_a_changed_season_is_not()
    {
        await using var app = App.Create(azurite);
        var item = (await ShowAsync(app, "wet-hands")).Deserialize<Dictionary<string, object?>>()!;
        object Changed(string season, string text, int version = 1) => new
        {
            kind = "tip", category = "marketing", seasons = new[] { season }, title = item["title"],
            text = new { mr = text, hi = text, en = text }, parameters = Array.Empty<object>(), version,
        };
        var (status, body, _) = await PutAsync(app, "wet-hands", Changed("monsoon", "ओले हात पुसा आणि मगच स्विच दाबा, dry your hands first."));
        Assert.Equal((200, 2, "tip_wet_hands_v2"), (status, Version(body), body.GetProperty("template").GetString()));
        (status, body, _) = await PutAsync(app, "wet-hands", Changed("all-year", "ओले हात पुसा आणि मगच स्विच दाबा, dry your hands first.", 2));
        Assert.Equal((200, 2, "all-year"), (status, Version(body), body.GetProperty("seasons")[0].GetString()));
        (status, _, _) = await PutAsync(app, "wet-hands", Changed("monsoon", "another text, written on top of an old one", 1));
        Assert.Equal(409, status);
        Assert.Equal("maker", body.GetProperty("changedBy").GetString());
    }

    [Fact]
    public async Task A_removed_item_is_gone_and_comes_back_as_another_template()
    {
        await using var app = App.Create(azurite);
        var functions = app.Get<LibraryFunctions>();
        Assert.Equal(204, (await Broadcasts.Maker.AsAsync(request => functions.DeleteLibraryItem(request, "rccb", default))).Status);
        Assert.Equal(404, (await Broadcasts.Maker.AsAsync(request => functions.ShowLibraryItem(request, "rccb", default))).Status);
        var (_, list, _) = await Broadcasts.Maker.AsAsync(request => functions.ListLibrary(request, default), query: "?kind=tip");
        Assert.DoesNotContain(list.GetProperty("items").EnumerateArray(), one => one.GetProperty("id").GetString() == "rccb");
        var (_, body, _) = await PutAsync(app, "rccb", new
        {
            kind = "tip", category = "utility", seasons = Array.Empty<string>(), title = Three("अ", "A"),
            text = Three("आरसीसीबी बसवा.", "Fit an RCCB."),
        });
        Assert.Equal("tip_rccb_v2", body.GetProperty("template").GetString());
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_items_is_said_at_once_and_none_is_written()
    {
        await using var app = App.Create(azurite);
        var (status, body, _) = await Broadcasts.Maker.AsAsync(request => app.Get<LibraryFunctions>().PutLibrary(request, default), new
        {
            items = new object[]
            {
                new { id = "good", kind = "tip", category = "marketing", title = Three("शीर्षक", "Title"), text = Three("मजकूर आहे.", "A text.") },
                new { id = "b ad", kind = "joke", category = "spam", seasons = new[] { "winter" }, image = "http://x/y.png" },
                new { id = "odd", kind = "notice", category = "utility", title = Three("शीर्षक", "Title"), text = Three("{{when}} आहे.", "At {{when}}.") },
            },
        });
        Assert.Equal(400, status);
        var errors = Call.Errors(body);
        foreach (var error in (string[])["items[1].id:id", "items[1].kind:one-of", "items[1].category:one-of", "items[1].seasons[0]:one-of",
            "items[1].image:https", "items[1].title.mr:required", "items[1].text.en:required", "items[2].text:template"])
        {
            Assert.Contains(error, errors);
        }

        Assert.Null(await app.Get<ContentLibrary>().FindAsync("good", default));
    }

    [Fact]
    public async Task Templates_are_exported_as_each_provider_takes_them()
    {
        await using var app = App.Create(azurite);
        var functions = app.Get<TemplateFunctions>();
        var (_, cloud, _) = await Broadcasts.Maker.AsAsync(request => functions.ExportTemplates(request, default), query: "?provider=cloud");
        var tip = cloud.GetProperty("templates").EnumerateArray()
            .Single(one => one.GetProperty("name").GetString() == "tip_kites_near_lines" && one.GetProperty("language").GetString() == "en");
        Assert.Equal("MARKETING", tip.GetProperty("category").GetString());
        var parts = tip.GetProperty("components").EnumerateArray().ToDictionary(part => part.GetProperty("type").GetString()!);
        Assert.Equal("Kites and power lines", parts["HEADER"].GetProperty("text").GetString());
        Assert.Contains("{{1}}", parts["BODY"].GetProperty("text").GetString());
        Assert.Equal(2, parts["BODY"].GetProperty("example").GetProperty("body_text")[0].GetArrayLength());
        Assert.True(parts.ContainsKey("FOOTER"));

        var (_, acs, _) = await Broadcasts.Maker.AsAsync(request => functions.ExportTemplates(request, default), query: "?provider=acs");
        var notice = acs.GetProperty("templates").EnumerateArray()
            .First(one => one.GetProperty("name").GetString() == "notice_complaint_numbers");
        Assert.Equal(
            ["place", "office", "phone", "reference"],
            notice.GetProperty("bindings").GetProperty("body").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(
            (LibraryTemplates.Brought.Count + TemplateCatalogue.Load().Templates.Count()) * 3, acs.GetProperty("templates").GetArrayLength());
    }

    [GeneratedRegex(@"\{+[a-z]+\}+|WhatsApp")]
    private static partial Regex Names();

    private static object Three(string devanagari, string english) => new { mr = devanagari, hi = devanagari, en = english };

    private static int Version(JsonElement item) => item.GetProperty("version").GetInt32();

    private static async Task<JsonElement> ShowAsync(App app, string id) =>
        (await Broadcasts.Maker.AsAsync(request => app.Get<LibraryFunctions>().ShowLibraryItem(request, id, default))).Body;

    private static Task<(int Status, JsonElement Body, string? Location)> PutAsync(App app, string id, object body) =>
        Broadcasts.Maker.AsAsync(request => app.Get<LibraryFunctions>().PutLibraryItem(request, id, default), body);
}
