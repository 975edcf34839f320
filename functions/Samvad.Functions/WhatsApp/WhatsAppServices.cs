using System.Net.Http;
using Azure.Communication.Messages;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Samvad.Settings;
using Samvad.WhatsApp.Acs;
using Samvad.WhatsApp.Channels;
using Samvad.WhatsApp.CloudApi;

namespace Samvad.WhatsApp;

/// <summary>The way out to the phones.</summary>
public static class WhatsAppServices
{
    public static IServiceCollection AddWhatsApp(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<WhatsAppOptions>(WhatsAppOptions.Section, configuration);
        services.AddSingleton<IValidateOptions<WhatsAppOptions>, WhatsAppOptionsRules>();
        services.AddSingleton(TemplateCatalogue.Load());
        // Made when the first message goes that way: an app without such a channel has no endpoint.
        services.AddSingleton(provider => new Lazy<NotificationMessagesClient>(
            () => AcsClient(provider.GetRequiredService<IOptions<WhatsAppOptions>>().Value)));
        services.AddSingleton<IMessageProvider, AcsProvider>();
        services.AddSingleton<ChannelStore>().AddSingleton<ChannelMap>();
        services.AddCloudApi(configuration);
        return services;
    }

    private static NotificationMessagesClient AcsClient(WhatsAppOptions whatsApp)
    {
        var options = new CommunicationMessagesClientOptions
        {
            Transport = new HttpClientTransport(new HttpClient(new SocketsHttpHandler
            {
                MaxConnectionsPerServer = whatsApp.MaxInFlight,
                PooledConnectionLifetime = TimeSpan.FromMinutes(10),
                UseCookies = false,
                AllowAutoRedirect = false,
            })
            { Timeout = Timeout.InfiniteTimeSpan }),
        };
        // The failure table decides what is tried again and when; and no numbers in traces.
        options.RetryPolicy = new OneAttempt();
        options.Retry.NetworkTimeout = whatsApp.Acs.Timeout;
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        options.AddPolicy(new RepeatabilityPolicy(), HttpPipelinePosition.PerCall);
        return whatsApp.Acs.ConnectionString is { Length: > 0 } connectionString
            ? new NotificationMessagesClient(connectionString, options)
            : new NotificationMessagesClient(whatsApp.Acs.Endpoint!, new DefaultAzureCredential(), options);
    }
}
