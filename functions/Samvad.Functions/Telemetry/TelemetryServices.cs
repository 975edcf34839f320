using System.Diagnostics;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Samvad.Telemetry;

/// <summary>
/// Traces, metrics and logs to Application Insights (`APPLICATIONINSIGHTS_CONNECTION_STRING`) and to an OpenTelemetry
/// collector (`OTEL_EXPORTER_OTLP_ENDPOINT`), to each where its setting is there. Without either nothing is measured.
/// </summary>
internal static class TelemetryServices
{
    private const string Azure = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string AzureSignIn = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Seconds: from a call within the data centre to a ticket of a week.</summary>
    private static readonly double[] Bounds =
        [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600, 3600, 14400, 86400, 604800];

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        // What these write about a request holds its path, and so people's numbers.
        services.AddLogging(logging => logging
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("System.Net.Http.HttpClient", LogLevel.Warning)
            .AddFilter("Polly", LogLevel.Warning));
        var (azure, collector) = (configuration[Azure], configuration[Collector]);
        if (string.IsNullOrEmpty(azure) && string.IsNullOrEmpty(collector))
            return services;
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                "samvad", serviceVersion: typeof(TelemetryServices).Assembly.GetName().Version?.ToString()))
            .WithTracing(traces => traces
                .AddSource(Tracing.SourceName)
                .AddAspNetCoreInstrumentation(http => http.Filter = context => !IsProbe(context.Request.Path.Value))
                .AddProcessor(new NoPersonalTags()))
            .WithMetrics(metrics => metrics
                .AddMeter(Metrics.MeterName)
                .AddView(instrument => instrument.Unit == "s"
                    ? new ExplicitBucketHistogramConfiguration { Boundaries = Bounds } : null))
            .WithLogging(null, logs => logs.IncludeFormattedMessage = true);
        if (!string.IsNullOrEmpty(collector))
            telemetry.UseOtlpExporter();
        if (!string.IsNullOrEmpty(azure))
        {
            telemetry.UseAzureMonitorExporter(exporter =>
            {
                exporter.ConnectionString = azure;
                if (configuration[AzureSignIn]?.Contains("Authorization=AAD", StringComparison.OrdinalIgnoreCase) == true)
                    exporter.Credential = new DefaultAzureCredential();
            });
        }

        return services;
    }

    private static bool IsProbe(string? path) =>
        path?.Contains("/health/", StringComparison.Ordinal) == true || path?.StartsWith("/local/", StringComparison.Ordinal) == true;

    /// <summary>Takes away what the web server notes of a request and that can name a person; the route remains.</summary>
    private sealed class NoPersonalTags : BaseProcessor<Activity>
    {
        private static readonly string[] Personal =
            ["url.path", "url.query", "url.full", "client.address", "network.peer.address", "user_agent.original"];

        public override void OnEnd(Activity data)
        {
            foreach (var tag in Personal)
                data.SetTag(tag, null);
        }
    }
}
