using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Samvad.Intake.Formats;
using Samvad.Intake.Polling;

namespace Samvad.Intake;

/// <summary>How reports come in.</summary>
public static class IntakeServices
{
    public static IServiceCollection AddIntake(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<IntakeOptions>().Bind(configuration.GetSection(IntakeOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddFeeds(configuration);
        return services.AddSingleton<OutageFormats>().AddSingleton<CapChains>().AddSingleton<OutageQueue>().AddSingleton<OutageDryRun>()
            .AddSingleton<OutageIntake>();
    }
}
