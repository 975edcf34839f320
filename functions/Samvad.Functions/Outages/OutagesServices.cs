using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Samvad.Outages;

/// <summary>What an outage is, and when to speak.</summary>
public static class OutagesServices
{
    public static IServiceCollection AddOutages(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OutageOptions>().Bind(configuration.GetSection(OutageOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<OutageOptions>>().Value);
        services.AddSingleton<OutageRules>().AddSingleton<OutageStore>().AddSingleton<OutageLooks>();
        services.AddSingleton<StormRules>().AddSingleton<StormWatch>().AddSingleton<OutageOffices>();
        services.AddSingleton<EngineerAlert>().AddSingleton<OutageLifecycle>().AddSingleton<PowerBack>().AddSingleton<Replies>();
        return services;
    }
}
