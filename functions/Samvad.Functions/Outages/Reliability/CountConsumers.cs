using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Samvad.Consumers;

namespace Samvad.Outages.Reliability;

/// <summary>Counts the connected consumers after an import, and once a day for single changes.</summary>
public sealed partial class CountConsumers(
    ConnectedConsumers connected, ImportLog imports, TimeProvider time, ILogger<CountConsumers> logger)
{
    private const int ImportsLookedAt = 20;

    [Function(nameof(CountConsumers))]
    public async Task Run([TimerTrigger("30 */2 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var last = await connected.CountedAtAsync(cancellationToken);
        var latest = await imports.LatestAsync(ImportsLookedAt, _ => true, cancellationToken);
        if (latest.Any(import => import.Status == ImportStatus.Running))
            return;
        var imported = latest.Max(import => import.FinishedAt);
        if (last is not null && !(imported > last) && time.GetUtcNow() - last < TimeSpan.FromDays(1))
            return;
        await connected.CountAsync(cancellationToken);
        LogCounted((await connected.ReadAsync(cancellationToken)).All.Sum(connection => connection.Consumers));
    }

    [LoggerMessage(EventIds.ConsumersCounted, LogLevel.Information, "{Consumers} connected consumers counted")]
    private partial void LogCounted(int consumers);
}
