using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Samvad.Intake.Formats;
using Samvad.Intake.Polling;
using Samvad.Settings;

namespace Samvad.Intake;

/// <summary>How reports come in.</summary>
public static class IntakeServices
{
    public static IServiceCollection AddIntake(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<IntakeOptions>(IntakeOptions.Section, configuration);
        services.AddFeeds(configuration);
        return services.AddSingleton<OutageFormats>().AddSingleton<CapChains>().AddSingleton<OutageReach>().AddSingleton<OutageQueue>().AddSingleton<OutageDryRun>()
            .AddSingleton<OutageIntake>();
    }
}
