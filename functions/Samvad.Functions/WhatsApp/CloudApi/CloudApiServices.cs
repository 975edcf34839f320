using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Timeout;
using Samvad.Settings;

namespace Samvad.WhatsApp.CloudApi;

/// <summary>The way to Meta's Cloud API.</summary>
internal static class CloudApiServices
{
    /// <summary>How long a provider that fails most calls is left alone.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddCloudApi(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<CloudApiOptions>(CloudApiOptions.Section, configuration);
        services.AddSingleton<IMessageProvider, CloudApiProvider>();
        services.AddSingleton<CloudApiMedia>();
        services.AddSingleton<WebhookIntake>();
        var client = services.AddHttpClient(CloudApiProvider.ProviderName, (provider, http) =>
        {
            var options = provider.GetRequiredService<IOptions<CloudApiOptions>>().Value;
            http.BaseAddress = new Uri(options.BaseAddress, $"/{options.Version}/");
            http.DefaultRequestHeaders.Authorization = new("Bearer", options.AccessToken);
            http.Timeout = Timeout.InfiniteTimeSpan;
        });
        client.RemoveAllLoggers();
        client.SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        client.ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
        {
            MaxConnectionsPerServer = provider.GetRequiredService<IOptions<WhatsAppOptions>>().Value.MaxInFlight,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            UseCookies = false,
            AllowAutoRedirect = false,
        });
        client.AddResilienceHandler("send", (pipeline, context) =>
        {
            var options = context.ServiceProvider.GetRequiredService<IOptions<CloudApiOptions>>().Value;
            AddProtection(pipeline, options.Timeout);
        });
        return services;
    }

    /// <summary>
    /// No retry: a repeated send is a second message, so the failure table decides.
    /// </summary>
    private static void AddProtection(
        ResiliencePipelineBuilder<HttpResponseMessage> pipeline, TimeSpan timeout) => pipeline
        .AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
        {
            FailureRatio = 0.8,
            MinimumThroughput = 50,
            SamplingDuration = TimeSpan.FromSeconds(10),
            BreakDuration = Pause,
            ShouldHandle = static arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is HttpRequestException or TimeoutRejectedException
                || arguments.Outcome.Result is { StatusCode: >= System.Net.HttpStatusCode.InternalServerError }),
        })
        .AddTimeout(timeout);
}
