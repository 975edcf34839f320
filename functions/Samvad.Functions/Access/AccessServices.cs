using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Samvad.Settings;

namespace Samvad.Access;

/// <summary>Who calls, what they may, and what they did.</summary>
public static class AccessServices
{
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<AccessOptions>(AccessOptions.Section, configuration);
        services.AddSingleton<ApiKeys>().AddSingleton<Callers>().AddSingleton<SameOrigin>();
        services.AddSingleton<AuditTrail>().AddSingleton<OfficeScopes>().AddSingleton<AffectedOffices>();
        return services.AddHostedService<AccessStart>();
    }

    /// <summary>Has every call judged before it reaches its function.</summary>
    public static IFunctionsWorkerApplicationBuilder UseAccess(this IFunctionsWorkerApplicationBuilder builder) =>
        builder.UseMiddleware<AccessCheck>();
}

/// <summary>An app that does not know who may call what does not start.</summary>
internal sealed class AccessStart(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var faults = EndpointTable.Disagreements(EndpointTable.FunctionsOf(typeof(AccessStart).Assembly)).ToList();
        if (services.GetService<AccessCheck>() is null)
            faults.Add($"Nothing judges who calls: {nameof(AccessServices.UseAccess)} is missing in the composition.");
        return faults.Count == 0 ? Task.CompletedTask : throw new InvalidOperationException(
            $"The endpoints cannot be opened:{Environment.NewLine}{string.Join(Environment.NewLine, faults)}");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
