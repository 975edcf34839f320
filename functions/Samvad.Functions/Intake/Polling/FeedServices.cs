using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Samvad.Settings;

namespace Samvad.Intake.Polling;

/// <summary>The way to the feeds.</summary>
internal static class FeedServices
{
    public static IServiceCollection AddFeeds(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<FeedsOptions>(IntakeOptions.Section, configuration);
        services.AddSingleton<IValidateOptions<FeedsOptions>, FeedsOptionsRules>();
        services.AddSingleton<FeedStore>().AddSingleton<FeedClient>().AddSingleton<FeedPoll>();
        // The poll has its own limit of time.
        var client = services.AddHttpClient(FeedClient.Name, http => http.Timeout = Timeout.InfiniteTimeSpan);
        client.RemoveAllLoggers();
        // Sent elsewhere, the credentials would go along; so it is not followed.
        client.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AutomaticDecompression = System.Net.DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            UseCookies = false,
            AllowAutoRedirect = false,
        });
        client.AddResilienceHandler("poll", pipeline => pipeline.AddRetry(new HttpRetryStrategyOptions
        {
            // Only a connection that broke; an answer that refuses waits for the next poll.
            MaxRetryAttempts = 1,
            Delay = TimeSpan.FromMilliseconds(300),
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Exception is HttpRequestException),
        }));
        return services;
    }
}
