using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Samvad.Access;
using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.Dialogue;
using Samvad.FanOut;
using Samvad.Intake;
using Samvad.Operations;
using Samvad.Page;
using Samvad.Outages;
using Samvad.Outages.Reliability;
using Samvad.Privacy;
using Samvad.Settings;
using Samvad.Storage;
using Samvad.Telemetry;
using Samvad.Tickets;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad;

/// <summary>The composition of the app: in Azure and on one machine the same.</summary>
public static class SamvadServices
{
    /// <summary>All services; the settings are checked when the host starts.</summary>
    public static IServiceCollection AddSamvad(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddTelemetry(configuration);
        services.AddSettings<StorageOptions>(StorageOptions.Section, configuration);
        services.AddSettings<ServiceBusOptions>(ServiceBusOptions.Section, configuration);
        services.AddSingleton(provider => Of<StorageOptions>(provider) is { ConnectionString: { Length: > 0 } local }
            ? new TableServiceClient(local)
            : new TableServiceClient(Of<StorageOptions>(provider).TableServiceUri!, new DefaultAzureCredential()));
        services.AddSingleton(provider => Of<StorageOptions>(provider) is { ConnectionString: { Length: > 0 } local }
            ? new BlobServiceClient(local)
            : new BlobServiceClient(Of<StorageOptions>(provider).BlobServiceUri!, new DefaultAzureCredential()));
        services.AddSingleton(provider => new ServiceBusClient(
            Of<ServiceBusOptions>(provider).FullyQualifiedNamespace, new DefaultAzureCredential()));
        foreach (var queue in QueueNames.All)
            services.AddKeyedSingleton(queue, (provider, _) => provider.GetRequiredService<ServiceBusClient>().CreateSender(queue));
        services.AddSingleton<SamvadTables>();
        services.AddHostedService(provider => provider.GetRequiredService<SamvadTables>());
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower)));
        services.AddAccess(configuration);
        services.AddWhatsApp(configuration);
        services.AddConsumers(configuration);
        services.AddOperations(configuration);
        services.AddSettings<AnnouncementOptions>(AnnouncementOptions.Section, configuration);
        services.AddOutages(configuration);
        services.AddReliability(configuration);
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
        services.AddSingleton<LiveAnnouncements>().AddSingleton<Quality>().AddSingleton<PageFiles>();
        services.AddDialogue(configuration);
        services.AddTickets(configuration);
        services.AddPrivacy(configuration);
        return services;
    }

    private static T Of<T>(IServiceProvider provider) where T : class => provider.GetRequiredService<IOptions<T>>().Value;
}
