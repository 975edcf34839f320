using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Samvad.Settings;

namespace Samvad.Privacy;

/// <summary>What is known of people: shown to them, erased at their wish, and not kept longer than needed.</summary>
public static class PrivacyServices
{
    public static IServiceCollection AddPrivacy(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<RetentionOptions>(RetentionOptions.Section, configuration);
        services.AddSingleton<ConsentProofs>().AddSingleton<PersonTraces>().AddSingleton<PersonErasure>();
        return services.AddSingleton<Retention>();
    }
}
