using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Samvad.Access;
using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.Dialogue;
using Samvad.FanOut;
using Samvad.Intake;
using Samvad.Operations;
using Samvad.Outages;
using Samvad.Outages.Reliability;
using Samvad.Storage;
using Samvad.Tickets;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad;

/// <summary>The composition of the app: in Azure and on one machine the same.</summary>
public static class SamvadServices
{
    /// <summary>
    /// Settings: `Storage:ConnectionString`, or `Storage:TableServiceUri` and `Storage:BlobServiceUri` with the app's
    /// identity; `ServiceBus:fullyQualifiedNamespace`.
    /// </summary>
    public static IServiceCollection AddSamvad(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => configuration["Storage:ConnectionString"] is { } local
            ? new TableServiceClient(local)
            : new TableServiceClient(Required(configuration, "Storage:TableServiceUri"), new DefaultAzureCredential()));
        services.AddSingleton(_ => configuration["Storage:ConnectionString"] is { } local
            ? new BlobServiceClient(local)
            : new BlobServiceClient(Required(configuration, "Storage:BlobServiceUri"), new DefaultAzureCredential()));
        services.AddSingleton(_ => new ServiceBusClient(
            configuration["ServiceBus:fullyQualifiedNamespace"] ?? throw Missing("ServiceBus:fullyQualifiedNamespace"),
            new DefaultAzureCredential()));
        foreach (var queue in QueueNames.All)
            services.AddKeyedSingleton(queue, (provider, _) => provider.GetRequiredService<ServiceBusClient>().CreateSender(queue));
        services.AddSingleton<SamvadTables>();
        services.AddHostedService(provider => provider.GetRequiredService<SamvadTables>());
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower)));
        services.AddAccess(configuration);
        services.AddWhatsApp(configuration);
        services.AddConsumers();
        services.AddOperations(configuration);
        services.AddOptions<AnnouncementOptions>().Bind(configuration.GetSection(AnnouncementOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddOutages(configuration);
        services.AddReliability();
        services.AddIntake(configuration);
        services.AddSingleton<RunningOutages>();
        services.AddSingleton<AnnouncementStore>().AddSingleton<OutageAnnouncements>().AddSingleton<Planning>();
        services.AddSingleton<OutageWords>();
        services.AddSingleton<AnnouncementScope>().AddSingleton<AudienceGroups>().AddBroadcasts(configuration);
        services.AddSingleton<Shards>().AddSingleton<PlanQueue>().AddSingleton<ShardQueue>().AddSingleton<OpenAnnouncements>();
        services.AddFanOut();
        services.AddSingleton<Ledger>().AddSingleton<Feed>().AddSingleton<Progress>().AddSingleton<DeliveryList>();
        services.AddSingleton<PersonFindings>().AddSingleton<LateFailures>().AddSingleton<StatusIntake>();
        services.AddSingleton<StatusRetries>().AddSingleton<ProviderEventBatch>();
        services.AddDialogue(configuration);
        services.AddTickets(configuration);
        return services;
    }

    private static Uri Required(IConfiguration configuration, string key) => new(configuration[key] ?? throw Missing(key));

    private static InvalidOperationException Missing(string key) => new($"The setting '{key}' is missing.");
}
