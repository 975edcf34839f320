using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Samvad.Settings;

namespace Samvad.Outages.Reliability;

/// <summary>Settings `Reliability:…`.</summary>
public sealed class ReliabilityOptions
{
    public const string Section = "Reliability";

    /// <summary>
    /// An interruption no longer than that is momentary and counts in MAIFI instead of SAIFI and SAIDI. Default 5 min,
    /// as IEEE 1366 and most Indian commissions have it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan Momentary { get; set; } = TimeSpan.FromMinutes(5);
}

/// <summary>Clocks and indices.</summary>
public static class ReliabilityServices
{
    public static IServiceCollection AddReliability(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ReliabilityOptions>(ReliabilityOptions.Section, configuration);
        services.AddSingleton<ConnectedConsumers>().AddSingleton<OutageBook>().AddSingleton<OutageList>();
        return services.AddSingleton<ReliabilityReport>();
    }
}
