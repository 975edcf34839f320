using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Samvad.Settings;

namespace Samvad.Consumers;

/// <summary>Settings `Consumers:…`.</summary>
public sealed class ConsumersOptions
{
    public const string Section = "Consumers";

    /// <summary>Rows between two checkpoints; memory grows with it, about 2 KB a row.</summary>
    [Range(1, 500_000)]
    public int ImportChunkRows { get; set; } = 16_000;

    /// <summary>Rejected rows of an import that are kept in detail; all are counted.</summary>
    [Range(0, 100_000)]
    public int RejectedRowsKept { get; set; } = 10_000;
}

/// <summary>Offices, groups, people, members and their import.</summary>
public static class ConsumersServices
{
    public static IServiceCollection AddConsumers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ConsumersOptions>(ConsumersOptions.Section, configuration);
        services.AddSingleton<MemberPages>();
        services.AddSingleton<People>();
        services.AddSingleton<Offices>();
        services.AddSingleton<Groups>();
        services.AddSingleton<Staff>();
        services.AddSingleton<Seating>();
        services.AddSingleton<ImportLog>();
        services.AddSingleton<ImportIntake>();
        services.AddSingleton<ImportRun>();
        return services;
    }
}
