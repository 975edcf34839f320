using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace Samvad.Tests.Page;

/// <summary>
/// A window that tolerates nothing: at its end there must have been no error on the console, no exception, and no request
/// to anywhere but the host.
/// </summary>
public sealed class Window : IAsyncDisposable
{
    private static readonly string Axe = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "axe.min.js"));
    private readonly ConcurrentQueue<string> _offences = [];
    private readonly IBrowserContext _context;

    private Window(IBrowserContext context, IPage page, Uri host)
    {
        (_context, Page) = (context, page);
        page.SetDefaultTimeout(20_000);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _offences.Enqueue($"console {message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => _offences.Enqueue($"exception: {error}");
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is var to && to.Scheme is not ("data" or "blob") && to.Authority != host.Authority)
                _offences.Enqueue($"request to {to}");
        };
    }

    public IPage Page { get; }

    public static async Task<Window> OpenAsync(IBrowserContext context, Uri host) =>
        new(context, await context.NewPageAsync(), host);

    /// <summary>Goes to a place of the page and waits for its heading.</summary>
    public async Task GoAsync(string place)
    {
        await Page.GotoAsync($"/api/page/#/{place}");
        await Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
    }

    public Task ClickAsync(string button) => Button(button).ClickAsync();

    /// <summary>Answers the question before a dangerous action; returns what it said.</summary>
    public async Task<string> ConfirmAsync(string button)
    {
        var dialog = Page.GetByRole(AriaRole.Dialog);
        var text = await dialog.InnerTextAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        return text;
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).First;

    /// <summary>Waits until the page says so, in its own words to eyes and ears.</summary>
    public Task SaysAsync(string text) => Page.Locator(".said", new() { HasText = text }).WaitForAsync();

    public Task SeesAsync(string text) => Page.GetByText(text).First.WaitForAsync();

    /// <summary>What axe-core finds serious or critical, with the elements.</summary>
    public async Task<IReadOnlyList<string>> BarriersAsync()
    {
        await Page.EvaluateAsync(Axe);
        var found = await Page.EvaluateAsync<JsonElement>(
            "axe.run().then(result => result.violations.filter(one => ['serious', 'critical'].includes(one.impact))"
            + ".map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')}`))");
        return [.. found.EnumerateArray().Select(one => one.GetString()!)];
    }

    /// <summary>Pixels by which the page is wider than the window.</summary>
    public Task<int> OverflowAsync() => Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");

    /// <summary>The browser itself writes a refusal on the console, also one that the page asked for.</summary>
    public void ForgiveRefusals() => Forgive("status of 401");

    public void ForgiveOffline() => Forgive("ERR_INTERNET_DISCONNECTED");

    private void Forgive(params string[] expected)
    {
        var kept = _offences.Where(offence => !expected.Any(offence.Contains)).ToList();
        _offences.Clear();
        kept.ForEach(_offences.Enqueue);
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.Empty(_offences);
    }
}
