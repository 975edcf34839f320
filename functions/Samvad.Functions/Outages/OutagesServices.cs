using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Samvad.Settings;

namespace Samvad.Outages;

/// <summary>What an outage is, and when to speak.</summary>
public static class OutagesServices
{
    public static IServiceCollection AddOutages(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<OutageOptions>(OutageOptions.Section, configuration);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<OutageOptions>>().Value);
        services.AddSingleton<OutageRules>().AddSingleton<OutageStore>().AddSingleton<OutageLooks>();
        services.AddSingleton<StormRules>().AddSingleton<StormWatch>().AddSingleton<OutageOffices>();
        services.AddSingleton<EngineerAlert>().AddSingleton<OutageLifecycle>().AddSingleton<PowerBack>().AddSingleton<Replies>();
        return services;
    }
}
