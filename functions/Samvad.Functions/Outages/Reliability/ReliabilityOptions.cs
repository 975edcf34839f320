using Microsoft.Extensions.DependencyInjection;

namespace Samvad.Outages.Reliability;

/// <summary>Settings `Reliability:…`.</summary>
public sealed class ReliabilityOptions
{
    public const string Section = "Reliability";

    /// <summary>
    /// An interruption no longer than that is momentary and counts in MAIFI instead of SAIFI and SAIDI. Default 5 min,
    /// as IEEE 1366 and most Indian commissions have it.
    /// </summary>
    public TimeSpan Momentary { get; set; } = TimeSpan.FromMinutes(5);
}

/// <summary>Clocks and indices.</summary>
public static class ReliabilityServices
{
    public static IServiceCollection AddReliability(this IServiceCollection services)
    {
        services.AddOptions<ReliabilityOptions>().BindConfiguration(ReliabilityOptions.Section);
        services.AddSingleton<ConnectedConsumers>().AddSingleton<OutageBook>().AddSingleton<OutageList>();
        return services.AddSingleton<ReliabilityReport>();
    }
}
