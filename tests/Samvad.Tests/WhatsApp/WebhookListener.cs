using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Samvad.LocalHost.Simulator.CloudApi;
using Samvad.WhatsApp;
using Samvad.WhatsApp.CloudApi;

namespace Samvad.Tests.WhatsApp;

/// <summary>Where a host's webhook would be: takes what is signed rightly, or refuses the first few calls.</summary>
internal sealed class WebhookListener : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<byte[]> _bodies = [];
    private int _refusals;

    private WebhookListener(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());
    public int Forged { get; private set; }
    public int Refused { get; private set; }
    public IReadOnlyList<byte[]> Bodies => [.. _bodies];
    public IReadOnlyList<ProviderEvent> Events => [.. _bodies.SelectMany(body => CloudApiEvents.Read(JsonDocument.Parse(body)))];

    public void Refuse(int times) => _refusals = times;

    public static async Task<WebhookListener> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        var listener = new WebhookListener(builder.Build());
        listener._app.Run(listener.TakeAsync);
        await listener._app.StartAsync();
        return listener;
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var bytes = body.ToArray();
        if (!WebhookSignature.Matches(context.Request.Headers[WebhookSignature.Header], bytes, CloudApiNumber.AppSecret))
        {
            Forged++;
            context.Response.StatusCode = 401;
        }
        else if (Interlocked.Decrement(ref _refusals) >= 0)
        {
            Refused++;
            context.Response.StatusCode = 500;
        }
        else
        {
            _bodies.Enqueue(bytes);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
