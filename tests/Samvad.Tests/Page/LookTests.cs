using Microsoft.Playwright;

namespace Samvad.Tests.Page;

/// <summary>Every view in every width, by keyboard, for everybody; and the pictures of the README.</summary>
[Collection(nameof(PageHost))]
public sealed class LookTests(PageHost host)
{
    private static readonly string[] Views =
    [
        "now", "now/SAT-D1", "now/SAT-S001", "announcements", "compose/outage", "compose/broadcast", "compose/approvals", "compose/schedules", "compose/library/wet-hands", "tickets", "registry/offices/SAT-S001",
        "registry/people", "registry/imports", "registry/staff", "reports", "trust/dead-letters", "trust/channels", "trust/audit",
        "trust/access", "trust/settings",
    ];

    [Theory]
    [InlineData(360, ColorScheme.Dark, "mr")]
    [InlineData(1440, ColorScheme.Light, "en")]
    public async Task Every_view_fits_and_has_no_barrier(int width, ColorScheme scheme, string language)
    {
        await host.Outages.ReportAsync("LOOK-1", 1, "confirmed", ("feeders", [host.Registry.FeederOf(2)]), default);
        await using var window = await host.OpenAsync("Admin", width: width, scheme: scheme, language: language);
        var found = new List<string>();
        foreach (var view in Views)
        {
            await window.GoAsync(view);
            await Assertions.Expect(window.Page.Locator(".loading")).ToHaveCountAsync(0);
            await window.Page.EvaluateAsync("document.querySelectorAll('details').forEach(one => { one.open = true; })");
            found.AddRange((await window.BarriersAsync()).Select(barrier => $"{view}: {barrier}"));
            if (await window.OverflowAsync() is > 0 and var pixels)
                found.Add($"{view}: {pixels} px wider than the window");
            // A name of a text that the dictionary lacks is shown as it is.
            Assert.DoesNotMatch(@"\b(nav|now|trust|count|state)\.[a-z]+\b", await window.Page.Locator("body").InnerTextAsync());
        }

        Assert.Empty(found);
    }

    [Fact]
    public async Task An_outage_is_entered_by_keyboard_alone()
    {
        await using var window = await host.OpenAsync("Operator");
        await window.GoAsync("now");
        await FocusAsync(window.Page, "Compose", "a");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.WaitForURLAsync("**/#/compose");
        await FocusAsync(window.Page, "Feeders", "input");
        await window.Page.Keyboard.TypeAsync(host.Registry.FeederOf(20));
        await FocusAsync(window.Page, "See who would be told", "button");
        Assert.NotEqual("none", await window.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Button("Tell them").WaitForAsync();
        await FocusAsync(window.Page, "Tell them", "button");
        await window.Page.Keyboard.PressAsync("Enter");
        // The question has the focus, and keeps it: Escape is no.
        await window.Page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await window.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await FocusAsync(window.Page, "Tell them", "button");
        await window.Page.Keyboard.PressAsync("Enter");
        await FocusAsync(window.Page, "Tell them", "dialog button");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.WaitForURLAsync("**/#/outage/manual/**");
    }

    [Fact]
    public async Task Old_figures_are_marked_when_the_app_does_not_answer()
    {
        await using var window = await host.OpenAsync("Viewer");
        await window.GoAsync("now");
        await window.SeesAsync("Up to date");
        await window.Page.Context.SetOfflineAsync(true);
        await window.Page.Locator(".stale").WaitForAsync();
        await window.SeesAsync("The server does not answer.");
        await window.Page.Context.SetOfflineAsync(false);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).First.ClickAsync();
        await Assertions.Expect(window.Page.Locator(".stale")).ToHaveCountAsync(0);
        window.ForgiveOffline();
    }

    [Fact]
    public async Task Somebody_of_an_office_sees_the_own_offices_only()
    {
        await host.Outages.ReportAsync("LOOK-ELSE", 1, "confirmed", ("offices", ["SAT-D5"]), default);
        await using var window = await host.OpenAsync("Viewer", "SAT-D1");
        await window.GoAsync("now");
        await window.Page.Locator(".tiles a").First.WaitForAsync();
        Assert.Equal(0, await window.Page.GetByText("LOOK-ELSE").CountAsync());
        Assert.Equal(0, await window.Page.Locator(".tiles a[href='#/now/SAT-D5']").CountAsync());
    }

    /// <summary>Into docs/screenshots of the working copy, where SAMVAD_SCREENSHOTS is set; else they are only taken.</summary>
    [Fact]
    public async Task The_pictures_of_the_readme_are_taken_from_the_sample_registry()
    {
        var folder = Environment.GetEnvironmentVariable("SAMVAD_SCREENSHOTS") ?? Directory.CreateTempSubdirectory("samvad-pictures").FullName;
        await host.EndAllAsync();
        await host.Outages.ReportAsync("OMS-1042", 1, "confirmed", ("feeders", [.. Enumerable.Range(30, 24).Select(host.Registry.FeederOf)]), default);
        await host.Outages.ReportAsync("OMS-1043", 1, "confirmed", ("offices", ["SAT-SD02"]), default);
        await host.Outages.FinalAsync("OMS-1042.1", (_, _) => { }, default);
        await host.Outages.FinalAsync("OMS-1043.1", (_, _) => { }, default);
        await using var window = await host.OpenAsync("Operator");
        foreach (var (name, place) in (IEnumerable<(string, string)>)[("now", "now"), ("announcement", "announcements"), ("compose", "compose/outage")])
        {
            await window.GoAsync(place);
            if (name == "announcement")
                await window.Page.GetByRole(AriaRole.Link, new() { Name = "OMS-1042.1" }).ClickAsync();
            await window.Page.Locator(name == "now" ? ".tiles a" : name == "announcement" ? ".bubble" : "form").First.WaitForAsync();
            var picture = await window.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), Scale = ScreenshotScale.Css });
            Assert.InRange(picture.Length, 10_000, 150_000);
        }

        await using var phone = await host.OpenAsync("Operator", width: 360, scheme: ColorScheme.Dark, language: "mr");
        await phone.GoAsync("now");
        await phone.Page.Locator(".tiles a").First.WaitForAsync();
        var small = await phone.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, "phone.png"), Scale = ScreenshotScale.Css });
        Assert.InRange(small.Length, 10_000, 150_000);
    }

    /// <summary>Presses Tab until what has the focus is so named.</summary>
    private static async Task FocusAsync(IPage page, string name, string element)
    {
        for (var pressed = 0; pressed < 80; pressed++)
        {
            var at = await page.EvaluateAsync<bool>(
                """
                ([name, element]) => {
                  const on = document.activeElement;
                  const text = on.labels?.[0]?.querySelector('span')?.textContent ?? on.textContent;
                  return on.matches(element) && text.trim() === name;
                }
                """,
                new[] { name, element });
            if (at)
                return;
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"Tab does not reach '{name}'.");
    }
}
