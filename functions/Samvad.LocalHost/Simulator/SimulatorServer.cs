using System.Net;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Samvad.LocalHost.Simulator.Acs;
using Samvad.LocalHost.Simulator.CloudApi;

namespace Samvad.LocalHost.Simulator;

/// <summary>The simulator's web server, on the loopback interface only.</summary>
internal sealed class SimulatorServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly JournalLog? _log;
    private ServiceBusClient? _broker;

    private SimulatorServer(WebApplication app, JournalLog? log)
    {
        _app = app;
        _log = log;
    }

    public string Url =>
        _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public IServiceProvider Services => _app.Services;

    /// <summary>With a data directory the journal survives, and statuses go to the broker of that directory.</summary>
    public static async Task<SimulatorServer> StartAsync(int port, string? dataDirectory, HostLease? lease)
    {
        var broker = dataDirectory is null ? null : Wiring.Broker(dataDirectory, lease!);
        Func<IReadOnlyList<Uri>> hosts = dataDirectory is null
            ? () => []
            : () => HostLease.Addresses(dataDirectory, "host");
        var server = await StartAsync(
            port, dataDirectory, broker?.CreateSender(Wiring.EventsQueue), Wiring.Templates(), hosts: hosts);
        server._broker = broker;
        return server;
    }

    /// <summary>Port 0 takes a free one. Without a sender statuses are only counted.</summary>
    public static async Task<SimulatorServer> StartAsync(
        int port, string? dataDirectory, ServiceBusSender? sender, TemplateBook templates, TimeProvider? time = null,
        Func<IReadOnlyList<Uri>>? hosts = null)
    {
        var journal = new Journal();
        var log = dataDirectory is null
            ? null
            : JournalLog.Open(Path.Combine(dataDirectory, "simulator-journal.log"), journal);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        // Nothing here blocks, so a request may run where its bytes arrived: a third less CPU per request.
        builder.WebHost.UseKestrelCore().UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        Logs.Configure(builder.Logging);
        // Else there is an Activity per request.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        AddServices(builder.Services, journal, sender, templates, time ?? TimeProvider.System);
        AddCloudApi(builder.Services, hosts ?? (() => []));
        var app = builder.Build();
        var control = app.Services.GetRequiredService<Control>();
        var acs = app.Services.GetRequiredService<AcsProtocol>();
        var cloud = app.Services.GetRequiredService<CloudApiProtocol>();
        app.Services.GetRequiredService<AcsRenditions>().Learn(journal.Renditions);
        app.Services.GetRequiredService<CloudApiRenditions>().Learn(journal.Renditions);
        var downloads = app.Services.GetRequiredService<MediaDownloads>();
        app.Run(context => !HttpMethods.IsPost(context.Request.Method)
            ? downloads.Handle(context) ?? control.HandleAsync(context)
            : context.Request.Path.Value == AcsProtocol.Path ? acs.HandleAsync(context)
            : CloudApiProtocol.ChannelOf(context.Request.Path.Value) is { } number ? cloud.HandleAsync(context, number)
            : control.HandleAsync(context));
        await app.StartAsync();
        return new SimulatorServer(app, log);
    }

    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _log?.Dispose();
        if (_broker is not null)
            await _broker.DisposeAsync();
    }

    private static void AddServices(
        IServiceCollection services, Journal journal, ServiceBusSender? sender, TemplateBook templates, TimeProvider time)
    {
        services.AddSingleton(time);
        services.AddSingleton(journal);
        services.AddSingleton(templates);
        services.AddSingleton<ScriptHolder>();
        services.AddSingleton(new StatusWheel(time.GetUtcNow().ToUnixTimeMilliseconds()));
        services.AddSingleton<Simulation>();
        services.AddSingleton<AcsRenditions>();
        services.AddSingleton(new AcsSignature(AcsSignature.WellKnownKey, time));
        services.AddSingleton<AcsProtocol>();
        services.AddSingleton<MediaShelf>();
        services.AddSingleton<MediaDownloads>();
        services.AddSingleton<JournalAnswers>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Inbound>(provider, new EventsSender(sender)));
        services.AddSingleton(provider => new StatusDispatcher(
            journal,
            provider.GetRequiredService<StatusWheel>(),
            provider.GetRequiredService<ScriptHolder>(),
            AcsEvents.WriteStatus,
            sender,
            provider.GetRequiredService<Webhooks>(),
            provider.GetRequiredService<Callbacks>(),
            time,
            provider.GetRequiredService<ILogger<StatusDispatcher>>()));
        services.AddHostedService(provider => provider.GetRequiredService<StatusDispatcher>());
        services.AddSingleton<Control>();
        services.AddHostedService(_ => new JournalFlusher(journal, time));
    }

    private static void AddCloudApi(IServiceCollection services, Func<IReadOnlyList<Uri>> hosts)
    {
        services.AddSingleton(hosts);
        services.AddSingleton<Callbacks>();
        services.AddSingleton<CloudApiRenditions>();
        services.AddSingleton<CloudApiProtocol>();
        services.AddSingleton<Webhooks>();
        services.AddHostedService(provider => provider.GetRequiredService<Webhooks>());
    }
}

/// <summary>The way to the queue of provider events, where there is one.</summary>
internal sealed record EventsSender(ServiceBusSender? Sender);

/// <summary>Writes the journal's log out twice a second and at the end.</summary>
internal sealed class JournalFlusher(Journal journal, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(500), time);
        while (await beat.WaitForNextTickAsync(stoppingToken))
            journal.Log?.Flush();
    }
}
