using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Samvad.LocalHost.Triggers;

/// <summary>Runs the function classes of an app as the Functions host does.</summary>
public static class LocalTriggers
{
    /// <summary>
    /// Timers and queues start and stop with the host; a ServiceBusClient must be registered for queues.
    /// </summary>
    public static IServiceCollection AddLocalTriggers(this IServiceCollection services, LocalTriggerOptions options) =>
        services.AddLocalTriggers(options, options.FunctionAssembly.GetTypes());

    internal static IServiceCollection AddLocalTriggers(
        this IServiceCollection services, LocalTriggerOptions options, IEnumerable<Type> classes)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddMvcCore();
        services.AddSingleton(options);
        services.AddSingleton(provider => new HostSettings(options.HostJsonPath, provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton(provider => new FunctionIndex(classes, provider.GetRequiredService<HostSettings>()));
        services.AddSingleton<FunctionKeys>();
        services.AddHostedService<Timers>();
        services.AddHostedService<QueueFunctions>();
        return services;
    }

    /// <summary>Maps the HTTP functions.</summary>
    /// <exception cref="InvalidOperationException">The functions or host.json have faults; all are told.</exception>
    public static void MapLocalFunctions(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var prefix = services.GetRequiredService<HostSettings>().RoutePrefix;
        var keys = services.GetRequiredService<FunctionKeys>();
        var worker = services.GetService<LocalWorker>();
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Samvad.LocalHost.Http");
        foreach (var function in services.GetRequiredService<FunctionIndex>().Functions)
        {
            if (function.Trigger is not HttpTriggerAttribute)
                continue;
            var http = new HttpFunction(function, keys, worker, logger);
            var mapped = http.Methods is { } methods
                ? endpoints.MapMethods(http.Pattern(prefix), methods, http.RunAsync)
                : endpoints.Map(http.Pattern(prefix), http.RunAsync);
            mapped.WithDisplayName(function.Name);
        }
    }
}
