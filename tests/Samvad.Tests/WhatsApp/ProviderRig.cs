using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Samvad.LocalHost.Simulator;
using Samvad.Tests.LocalHost.Simulator;
using Samvad.WhatsApp;

namespace Samvad.Tests.WhatsApp;

/// <summary>A provider as the app composes it, before a simulator with the app's own templates.</summary>
internal sealed class ProviderRig : IAsyncDisposable
{
    public const string Person = "+919800000001";
    private readonly ServiceProvider _services;

    private ProviderRig(Simulated simulated, WebhookListener webhook, ServiceProvider services) =>
        (Simulated, Webhook, _services) = (simulated, webhook, services);

    public Simulated Simulated { get; }
    public WebhookListener Webhook { get; }

    public static async Task<ProviderRig> StartAsync(Func<string, Dictionary<string, string?>> settings, string? script = null)
    {
        var webhook = await WebhookListener.StartAsync();
        var simulated = await Simulated.StartAsync(
            """{"repeatsSucceed":false}""", book: Wiring.Templates(), hosts: () => [webhook.Url]);
        if (script is not null)
            await simulated.ScriptAsync(script);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings(simulated.Url)).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddWhatsApp(configuration);
        return new ProviderRig(simulated, webhook, services.BuildServiceProvider());
    }

    public IMessageProvider Provider(string name) =>
        _services.GetServices<IMessageProvider>().Single(provider => provider.Name == name);

    /// <summary>The only message that was accepted.</summary>
    public async Task<(string Text, string Announcement, string MessageId, string Channel)> AcceptedAsync()
    {
        var message = Assert.Single((await Simulated.GetAsync("/journal/messages")).EnumerateArray());
        return (
            message.GetProperty("text").GetString()!,
            message.GetProperty("announcement").GetString() ?? "",
            message.GetProperty("messageId").GetString()!,
            message.GetProperty("channel").GetString()!);
    }

    public async Task<int> CountAsync(string name) => (await Simulated.SummaryAsync()).GetProperty(name).GetInt32();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Simulated.DisposeAsync();
        await Webhook.DisposeAsync();
    }
}
