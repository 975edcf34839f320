using System.Net;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Samvad.Access;
using Samvad.LocalHost.Broker;
using Samvad.LocalHost.Triggers;
using Samvad.Storage;

namespace Samvad.LocalHost.Serve;

/// <summary>
/// The app as in Azure, with the broker of the data directory in the place of the Service Bus client, and its own store.
/// </summary>
internal static class LocalApp
{
    public static WebApplication Build(
        int port,
        IReadOnlyDictionary<string, string?> local,
        IReadOnlyDictionary<string, string?> given,
        LocalServiceBusClient broker,
        LocalTriggerOptions triggers,
        DevelopmentSignIn signIn)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration
            .AddInMemoryCollection(local)
            .AddEnvironmentVariables()
            .AddInMemoryCollection(given);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        Logs.Configure(builder.Logging, builder.Configuration);
        builder.Services.AddRouting();
        builder.Services.AddSamvad(builder.Configuration);
        builder.Services.AddSingleton<ServiceBusClient>(broker);
        builder.Services.AddSingleton(provider =>
            BesideSockets.Tables(provider.GetRequiredService<IOptions<StorageOptions>>().Value.ConnectionString!));
        builder.Services.AddLocalTriggers(triggers);
        new LocalWorker(builder.Services).UseAccess();
        var app = builder.Build();
        app.Use(signIn.AttachAsync);
        signIn.Map(app);
        app.MapLocalFunctions();
        return app;
    }
}
