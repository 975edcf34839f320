using Microsoft.Extensions.DependencyInjection;
using Samvad.FanOut.Pacing;

namespace Samvad.FanOut;

/// <summary>From a shard to the provider.</summary>
public static class FanOutServices
{
    public static IServiceCollection AddFanOut(this IServiceCollection services)
    {
        services.AddSingleton<PaceClock>().AddSingleton<Paces>().AddSingleton<PairLimit>().AddSingleton<DailyLimit>();
        services.AddSingleton<DayLimit>().AddSingleton<WeekLimit>();
        services.AddSingleton<Routes>().AddSingleton<Judgement>().AddSingleton<Troubles>().AddSingleton<Settling>();
        services.AddSingleton<SharedPeople>().AddSingleton<MessageSender>().AddSingleton<PageSending>();
        services.AddSingleton<ShardStart>().AddSingleton<ShardDelivery>().AddSingleton<Reach>();
        return services;
    }
}
