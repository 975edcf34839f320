using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Samvad.Operations;

/// <summary>What keeps the app in order and shows what is out of order.</summary>
public static class OperationsServices
{
    public static IServiceCollection AddOperations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OperationsOptions>().Bind(configuration.GetSection(OperationsOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<Alerts>().AddSingleton<AlertScope>().AddSingleton<LetterScope>()
            .AddSingleton<Settlement>()
            .AddSingleton<DeadLetterQueues>()
            .AddSingleton<DeadLetterList>()
            .AddSingleton<ReplayTurns>()
            .AddSingleton<Replay>();
    }
}
