using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Samvad.Operations.Now;
using Samvad.Settings;

namespace Samvad.Operations;

/// <summary>What keeps the app in order and shows what is out of order.</summary>
public static class OperationsServices
{
    public static IServiceCollection AddOperations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<OperationsOptions>(OperationsOptions.Section, configuration);
        return services.AddSingleton<Alerts>().AddSingleton<AlertScope>().AddSingleton<LetterScope>()
            .AddSingleton<Settlement>()
            .AddSingleton<DeadLetterQueues>()
            .AddSingleton<DeadLetterList>()
            .AddSingleton<ReplayTurns>()
            .AddSingleton<Replay>()
            .AddSingleton<Health>()
            .AddSingleton<NowReading>();
    }
}
