using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Samvad.LocalHost.Triggers;

/// <summary>
/// host.json, overridable by the settings `AzureFunctionsJobHost:…`. Names and defaults are those of the Service Bus
/// extension 5.x.
/// </summary>
internal sealed class HostSettings
{
    private const string Overrides = "AzureFunctionsJobHost:";
    private static readonly TimeSpan s_longestBatchWait = TimeSpan.FromMinutes(2.5);
    private readonly IConfiguration _hostJson;
    private readonly IConfiguration _configuration;

    public HostSettings(string hostJsonPath, IConfiguration configuration)
    {
        _hostJson = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(hostJsonPath), optional: false).Build();
        _configuration = configuration;
        RoutePrefix = Text("http:routePrefix") ?? "api";
        AutoCompleteMessages = Text("serviceBus:autoCompleteMessages") is not { } complete || bool.Parse(complete);
        MaxAutoLockRenewalDuration = Span("maxAutoLockRenewalDuration", TimeSpan.FromMinutes(5));
        MaxConcurrentCalls = Number("maxConcurrentCalls", 16 * Environment.ProcessorCount);
        MaxConcurrentSessions = Number("maxConcurrentSessions", 8);
        MaxMessageBatchSize = Number("maxMessageBatchSize", 1000);
        MinMessageBatchSize = Number("minMessageBatchSize", 1);
        MaxBatchWaitTime = Span("maxBatchWaitTime", TimeSpan.FromSeconds(30));
        SessionIdleTimeout = Span("sessionIdleTimeout", TimeSpan.FromMinutes(1));
    }

    public string RoutePrefix { get; }
    public bool AutoCompleteMessages { get; }
    public TimeSpan MaxAutoLockRenewalDuration { get; }
    public int MaxConcurrentCalls { get; }
    public int MaxConcurrentSessions { get; }
    public int MaxMessageBatchSize { get; }
    public int MinMessageBatchSize { get; }
    public TimeSpan MaxBatchWaitTime { get; }
    public TimeSpan SessionIdleTimeout { get; }

    /// <summary>What the real host would refuse to start with.</summary>
    public IEnumerable<string> Problems()
    {
        if (MinMessageBatchSize > MaxMessageBatchSize)
            yield return $"minMessageBatchSize {MinMessageBatchSize} exceeds maxMessageBatchSize {MaxMessageBatchSize} (host.json).";
        if (MaxBatchWaitTime > s_longestBatchWait)
            yield return $"maxBatchWaitTime {MaxBatchWaitTime} exceeds {s_longestBatchWait} (host.json).";
    }

    /// <summary>
    /// Replaces every `%Setting%`; null, and a word to <paramref name="problem"/>, where a setting is missing.
    /// </summary>
    public string? Resolve(string text, Action<string> problem)
    {
        var parts = text.Split('%');
        for (var i = 1; i < parts.Length - 1; i += 2)
        {
            if (_configuration[parts[i]] is not { Length: > 0 } value)
            {
                problem($"the setting '{parts[i]}' is missing");
                return null;
            }

            parts[i] = value;
        }

        return string.Concat(parts);
    }

    private int Number(string name, int otherwise) =>
        Text("serviceBus:" + name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private TimeSpan Span(string name, TimeSpan otherwise) =>
        Text("serviceBus:" + name) is { } text ? TimeSpan.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private string? Text(string name) =>
        _configuration[$"{Overrides}extensions:{name}"] ?? _hostJson[$"extensions:{name}"];
}
